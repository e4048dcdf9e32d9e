package convnet.train;

import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param epochs how many epochs were brought to an end
 * @param steps how many steps were done
 * @param best the epoch of the best model; null if the run was stopped before the end of the first
 * @param betterPart an epoch at the end that was cut short, if it was better than the best one
 * @param imagesPerSecond in training, over all epochs
 * @param seconds the whole run took
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
    /** It became no better for as many epochs as it was given. */
    NO_BETTER,
    /** Somebody stopped it. */
    STOPPED
  }
}
