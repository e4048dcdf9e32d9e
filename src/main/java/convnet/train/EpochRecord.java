package convnet.train;

import org.jspecify.annotations.Nullable;

/**
 * What came of an epoch: a line of {@code log.jsonl}.
 *
 * @param epoch counted from 1
 * @param trainLoss the mean over the epoch of what is made smaller, label smoothing, class weights,
 *     dropout and augmentation included
 * @param valLoss the mean plain cross entropy on the validation images; null without any, as the
 *     next two
 * @param top1 the share of them whose class was ranked first
 * @param top5 the share whose class was among the first five
 * @param lr the learning rate of the last step
 * @param imagesPerSecond in training
 * @param seconds for the whole epoch
 */
public record EpochRecord(
    int epoch,
    double trainLoss,
    @Nullable Double valLoss,
    @Nullable Double top1,
    @Nullable Double top5,
    double lr,
    double imagesPerSecond,
    double seconds) {

  /** Whether there were validation images. */
  boolean isMeasured() {
    return valLoss != null && top1 != null && top5 != null;
  }

  /**
   * Whether its model is to be preferred: more right on the validation images, and where that is
   * equal a lower loss; without such images a lower loss in training.
   */
  boolean isBetterThan(EpochRecord other) {
    if (top1 == null || other.top1 == null || valLoss == null || other.valLoss == null) {
      return trainLoss < other.trainLoss;
    }
    int hits = Double.compare(top1, other.top1);
    return hits != 0 ? hits > 0 : valLoss < other.valLoss;
  }
}
