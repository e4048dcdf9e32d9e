package convnet.cli;

import convnet.train.TrainingListener.Progress;
import java.util.Optional;

/**
 * Estimates how long an epoch and the rest of the run will take, once. The first steps are not
 * measured, as they are slow until the JIT has compiled them.
 */
final class Forecast {
  private static final double WARM_UP = 5;
  private static final double MEASURED = 5;
  private static final int STEPS = 10;

  /** No forecast if less than this many seconds are left. */
  private static final double SHORT = 60;

  /** The time for a validation image, relative to that for a training image. */
  private static final double VALIDATION = 1 / 3.0;

  private final double validationShare;
  private final long maxSteps;
  private double begun = -1;
  private double warm = -1;
  private int steps;
  private boolean said;

  /**
   * @param training the number of training images
   * @param validation the number of validation images
   * @param maxSteps the number of steps after which the run ends at the latest; 0 for no limit
   */
  Forecast(int training, int validation, long maxSteps) {
    this.validationShare = VALIDATION * validation / training;
    this.maxSteps = maxSteps;
  }

  /**
   * Counts a finished step.
   *
   * @param now the time, in seconds
   * @return the forecast, if it is time to show it
   */
  Optional<String> stepped(Progress progress, double now) {
    begun = begun < 0 ? now : begun;
    steps++;
    if (said || steps < STEPS || now - begun < WARM_UP) {
      return Optional.empty();
    }
    if (warm < 0) {
      warm = now;
      steps = STEPS;
    }
    int measured = steps - STEPS;
    if (measured < STEPS || now - warm < MEASURED) {
      return Optional.empty();
    }
    said = true;
    double step = (now - warm) / measured;
    double epoch = step * progress.steps() * (1 + validationShare);
    double left = step * stepsLeft(progress, maxSteps) * (1 + validationShare);
    return left < SHORT
        ? Optional.empty()
        : Optional.of(
            "an epoch takes about %s, the rest of the run about %s"
                .formatted(about(epoch), about(left)));
  }

  /** The number of steps that the run has left. */
  static long stepsLeft(Progress p, long maxSteps) {
    long done = (p.epoch() - 1L) * p.steps() + p.step();
    long all = (long) p.epochs() * p.steps();
    return (maxSteps > 0 ? Math.min(all, maxSteps) : all) - done;
  }

  /** {@code 45 s}, {@code 12 min}, {@code 2.5 h}, {@code 18 h}, {@code 3.1 days}. */
  static String about(double seconds) {
    if (seconds < 90) {
      return "%.0f s".formatted(seconds);
    }
    if (seconds < 90 * 60) {
      return "%.0f min".formatted(seconds / 60);
    }
    double hours = seconds / 3600;
    return hours < 48
        ? (hours < 9.95 ? "%.1f h" : "%.0f h").formatted(hours)
        : "%.1f days".formatted(hours / 24);
  }
}
