package convnet.train;

import org.jspecify.annotations.Nullable;

/**
 * The results of an epoch: a line of {@code log.jsonl}.
 *
 * @param epoch counted from 1
 * @param trainLoss the mean over the epoch of the loss that is minimised, with label smoothing,
 *     class weights, dropout and augmentation
 * @param valLoss the mean plain cross entropy on the validation images; null if there are none, as
 *     are the next two
 * @param top1 the share of the validation images whose class was ranked first
 * @param top5 the share of them whose class was among the first five
 * @param lr the learning rate of the last step
 * @param imagesPerSecond the speed of training, without validation
 * @param seconds the time for the whole epoch, validation included
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
   * Whether its model is better: more validation images right or, if equal, a lower validation
   * loss; without validation images, a lower training loss.
   */
  boolean isBetterThan(EpochRecord other) {
    if (top1 == null || other.top1 == null || valLoss == null || other.valLoss == null) {
      return trainLoss < other.trainLoss;
    }
    int hits = Double.compare(top1, other.top1);
    return hits != 0 ? hits > 0 : valLoss < other.valLoss;
  }
}
