package convnet.cli;

import convnet.train.TrainConfig.Limits;
import org.jspecify.annotations.Nullable;

/** The options for when a run is saved, and when it stops before all its epochs are done. */
final class LimitOptions {
  private @Nullable Long saveEvery;
  private @Nullable Integer earlyStop;
  private @Nullable Long maxSteps;

  LimitOptions(Options options) {
    options.value(
        "--save-every",
        "N",
        Numbers.LONG,
        given -> saveEvery = given,
        "Write a checkpoint every N steps too, not only after each epoch.");
    options.value(
        "--early-stop",
        "N",
        Numbers.WHOLE,
        given -> earlyStop = given,
        "Stop when validation has not improved for N epochs in a row; 0 never stops early.");
    options.value(
        "--max-steps",
        "N",
        Numbers.LONG,
        given -> maxSteps = given,
        "Stop after N steps, if the epochs are not over earlier.");
  }

  /**
   * The limits of the run, with those given as options replaced.
   *
   * @param own the limits of the resumed run, or {@link Limits#NONE}
   * @param steps the number of steps it has done; a step limit that it has reached is dropped
   * @throws IllegalArgumentException if a number is out of its range; the message names the option
   */
  Limits applyTo(Limits own, long steps) {
    long limit = own.maxSteps() > steps ? own.maxSteps() : 0;
    return new Limits(
        maxSteps == null ? limit : atLeast(1, maxSteps, "--max-steps"),
        saveEvery == null ? own.saveEvery() : atLeast(0, saveEvery, "--save-every"),
        earlyStop == null ? own.earlyStop() : (int) atLeast(0, earlyStop, "--early-stop"));
  }

  private static long atLeast(int least, long value, String option) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d: it must be at least %d".formatted(option, value, least));
    }
    return value;
  }
}
