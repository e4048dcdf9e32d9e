package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Walkthrough;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes feature maps of images. */
public sealed interface Filter permits KernelFilter, WholeImageFilter {

  /**
   * Kernels on every channel by itself.
   *
   * @param kernels at least one
   * @param sum whether the filtered channels are added up
   */
  static Filter of(List<Kernel> kernels, boolean sum, FilterParameters parameters) {
    return parameters.outputPadding() == null
        ? new ImageFilter(kernels, sum, parameters)
        : new TransposedImageFilter(kernels, sum, parameters);
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
   * Filters one image, which need not be in memory as floats as a whole, and neither need its
   * feature maps.
   *
   * @param src (C, H, W)
   * @param bias a number for each feature map, or null
   * @param dst takes (maps, H', W') as {@link #outputShape} has it
   */
  void forward(PlaneSource src, @Nullable Tensor bias, PlaneSink dst, Compute compute);

  /**
   * Filters a batch of images.
   *
   * @param src (N, C, H, W)
   * @param bias a number for each feature map, or null
   * @param dst (N, maps, H', W') as {@link #outputShape} has it, written
   */
  void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute);

  /**
   * The shape of the weights' gradient: of a layer the weights' own, of kernels (K, 1, kh, kw).
   *
   * @throws IllegalArgumentException if kernels are of different sizes, so that there is none
   */
  Shape weightsShape();

  /**
   * The gradient with respect to the images.
   *
   * @param diffDst (N, maps, H', W')
   * @param diffSrc (N, C, H, W), overwritten
   */
  void backwardData(Tensor diffDst, Tensor diffSrc, Compute compute);

  /**
   * The gradient with respect to the weights, summed over the batch; of a kernel that goes over
   * several channels, summed over these too.
   *
   * @param src (N, C, H, W), as in the forward pass
   * @param diffDst (N, maps, H', W')
   * @param diffWeights as {@link #weightsShape} has it, overwritten
   */
  void backwardWeights(Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute);

  /**
   * What one value of a feature map is the sum of.
   *
   * @param src (C, H, W)
   * @param bias a number for each feature map, or null
   */
  Terms terms(Tensor src, @Nullable Tensor bias, int map, int row, int column);

  /**
   * How the first feature map of the first image comes about.
   *
   * @param src (N, C, H, W)
   * @param bias a number for each feature map, or null
   * @param dst (N, maps, H', W'), as {@link #forward} made it
   */
  Walkthrough walkthrough(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute);
}
