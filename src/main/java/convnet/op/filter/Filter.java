package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Walkthrough;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A filter that makes feature maps from images. */
public sealed interface Filter permits KernelFilter, WholeImageFilter {

  /**
   * Kernels that are applied to every channel separately.
   *
   * @param kernels at least one
   * @param sum whether the filtered channels are summed
   */
  static Filter of(List<Kernel> kernels, boolean sum, FilterParameters parameters) {
    return parameters.outputPadding() == null
        ? new ImageFilter(kernels, sum, parameters)
        : new TransposedImageFilter(kernels, sum, parameters);
  }

  /**
   * The filters of a convolutional layer.
   *
   * @param weights (O, C/groups, kh, kw), or (C, O/groups, kh, kw) if transposed
   * @throws IllegalArgumentException if the weights are empty or not of rank 4, or a parameter is
   *     out of its range
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
   * Filters one image. Neither the image nor its feature maps need be in memory as floats as a
   * whole.
   *
   * @param src (C, H, W)
   * @param bias (maps) or null
   * @param dst receives (maps, H', W') as in {@link #outputShape}
   */
  void forward(PlaneSource src, @Nullable Tensor bias, PlaneSink dst, Compute compute);

  /**
   * Filters a batch of images.
   *
   * @param src (N, C, H, W)
   * @param bias (maps) or null
   * @param dst (N, maps, H', W') as in {@link #outputShape}, written
   */
  void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute);

  /**
   * The shape of the weights' gradient: for a layer that of its weights, for K kernels (K, 1, kh,
   * kw).
   *
   * @throws IllegalArgumentException if kernels differ in size, so that there is no such shape
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
   * The gradient with respect to the weights, summed over the batch; that of a kernel also over the
   * channels that it is applied to.
   *
   * @param src (N, C, H, W), as in the forward pass
   * @param diffDst (N, maps, H', W')
   * @param diffWeights of {@link #weightsShape}, overwritten
   */
  void backwardWeights(Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute);

  /**
   * The terms whose sum is one value of a feature map.
   *
   * @param src (C, H, W)
   * @param bias (maps) or null
   */
  Terms terms(Tensor src, @Nullable Tensor bias, int map, int row, int column);

  /**
   * The step-by-step computation of the first feature map of the first image.
   *
   * @param src (N, C, H, W)
   * @param bias (maps) or null
   * @param dst (N, maps, H', W'), as {@link #forward} computed it
   */
  Walkthrough walkthrough(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute);
}
