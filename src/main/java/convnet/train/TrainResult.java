package convnet.train;

import org.jspecify.annotations.Nullable;

/**
 * The result of a run.
 *
 * @param epochs how many epochs were completed
 * @param steps how many steps were done
 * @param best the record of the best model's epoch; null if the run was stopped before the end of
 *     the first
 * @param betterPart the record of an epoch at the end that was cut short, if it is better than the
 *     best one; else null
 * @param imagesPerSecond the speed of training, without validation, since the run was started or
 *     resumed
 * @param seconds the time since the run was started or resumed, validation included
 * @param ending why it ended
 */
public record TrainResult(
    int epochs,
    long steps,
    @Nullable EpochRecord best,
    @Nullable EpochRecord betterPart,
    double imagesPerSecond,
    double seconds,
    Ending ending) {

  /** Why a run ended. */
  public enum Ending {
    /** All epochs are done, or all steps that were asked for. */
    DONE,
    /** Early stopping: it did not improve for as many epochs as allowed. */
    NO_BETTER,
    /** It was stopped from outside. */
    STOPPED
  }
}
