package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A way to compute the passes of {@link Convolution}, all shapes checked. */
interface ConvolutionMethod {

  /** What is computed from what. */
  enum Direction {
    FORWARD,
    BACKWARD_DATA,
    BACKWARD_WEIGHTS
  }

  /**
   * Whether this way can be gone, and is worth it.
   *
   * @param src (N, ic, H, W)
   * @param weights (oc, ic/groups, kh, kw)
   * @param dst (N, oc, H', W')
   */
  boolean suits(Direction direction, ConvolutionParameters p, Shape src, Shape weights, Shape dst);

  /**
   * As {@link Convolution#forward(ConvolutionParameters, Tensor, Tensor, Tensor, Tensor,
   * KeptFilters, Compute)}.
   */
  void forward(
      ConvolutionParameters p,
      Tensor src,
      Tensor weights,
      @Nullable Tensor bias,
      Tensor dst,
      @Nullable KeptFilters kept,
      Compute compute);

  /** As {@link Convolution#backwardWeights}. */
  void backwardWeights(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute);

  /** As {@link Convolution#backwardData}, padding taken as zeros. */
  void backwardData(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute);
}
