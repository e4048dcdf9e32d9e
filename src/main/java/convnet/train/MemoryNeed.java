package convnet.train;

import convnet.model.Architecture;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.nn.Parameter;
import java.io.IOException;

/**
 * How much memory training takes, in bytes, known before any but that of the parameters is
 * allocated.
 *
 * @param parameters bytes for the parameters, their gradients and the optimiser's state
 * @param image bytes for each image of a batch: activations, their gradients, the batches that are
 *     loaded ahead
 * @param batchSize the number of images in a batch
 */
public record MemoryNeed(long parameters, long image, int batchSize) {
  /** Batches in memory of the loaders: two of training and two of validation. */
  private static final int LOADED = 4;

  /** For decoders, scratch memory of the kernels and the program itself: an estimate. */
  private static final long REST = 48L << 20;

  /** The share of Java's heap that can be filled, as it keeps young and old objects apart. */
  private static final double USABLE = 0.9;

  /**
   * The heap to suggest, as a multiple of the need, so that garbage need not be collected all the
   * time.
   */
  private static final double COMFORTABLE = 1.3;

  /** Java has too little memory. */
  public static final class TooLittleMemoryException extends IOException {
    TooLittleMemoryException(String message) {
      super(message);
    }
  }

  /**
   * Rejects a network whose parameters alone, with gradients and optimiser state, do not fit.
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

  /** The need of a network whose parameters are allocated. */
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

  /** The memory needed in all, in bytes. */
  public long bytes() {
    return bytes(batchSize);
  }

  private long bytes(int images) {
    return parameters + image * images + REST;
  }

  /**
   * @param available the largest heap that Java may use, in bytes
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
        "training needs about %,d MB of memory and Java can fill %,d MB: CONVNET_JAVA_OPTS=-Xmx%dm gives it more%s"
            .formatted(
                megabytes(bytes()),
                usable >> 20,
                (megabytes((long) (COMFORTABLE * bytes())) + 255) / 256 * 256,
                fitting >= 1 && fitting < batchSize
                    ? ", --batch-size %d needs %,d MB".formatted(fitting, megabytes(bytes(fitting)))
                    : ""));
  }

  static long megabytes(long bytes) {
    return Math.ceilDiv(bytes, 1L << 20);
  }
}
