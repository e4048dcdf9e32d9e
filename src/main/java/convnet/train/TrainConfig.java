package convnet.train;

import convnet.data.DataSet;
import convnet.model.Architecture;
import convnet.model.Recipe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a run follows from, besides the files that it names: with the same one, the same bits
 * come out on every number of threads. It is what {@code config.json} holds.
 *
 * @param data where the images are
 * @param validation where the images for validation are, if somewhere else
 * @param validationSplit the share of {@code data} held out for validation, 0 to below 1
 * @param architecture network, preprocessing and recipe, with what was asked for put in
 * @param seed what everything random is drawn from
 * @param limits when to stop before the epochs are over, and when to save
 * @param frozen what the names of parameters that are not trained begin with
 * @param initFrom the model whose parameters it began with; null for random ones
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
   * When to stop and when to save. They change no bit of what is done before.
   *
   * @param maxSteps after how many steps to stop, if the epochs are not over before; 0 for no such
   *     limit
   * @param saveEvery after how many steps to write a checkpoint in the middle of an epoch; 0 for at
   *     its end only
   * @param earlyStop after how many epochs that are no better than the best to stop; 0 for not
   */
  public record Limits(long maxSteps, long saveEvery, int earlyStop) {

    /** To the end, saving after each epoch. */
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
   * @throws IllegalArgumentException if the run goes by validation images, and there are none
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
          "--%s goes by validation images, and there are none: %s"
              .formatted(
                  what,
                  validationSplit > 0
                      ? "no class has enough for --val-split: --val DIR"
                      : "--val DIR or --val-split 0.1"));
    }
  }
}
