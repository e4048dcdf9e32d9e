package convnet.train;

/** Is told about the progress of training, on the thread that trains. */
public interface TrainingListener {

  /**
   * The progress of an epoch.
   *
   * @param epoch counted from 1
   * @param epochs the number of epochs in all
   * @param step steps of this epoch done
   * @param steps steps of this epoch in all
   * @param loss the mean loss of the epoch so far
   * @param accuracy the share of its images so far whose class was ranked first
   * @param lr the learning rate of the last step
   * @param imagesPerSecond the speed in the epoch so far
   */
  record Progress(
      int epoch,
      int epochs,
      int step,
      int steps,
      double loss,
      double accuracy,
      double lr,
      double imagesPerSecond) {}

  /** A step is done. */
  default void stepped(Progress progress) {}

  /**
   * Some validation images have been evaluated.
   *
   * @param images how many so far
   * @param all how many there are
   */
  default void validating(long images, long all) {}

  /** An epoch is over and saved. */
  default void epochDone(EpochRecord epoch) {}

  /** Something is odd, though training goes on. */
  default void warned(String what) {}
}
