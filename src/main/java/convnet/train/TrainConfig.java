package convnet.train;

import convnet.data.DataSet;
import convnet.model.Architecture;
import convnet.model.Recipe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that determines a run, besides the files that it names: the same configuration gives the same
 * bits on any number of threads. It is stored in {@code config.json}.
 *
 * @param data the directory of the images
 * @param validation the directory of the validation images, if it is a separate one; else null
 * @param validationSplit the share of {@code data} held out for validation, 0 to below 1
 * @param architecture network, preprocessing and recipe, with the user's options applied
 * @param seed the seed of all random numbers
 * @param limits when to stop before the epochs are over, and when to save
 * @param frozen prefixes of the names of parameters that are not trained
 * @param initFrom the model that the initial parameters come from; null for random ones
 */
public record TrainConfig(
    String data,
    @Nullable String validation,
    double validationSplit,
    Architecture architecture,
    long seed,
    Limits limits,
    List<String> frozen,
    @Nullable String initFrom) {

  /**
   * When to stop and when to save. These do not change a bit of what is computed until then.
   *
   * @param maxSteps after how many steps to stop, if the epochs are not over before; 0 for no limit
   * @param saveEvery after how many steps to write a checkpoint in the middle of an epoch; 0 for at
   *     its end only
   * @param earlyStop after how many epochs in a row without a new best one to stop; 0 for never
   */
  public record Limits(long maxSteps, long saveEvery, int earlyStop) {

    /** Trains to the end, and saves after each epoch. */
    public static final Limits NONE = new Limits(0, 0, 0);

    /**
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Limits {
      require(maxSteps, "max_steps");
      require(saveEvery, "save_every");
      require(earlyStop, "early_stop");
    }

    private static void require(long value, String name) {
      if (value < 0) {
        throw new IllegalArgumentException(name + " must be at least 0, not " + value);
      }
    }
  }

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public TrainConfig {
    frozen = List.copyOf(frozen);
    if (!(validationSplit >= 0 && validationSplit < 1)) {
      throw new IllegalArgumentException(
          "val_split must be at least 0 and below 1, not " + validationSplit);
    }
  }

  /**
   * @throws IllegalArgumentException if early stopping or the schedule needs validation images, and
   *     there are none
   */
  void requireValidationImages(DataSet images) {
    String what =
        limits.earlyStop() > 0
            ? "early-stop"
            : architecture.recipe().schedule() == Recipe.Schedule.PLATEAU
                ? "lr-schedule plateau"
                : null;
    if (what != null && images.validation().isEmpty()) {
      throw new IllegalArgumentException(
          "--%s needs validation images, and there are none: %s"
              .formatted(
                  what,
                  validationSplit > 0
                      ? "no class has enough for --val-split: --val DIR"
                      : "--val DIR or --val-split 0.1"));
    }
  }
}
