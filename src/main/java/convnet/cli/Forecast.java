package convnet.cli;

import convnet.train.TrainingListener.Progress;
import java.util.Optional;

/**
 * How long an epoch and the whole run will take, by the steps after the first ones, which are slow
 * because Java has yet to compile them. Said once.
 */
final class Forecast {
  private static final double WARM_UP = 5;
  private static final double MEASURED = 5;
  private static final int STEPS = 10;

  /** A run that is over sooner, in seconds, is not worth a word. */
  private static final double SHORT = 60;

  /** What an image costs that the network only looks at, in images that it is trained with. */
  private static final double VALIDATION = 1 / 3.0;

  private final double validationShare;
  private final long maxSteps;
  private double begun = -1;
  private double warm = -1;
  private int steps;
  private boolean said;

  /**
   * @param training how many images there are to train with
   * @param validation how many to validate with
   * @param maxSteps after how many steps the run ends at the latest; 0 for no such limit
   */
  Forecast(int training, int validation, long maxSteps) {
    this.validationShare = VALIDATION * validation / training;
    this.maxSteps = maxSteps;
  }

  /**
   * A step is done.
   *
   * @param now the time, in seconds
   * @return what is to be said, if anything
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
            "an epoch takes about %s; what is left, about %s".formatted(about(epoch), about(left)));
  }

  /** How many steps a run has yet to do. */
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
