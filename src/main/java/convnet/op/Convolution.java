package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Gemm;
import convnet.kernel.Patches;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * 2-D convolution as deep learning has it: correlation, the kernel not turned over.
 *
 * <p>Every pass is a matrix product. Forward, the weights {@code (oc) × (ic·kh·kw)} meet the matrix
 * of all windows {@code (ic·kh·kw) × (pixels)}, which {@link Patches} reads off the padded image.
 * The gradient of the weights is {@code diffDst} times the same matrix transposed; the gradient of
 * the image is a convolution of {@code diffDst} with the weights turned over and their channels
 * exchanged, one for each phase of the stride (Dumoulin and Visin, "A guide to convolution
 * arithmetic for deep learning", 2016, section 4).
 */
public final class Convolution {
  private Convolution() {}

  /**
   * {@code dst[n, o, y, x] = bias[o] + Σ weights[o, c, i, j] · src[n, c, y·s + i·d − p, x·s + j·d −
   * p]}, the sum over the channels of o's group and the kernel.
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
    int outChannels = weights.shape().dim(0);
    requireShapes(p, src.shape(), weights.shape(), dst.shape());
    int outPerGroup = outChannels / p.groups();
    int k = weights.shape().inner().size();
    int pixels = dst.shape().height() * dst.shape().width();
    float[] out = dst.data();
    Patches windows = windows(p, src, dst.shape(), compute);
    for (int g = 0; g < p.groups(); g++) {
      int firstChannel = g * outPerGroup;
      Gemm.multiply(
          compute,
          outPerGroup,
          src.shape().dim(0) * pixels,
          k,
          Gemm.Left.of(weights.data(), weights.offset() + firstChannel * k, k),
          windows.shiftedBy(g * (windows.imageStride() / p.groups())).tapsByPixels(compute),
          (row0, rows, pixel0, count, block, stride) -> {
            for (int row = 0; row < rows; row++) {
              int channel = firstChannel + row0 + row;
              float b = bias == null ? 0 : bias.data()[bias.offset() + channel];
              for (int j = 0; j < count; ) {
                int image = (pixel0 + j) / pixels;
                int pixel = (pixel0 + j) % pixels;
                int run = Math.min(count - j, pixels - pixel);
                int to = dst.offset() + (image * outChannels + channel) * pixels + pixel;
                compute.kernels().addScalar(run, block, row * stride + j, b, out, to);
                j += run;
              }
            }
          });
    }
  }

  /**
   * The gradient with respect to the weights, summed over the batch.
   *
   * @param src (N, ic, H, W), as in the forward pass
   * @param diffDst (N, oc, H', W')
   * @param diffWeights (oc, ic/groups, kh, kw), overwritten
   */
  public static void backwardWeights(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    requireShapes(p, src.shape(), diffWeights.shape(), diffDst.shape());
    int outChannels = diffWeights.shape().dim(0);
    int outPerGroup = outChannels / p.groups();
    int taps = diffWeights.shape().inner().size();
    int pixels = diffDst.shape().height() * diffDst.shape().width();
    Patches windows = windows(p, src, diffDst.shape(), compute);
    for (int g = 0; g < p.groups(); g++) {
      int firstChannel = g * outPerGroup;
      Gemm.multiply(
          compute,
          outPerGroup,
          taps,
          pixels,
          new Gemm.Left(
              diffDst.data(),
              diffDst.offset() + firstChannel * pixels,
              pixels,
              src.shape().dim(0),
              outChannels * pixels),
          windows.shiftedBy(g * (windows.imageStride() / p.groups())).pixelsByTaps(),
          (row0, rows, tap0, count, block, stride) -> {
            for (int row = 0; row < rows; row++) {
              int to = diffWeights.offset() + (firstChannel + row0 + row) * taps + tap0;
              System.arraycopy(block, row * stride, diffWeights.data(), to, count);
            }
          });
    }
  }

  /**
   * The gradient with respect to the bias: {@code diffDst} summed over batch and pixels.
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
   * The gradient with respect to the image, which is also the transposed convolution of {@code
   * diffDst}.
   *
   * @param diffDst (N, oc, H', W')
   * @param weights (oc, ic/groups, kh, kw)
   * @param diffSrc (N, ic, H, W), overwritten
   */
  public static void backwardData(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    requireShapes(p, diffSrc.shape(), weights.shape(), diffDst.shape());
    if (p.padding().isNone() || p.paddingMode() == PaddingMode.ZEROS) {
      new DataGradient(p, diffDst, weights, diffSrc, compute).run();
      return;
    }
    // Padding that copies pixels hands its gradient back to them: first as if the padded image had
    // been the input, then folded.
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
    new DataGradient(p.withPadding(Padding.NONE), diffDst, weights, diffPadded, compute).run();
    Border.backward(padding, p.paddingMode(), diffPadded.data(), diffSrc, compute);
  }

  /** All windows of the first group's channels; the padded image is made here. */
  private static Patches windows(ConvolutionParameters p, Tensor src, Shape dst, Compute compute) {
    Padding padding = p.padding();
    int channels = src.shape().channels();
    int height = padding.top() + src.shape().height() + padding.bottom();
    int width = padding.left() + src.shape().width() + padding.right();
    float[] image = src.data();
    int offset = src.offset();
    if (!padding.isNone()) {
      long size = (long) src.shape().dim(0) * channels * height * width;
      image = compute.scratch().floats(Purpose.PADDED, size);
      offset = 0;
      Border.forward(padding, p.paddingMode(), src, image, compute);
    }
    int channelsPerGroup = channels / p.groups();
    int[] taps =
        compute
            .scratch()
            .ints(Purpose.TAPS, (long) channelsPerGroup * p.kernel().height() * p.kernel().width());
    int tap = 0;
    for (int c = 0; c < channelsPerGroup; c++) {
      for (int i = 0; i < p.kernel().height(); i++) {
        for (int j = 0; j < p.kernel().width(); j++) {
          taps[tap++] = (c * height + i * p.dilation().height()) * width + j * p.dilation().width();
        }
      }
    }
    return new Patches(
        image,
        offset,
        channels * height * width,
        dst.height(),
        dst.width(),
        p.stride().height() * width,
        p.stride().width(),
        taps);
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
