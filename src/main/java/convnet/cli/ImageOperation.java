package convnet.cli;

import convnet.op.Walkthrough;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/** An operation on images, independent of the files they come from and go to. */
interface ImageOperation {
  /**
   * The shape of the result, (N, maps, H', W').
   *
   * @param src (N, C, H, W)
   * @throws IllegalArgumentException with a one-line message, if the images and the options do not
   *     go together
   */
  Shape outputShape(Shape src);

  /**
   * Computes the result.
   *
   * @param src (N, C, H, W)
   * @param dst (N, maps, H', W'), written
   */
  void forward(Tensor src, Tensor dst);

  /**
   * Computes the result for one image, a band of rows at a time where the operation can.
   *
   * @param src (C, H, W)
   * @param dst takes (maps, H', W')
   */
  default void forward(PlaneSource src, PlaneSink dst) {
    Tensor image = src.toTensor();
    Tensor maps = Tensor.zeros(outputShape(image.shape().batched(1)));
    forward(image.reshape(image.shape().batched(1)), maps);
    int plane = maps.shape().height() * maps.shape().width();
    dst.write(0, maps.shape().height(), maps.data(), 0, plane);
  }

  /** Whether the maps are still the channels of the images, so that a photo stays a photo. */
  boolean keepsChannels();

  /**
   * How the first map of the first image is computed, step by step.
   *
   * @param src (N, C, H, W)
   * @param dst (N, maps, H', W'), as computed by {@link #forward}
   * @throws IllegalArgumentException with a one-line message, if this cannot be shown
   */
  default Walkthrough walkthrough(Tensor src, Tensor dst) {
    throw new IllegalArgumentException(
        "only convolution and pooling can be animated, not --unpool");
  }
}
