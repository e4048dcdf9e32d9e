package convnet.train;

/**
 * How well a network does on labelled images.
 *
 * @param images the number of images
 * @param loss the mean cross entropy or, in training, the mean of the loss that is minimised
 * @param top1 the share of them, 0..1, whose class was ranked first
 * @param top5 the share whose class was among the first five, or among all where there are fewer
 * @param confusion how often each class (row) was taken for each class (column); empty if that was
 *     not counted
 */
public record Metrics(long images, double loss, double top1, double top5, long[][] confusion) {

  /** How many images of this class there were. */
  public long imagesOf(int index) {
    long sum = 0;
    for (long count : confusion[index]) {
      sum += count;
    }
    return sum;
  }

  /**
   * Of the images that were taken for this class, the share that are of it; NaN if there were none.
   */
  public double precision(int index) {
    return (double) confusion[index][index] / takenFor(index);
  }

  /** Of the images of this class, the share that were taken for it; NaN if there were none. */
  public double recall(int index) {
    return (double) confusion[index][index] / imagesOf(index);
  }

  /**
   * The harmonic mean of precision and recall; NaN if no image is of this class or was taken for
   * it.
   */
  public double f1(int index) {
    return 2.0 * confusion[index][index] / (takenFor(index) + imagesOf(index));
  }

  private long takenFor(int index) {
    long taken = 0;
    for (long[] row : confusion) {
      taken += row[index];
    }
    return taken;
  }
}
