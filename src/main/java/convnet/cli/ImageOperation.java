package convnet.cli;

import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/** What a command makes of images, whatever files they come from and go to. */
interface ImageOperation {
  /**
   * The shape of the result, (N, maps, H', W').
   *
   * @param src (N, C, H, W)
   * @throws IllegalArgumentException with one line, if the images and the options do not go
   *     together
   */
  Shape outputShape(Shape src);

  /**
   * Computes the result.
   *
   * @param src (N, C, H, W)
   * @param dst (N, maps, H', W'), written
   */
  void forward(Tensor src, Tensor dst);

  /** Whether the maps are still the images' own channels, so that a photo has become a photo. */
  boolean keepsChannels();

  /**
   * How the first map of the first image comes about.
   *
   * @param src (N, C, H, W)
   * @param dst (N, maps, H', W'), as {@link #forward} made it
   * @throws IllegalArgumentException with one line, if this cannot be shown
   */
  Walkthrough walkthrough(Tensor src, Tensor dst);
}
