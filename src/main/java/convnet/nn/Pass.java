package convnet.nn;

import convnet.kernel.Compute;

/**
 * One run through a network.
 *
 * @param compute what it runs on
 * @param training whether dropout drops and batch normalisation uses the batch's own statistics
 * @param seed the seed of this run's dropout; a different one for each step
 */
public record Pass(Compute compute, boolean training, long seed) {

  /** A run in inference mode; nothing in it is random. */
  public static Pass inference(Compute compute) {
    return new Pass(compute, false, 0);
  }
}
