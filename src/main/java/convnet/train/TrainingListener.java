package convnet.train;

/** Is told how training goes, on the thread that trains. */
public interface TrainingListener {

  /**
   * How far an epoch is.
   *
   * @param epoch counted from 1
   * @param epochs how many there are to be
   * @param step steps of this epoch done
   * @param steps steps of this epoch in all
   * @param loss the mean loss of the epoch so far
   * @param accuracy the share of its images so far whose class was ranked first
   * @param lr the rate of the last step
   * @param imagesPerSecond of the epoch so far
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
   * Validation images have been looked at.
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
