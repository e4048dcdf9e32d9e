package convnet.model;

/**
 * How an architecture is trained where nothing else is asked for. What a rate or an optimiser does
 * is PyTorch's meaning of the word.
 *
 * @param optimizer which update rule
 * @param learningRate the rate that the schedule starts from
 * @param momentum of SGD, 0 inclusive to 1 exclusive
 * @param nesterov whether the momentum is Nesterov's
 * @param weightDecay for all parameters alike
 * @param batchSize images a step
 * @param epochs times through the data
 * @param schedule how the rate changes from epoch to epoch
 * @param stepSize epochs from one step down to the next ({@code step}), or without an improvement
 *     before one ({@code plateau})
 * @param gamma what the rate is multiplied by at a step down
 * @param warmupEpochs epochs in which the rate rises from near 0 first
 * @param augment how training images are varied
 */
public record Recipe(
    Optimizer optimizer,
    double learningRate,
    double momentum,
    boolean nesterov,
    double weightDecay,
    int batchSize,
    int epochs,
    Schedule schedule,
    int stepSize,
    double gamma,
    int warmupEpochs,
    Augment augment) {

  /** For a network that brings no recipe of its own. */
  public static final Recipe DEFAULT =
      new Recipe(
          Optimizer.SGD, 0.01, 0.9, false, 5e-4, 64, 10, Schedule.COSINE, 30, 0.1, 0, Augment.NONE);

  /** The same with batches of another size. */
  public Recipe withBatchSize(int images) {
    return new Recipe(
        optimizer,
        learningRate,
        momentum,
        nesterov,
        weightDecay,
        images,
        epochs,
        schedule,
        stepSize,
        gamma,
        warmupEpochs,
        augment);
  }

  /** The update rule. */
  public enum Optimizer {
    SGD,
    ADAMW
  }

  /** How the learning rate changes over the epochs. */
  public enum Schedule {
    CONSTANT,
    STEP,
    COSINE,
    ONECYCLE,
    PLATEAU
  }

  /** How a training image is varied. */
  public enum Augment {
    /** Not at all: as in evaluation. */
    NONE,
    /** Random resized crop and flip. */
    STANDARD,
    /** Random crop, flip, and lighting along the colours' principal axes. */
    ALEXNET
  }

  /**
   * @throws IllegalArgumentException if a number is out of its range, named as in JSON
   */
  public Recipe {
    require(learningRate > 0 && Double.isFinite(learningRate), "lr", "above 0", learningRate);
    require(momentum >= 0 && momentum < 1, "momentum", "at least 0 and below 1", momentum);
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight_decay",
        "at least 0",
        weightDecay);
    require(batchSize >= 1, "batch_size", "at least 1", batchSize);
    require(epochs >= 1, "epochs", "at least 1", epochs);
    require(stepSize >= 1, "step_size", "at least 1", stepSize);
    require(gamma > 0 && gamma <= 1, "gamma", "above 0 and at most 1", gamma);
    require(warmupEpochs >= 0, "warmup_epochs", "at least 0", warmupEpochs);
  }

  private static void require(boolean holds, String name, String range, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + range + ", not " + value);
    }
  }
}
