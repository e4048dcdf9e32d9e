package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Scratch.Purpose;
import convnet.op.ConvolutionMethod.Direction;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 2-D convolution in the sense of deep learning: cross-correlation, the kernel not flipped.
 *
 * <p>There are several methods of computing it; the first in the list that suits the shapes is
 * used.
 */
public final class Convolution {
  /** The fastest first; the last suits everything. */
  private static final List<ConvolutionMethod> METHODS =
      List.of(
          new WinogradConvolution(),
          new SpaceToDepthConvolution(),
          new ChannelsLastConvolution(),
          new ImplicitGemmConvolution());

  /** The methods for a process that ends before the others are JIT-compiled. */
  private static final List<ConvolutionMethod> PLAIN_METHODS = List.of(METHODS.getLast());

  private Convolution() {}

  /**
   * Computes {@code dst[n, o, y, x] = bias[o] + Σ weights[o, c, i, j] · src[n, c, y·s + i·d − p,
   * x·s + j·d − p]}, summed over the channels of o's group and over the kernel.
   *
   * @param src (N, ic, H, W)
   * @param weights (oc, ic/groups, kh, kw)
   * @param bias (oc) or null
   * @param dst (N, oc, H', W'), written
   */
  public static void forward(
      ConvolutionParameters p,
      Tensor src,
      Tensor weights,
      @Nullable Tensor bias,
      Tensor dst,
      Compute compute) {
    forward(p, src, weights, bias, dst, KeptFilters.NONE, compute);
  }

  /**
   * The same, for inference with cached filters, which give the same bits, or for training.
   *
   * @param src (N, ic, H, W)
   * @param weights (oc, ic/groups, kh, kw)
   * @param bias (oc) or null
   * @param dst (N, oc, H', W'), written
   * @param kept this layer's cache for inference, or {@link KeptFilters#NONE}; null in training,
   *     where images may share Winograd tiles, so that the last digits of an image's output may
   *     depend on the others. Either way, the batch size may select another method, which changes
   *     the last digits.
   */
  public static void forward(
      ConvolutionParameters p,
      Tensor src,
      Tensor weights,
      @Nullable Tensor bias,
      Tensor dst,
      @Nullable KeptFilters kept,
      Compute compute) {
    requireShapes(p, src.shape(), weights.shape(), dst.shape());
    method(Direction.FORWARD, p, src.shape(), weights.shape(), dst.shape(), compute)
        .forward(p, src, weights, bias, dst, kept, compute);
  }

  /**
   * Computes the gradient with respect to the weights, summed over the batch.
   *
   * @param src (N, ic, H, W), as in the forward pass
   * @param diffDst (N, oc, H', W')
   * @param diffWeights (oc, ic/groups, kh, kw), overwritten
   */
  public static void backwardWeights(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    requireShapes(p, src.shape(), diffWeights.shape(), diffDst.shape());
    method(
            Direction.BACKWARD_WEIGHTS,
            p,
            src.shape(),
            diffWeights.shape(),
            diffDst.shape(),
            compute)
        .backwardWeights(p, src, diffDst, diffWeights, compute);
  }

  /**
   * Computes the gradient with respect to the bias: {@code diffDst} summed over batch and pixels.
   *
   * @param diffDst (N, oc, H', W')
   * @param diffBias (oc), overwritten
   */
  public static void backwardBias(Tensor diffDst, Tensor diffBias, Compute compute) {
    int channels = diffBias.size();
    int pixels = diffDst.shape().height() * diffDst.shape().width();
    compute
        .parallel()
        .run(
            channels,
            (channel, worker) -> {
              double sum = 0;
              for (int image = 0; image < diffDst.shape().dim(0); image++) {
                int plane = diffDst.offset() + (image * channels + channel) * pixels;
                sum += compute.kernels().sum(pixels, diffDst.data(), plane);
              }
              diffBias.data()[diffBias.offset() + channel] = (float) sum;
            });
  }

  /**
   * Computes the gradient with respect to the image, which is also the transposed convolution of
   * {@code diffDst}.
   *
   * @param diffDst (N, oc, H', W')
   * @param weights (oc, ic/groups, kh, kw)
   * @param diffSrc (N, ic, H, W), overwritten
   */
  public static void backwardData(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    requireShapes(p, diffSrc.shape(), weights.shape(), diffDst.shape());
    if (p.padding().isNone() || p.paddingMode() == PaddingMode.ZEROS) {
      backwardZeroPadded(p, diffDst, weights, diffSrc, compute);
      return;
    }
    // Padding that copies pixels passes its gradient back to them: compute the gradient of the
    // padded image, then fold it.
    Shape shape = diffSrc.shape();
    Padding padding = p.padding();
    Shape padded =
        Shape.of(
            shape.dim(0),
            shape.channels(),
            padding.top() + shape.height() + padding.bottom(),
            padding.left() + shape.width() + padding.right());
    Tensor diffPadded =
        new Tensor(compute.scratch().floats(Purpose.PADDED_DIFF, padded.size()), 0, padded);
    backwardZeroPadded(p.withPadding(Padding.NONE), diffDst, weights, diffPadded, compute);
    Border.backward(padding, p.paddingMode(), diffPadded.data(), diffSrc, compute);
  }

  private static void backwardZeroPadded(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    method(Direction.BACKWARD_DATA, p, diffSrc.shape(), weights.shape(), diffDst.shape(), compute)
        .backwardData(p, diffDst, weights, diffSrc, compute);
  }

  /** The first method that suits these shapes. */
  private static ConvolutionMethod method(
      Direction direction,
      ConvolutionParameters p,
      Shape src,
      Shape weights,
      Shape dst,
      Compute compute) {
    return (compute.kernels().usesSpecialMethods() ? METHODS : PLAIN_METHODS)
        .stream()
            .filter(method -> method.suits(direction, p, src, weights, dst))
            .findFirst()
            .orElseThrow();
  }

  private static void requireShapes(ConvolutionParameters p, Shape src, Shape weights, Shape dst) {
    Shape expected = p.outputShape(src, weights.dim(0));
    Shape filters =
        Shape.of(
            weights.dim(0), src.channels() / p.groups(), p.kernel().height(), p.kernel().width());
    if (!weights.equals(filters)) {
      throw new IllegalArgumentException(
          "weights of %s do not fit an input of %s in %d groups: they must be %s"
              .formatted(weights, src, p.groups(), filters));
    }
    if (!dst.equals(expected)) {
      throw new IllegalArgumentException(
          "an input of %s with weights of %s gives %s, not %s"
              .formatted(src, weights, expected, dst));
    }
  }
}
