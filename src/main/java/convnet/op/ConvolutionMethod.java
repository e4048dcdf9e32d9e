package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A method of computing the passes of {@link Convolution}, which has checked the shapes. */
interface ConvolutionMethod {

  /** The passes of a convolution. */
  enum Direction {
    FORWARD,
    BACKWARD_DATA,
    BACKWARD_WEIGHTS
  }

  /**
   * Whether this method can compute this pass for these shapes, and pays off.
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

  /** As {@link Convolution#backwardData}, with any padding taken as zeros. */
  void backwardData(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute);
}
