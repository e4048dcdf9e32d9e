package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes feature maps of images. */
public sealed interface Filter permits ImageFilter, FilterBank, TransposedFilterBank {

  /**
   * Kernels on every channel by itself.
   *
   * @param kernels at least one
   * @param sum whether the filtered channels are added up
   */
  static Filter of(List<Kernel> kernels, boolean sum, FilterParameters parameters) {
    return new ImageFilter(kernels, sum, parameters);
  }

  /**
   * The filters of a layer.
   *
   * @param weights (O, C/groups, kh, kw), or (C, O/groups, kh, kw) if transposed
   * @throws IllegalArgumentException if the weights are something else, or a number is out of its
   *     range
   */
  static Filter of(Tensor weights, FilterParameters parameters) {
    return parameters.bank(weights);
  }

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

  /**
   * How the first feature map of the first image comes about.
   *
   * @param src (N, C, H, W)
   * @param bias a number for each feature map, or null
   * @param dst (N, maps, H', W'), as {@link #forward} made it
   */
  Walkthrough walkthrough(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute);
}
