package convnet.train;

import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param epochs how many epochs were brought to an end
 * @param steps how many steps were done
 * @param best the epoch of the best model; null if the run was stopped before the end of the first
 * @param imagesPerSecond in training, over all epochs
 * @param seconds the whole run took
 * @param stopped whether the run was stopped before its end
 */
public record TrainResult(
    int epochs,
    long steps,
    @Nullable EpochRecord best,
    double imagesPerSecond,
    double seconds,
    boolean stopped) {}
