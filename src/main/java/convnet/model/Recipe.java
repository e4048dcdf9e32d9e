package convnet.model;

import java.util.Map;

/**
 * How an architecture is trained unless options override it. Learning rates, optimisers and their
 * arguments mean what they do in PyTorch.
 *
 * @param optimizer the update rule with the arguments that only it has
 * @param learningRate the rate that the schedule starts from; the highest of {@code onecycle}
 * @param weightDecay the weight decay, the same for all parameters
 * @param batchSize images per step
 * @param epochs passes over the training data
 * @param schedule how the rate changes during the run
 * @param stepSize the epochs between steps down ({@code step}), or the epochs without improvement
 *     that are tolerated before one ({@code plateau})
 * @param gamma the factor of the rate at a step down
 * @param warmupEpochs the first epochs, in which the rate rises from near 0
 * @param augment how training images are varied
 * @param cutout the side of the square that is hidden in each image (Cutout), in pixels of the
 *     input; 0 for none
 * @param cutmix the probability that a pair of images exchanges a box (CutMix), 0 to 1
 * @param labelSmoothing the share of a label that is spread over all classes, 0 to below 1
 * @param classWeights how the losses of images are weighted by class
 */
public record Recipe(
    Optimizer optimizer,
    double learningRate,
    double weightDecay,
    int batchSize,
    int epochs,
    Schedule schedule,
    int stepSize,
    double gamma,
    int warmupEpochs,
    Augment augment,
    int cutout,
    double cutmix,
    double labelSmoothing,
    ClassWeights classWeights) {

  /** The recipe for network files without one. */
  public static final Recipe DEFAULT =
      new Recipe(
          Sgd.DEFAULT,
          0.01,
          5e-4,
          64,
          10,
          Schedule.COSINE,
          30,
          0.1,
          0,
          Augment.NONE,
          0,
          0,
          0,
          ClassWeights.NONE);

  /** The update rule. */
  public sealed interface Optimizer {}

  /**
   * Stochastic gradient descent.
   *
   * @param momentum 0 inclusive to 1 exclusive
   * @param nesterov whether to use Nesterov momentum
   */
  public record Sgd(double momentum, boolean nesterov) implements Optimizer {
    static final Sgd DEFAULT = new Sgd(0.9, false);

    /**
     * @throws IllegalArgumentException if a number is out of its range, named as in JSON
     */
    public Sgd {
      Check.require(momentum >= 0 && momentum < 1, "momentum", "at least 0 and below 1", momentum);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("nesterov needs a momentum above 0");
      }
    }
  }

  /**
   * Adam with decoupled weight decay.
   *
   * @param beta1 the share of the running mean of the gradient that a step keeps, 0 inclusive to 1
   *     exclusive
   * @param beta2 the share of the running mean of the squared gradient that a step keeps, likewise
   * @param eps added to the divisor
   */
  public record AdamW(double beta1, double beta2, double eps) implements Optimizer {

    /** PyTorch's default arguments. */
    public static final AdamW DEFAULT = new AdamW(0.9, 0.999, 1e-8);

    /** PyTorch's default learning rate. */
    public static final double LEARNING_RATE = 1e-3;

    /** PyTorch's default weight decay. */
    public static final double WEIGHT_DECAY = 1e-2;

    /**
     * @throws IllegalArgumentException if a number is out of its range, named as in JSON
     */
    public AdamW {
      Check.require(beta1 >= 0 && beta1 < 1, "beta1", "at least 0 and below 1", beta1);
      Check.require(beta2 >= 0 && beta2 < 1, "beta2", "at least 0 and below 1", beta2);
      Check.require(eps >= 0 && Double.isFinite(eps), "eps", "at least 0", eps);
    }
  }

  /** How the learning rate changes during the run. */
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
    /** Random resized crop and flip; for small inputs a random shift and flip. */
    STANDARD,
    /** Random crop, flip, and lighting along the colours' principal axes. */
    ALEXNET
  }

  /** The weight of an image's loss. */
  public enum ClassWeights {
    /** The same for all images. */
    NONE,
    /**
     * The larger, the fewer images its class has: {@code images / (classes · images of the class)}.
     */
    BALANCED
  }

  /**
   * @throws IllegalArgumentException if a number is out of its range, named as in JSON
   */
  public Recipe {
    Check.require(learningRate > 0 && Double.isFinite(learningRate), "lr", "above 0", learningRate);
    Check.require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight_decay",
        "at least 0",
        weightDecay);
    Check.require(batchSize >= 1, "batch_size", "at least 1", batchSize);
    Check.require(epochs >= 1, "epochs", "at least 1", epochs);
    Check.require(stepSize >= 1, "step_size", "at least 1", stepSize);
    Check.require(gamma > 0 && gamma <= 1, "gamma", "above 0 and at most 1", gamma);
    Check.require(warmupEpochs >= 0, "warmup_epochs", "at least 0", warmupEpochs);
    if (schedule == Schedule.ONECYCLE && warmupEpochs > 0) {
      throw new IllegalArgumentException(
          "warmup_epochs must be 0 with lr_schedule onecycle, which has a rise of its own, not "
              + warmupEpochs);
    }
    Check.require(cutout >= 0, "cutout", "at least 0", cutout);
    Check.require(cutmix >= 0 && cutmix <= 1, "cutmix", "from 0 to 1", cutmix);
    Check.require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label_smoothing",
        "at least 0 and below 1",
        labelSmoothing);
  }

  /** The same with batches of another size. */
  public Recipe withBatchSize(int images) {
    return new Recipe(
        optimizer,
        learningRate,
        weightDecay,
        images,
        epochs,
        schedule,
        stepSize,
        gamma,
        warmupEpochs,
        augment,
        cutout,
        cutmix,
        labelSmoothing,
        classWeights);
  }

  /** All settings in order, by their names in JSON. */
  public Map<String, Object> members() {
    return RecipeJson.write(this);
  }

  /**
   * Not a method of the recipe: to call it, the optimisers' classes would need the recipe's, whose
   * default has one of them.
   */
  private static final class Check {
    static void require(boolean holds, String name, String range, Number value) {
      if (!holds) {
        throw new IllegalArgumentException(
            name + " must be " + range + ", not " + Decimal.of(value));
      }
    }
  }
}
