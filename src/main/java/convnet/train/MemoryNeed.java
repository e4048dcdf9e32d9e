package convnet.train;

import convnet.model.Architecture;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.nn.Parameter;
import java.io.IOException;

/**
 * How much memory a training takes, in bytes, known before any but that of the parameters is taken.
 *
 * @param parameters the parameters, their gradients and what the optimiser remembers of them
 * @param image what each image of a batch takes: activations, their gradients, the batches that are
 *     loaded ahead
 * @param batchSize images in a batch
 */
public record MemoryNeed(long parameters, long image, int batchSize) {
  /** Batches in memory of the loaders: two of training and two of validation. */
  private static final int LOADED = 4;

  /** For decoders, scratch memory of the kernels and the program itself: an estimate. */
  private static final long REST = 48L << 20;

  /** The share of Java's memory that can be filled: it keeps young and old objects apart. */
  private static final double USABLE = 0.9;

  /** How much more to give than is needed, so that it need not be tidied up all the time. */
  private static final double COMFORTABLE = 1.3;

  /** Memory that Java does not have. */
  public static final class TooLittleMemoryException extends IOException {
    TooLittleMemoryException(String message) {
      super(message);
    }
  }

  /**
   * Refuses a network whose parameters alone do not fit.
   *
   * @throws TooLittleMemoryException if they do not
   */
  public static void requireRoomForParameters(Architecture architecture, long available)
      throws TooLittleMemoryException {
    long parameters =
        Float.BYTES
            * architecture.network().parameterCount()
            * (2 + copies(architecture.recipe().optimizer()));
    new MemoryNeed(parameters, 0, 1).require(available);
  }

  /** The need of a network whose memory for parameters is there. */
  public static MemoryNeed of(Network network, Recipe recipe) {
    long all = 0;
    long trained = 0;
    for (Parameter parameter : network.parameters()) {
      long bytes = (long) Float.BYTES * parameter.shape().size();
      all += bytes;
      trained += parameter.trainable() ? bytes : 0;
    }
    long one = ExecutionPlan.bytesForTraining(network, 1);
    long input = (long) Float.BYTES * network.spec().input().size();
    return new MemoryNeed(
        all + (1 + copies(recipe.optimizer())) * trained, one + LOADED * input, recipe.batchSize());
  }

  private static long copies(Recipe.Optimizer optimizer) {
    return switch (optimizer) {
      case Recipe.Sgd _ -> 1;
      case Recipe.AdamW _ -> 2;
    };
  }

  /** All of it. */
  public long bytes() {
    return bytes(batchSize);
  }

  private long bytes(int images) {
    return parameters + image * images + REST;
  }

  /**
   * @param available the most memory that Java takes, in bytes
   * @throws TooLittleMemoryException if it is not enough; the message says what would help
   */
  public void require(long available) throws TooLittleMemoryException {
    long usable = (long) (USABLE * available);
    if (bytes() <= usable) {
      return;
    }
    int fitting = Integer.highestOneBit(batchSize);
    while (fitting >= 1 && bytes(fitting) > usable) {
      fitting /= 2;
    }
    throw new TooLittleMemoryException(
        "training needs about %,d MB of memory and Java has %,d MB: CONVNET_JAVA_OPTS=-Xmx%dm gives it more%s"
            .formatted(
                megabytes(bytes()),
                megabytes(available),
                (megabytes((long) (COMFORTABLE * bytes())) + 255) / 256 * 256,
                fitting >= 1 && fitting < batchSize
                    ? ", --batch-size %d needs %,d MB".formatted(fitting, megabytes(bytes(fitting)))
                    : ""));
  }

  static long megabytes(long bytes) {
    return Math.ceilDiv(bytes, 1L << 20);
  }
}
