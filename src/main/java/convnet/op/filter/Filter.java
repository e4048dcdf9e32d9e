package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What makes feature maps of images. */
public sealed interface Filter permits ImageFilter, FilterBank {

  /**
   * The shape of the feature maps, (N, maps, H', W').
   *
   * @param src (N, C, H, W)
   * @throws IllegalArgumentException with one line that says what does not fit and what would
   */
  Shape outputShape(Shape src);

  /**
   * @param src (N, C, H, W)
   * @param bias a number for each feature map, or null
   * @param dst (N, maps, H', W') as {@link #outputShape} has it, written
   */
  void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute);
}
