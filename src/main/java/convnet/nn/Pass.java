package convnet.nn;

import convnet.kernel.Compute;

/**
 * One run through a network.
 *
 * @param compute what it runs on
 * @param training whether dropout drops and batch normalisation uses the batch's own statistics
 * @param seed what this run's dropout is drawn from; another for each step
 */
public record Pass(Compute compute, boolean training, long seed) {

  /** A run without training: nothing random in it. */
  public static Pass inference(Compute compute) {
    return new Pass(compute, false, 0);
  }
}
