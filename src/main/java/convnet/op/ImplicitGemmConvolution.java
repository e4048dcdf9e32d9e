package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Gemm;
import convnet.kernel.Im2colMatrix;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with any parameters, by implicit GEMM: matrix products with the im2col matrix, which
 * is never stored.
 *
 * <p>In the forward pass, the weights {@code (oc) × (ic·kh·kw)} are multiplied by the im2col matrix
 * {@code (ic·kh·kw) × (pixels)}, which {@link Im2colMatrix} reads from the padded image. The
 * gradient with respect to the weights is the product of that matrix and {@code diffDst}; the
 * gradient with respect to the image is a convolution of {@code diffDst} with the flipped weights,
 * their channels swapped, one for each phase of the stride (Dumoulin and Visin, "A guide to
 * convolution arithmetic for deep learning", 2016, section 4).
 */
final class ImplicitGemmConvolution implements ConvolutionMethod {

  @Override
  public boolean suits(
      Direction direction, ConvolutionParameters p, Shape src, Shape weights, Shape dst) {
    return true;
  }

  @Override
  public void forward(
      ConvolutionParameters p,
      Tensor src,
      Tensor weights,
      @Nullable Tensor bias,
      Tensor dst,
      @Nullable KeptFilters kept,
      Compute compute) {
    int outChannels = weights.shape().dim(0);
    int outPerGroup = outChannels / p.groups();
    int k = weights.shape().inner().size();
    int pixels = dst.shape().height() * dst.shape().width();
    float[] out = dst.data();
    Im2colMatrix windows = windows(p, src, dst.shape(), compute);
    for (int g = 0; g < p.groups(); g++) {
      int firstChannel = g * outPerGroup;
      Gemm.multiply(
          compute,
          outPerGroup,
          src.shape().dim(0) * pixels,
          k,
          new Gemm.Left(weights.data(), weights.offset() + firstChannel * k, k),
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

  @Override
  public void backwardWeights(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    int outPerGroup = diffWeights.shape().dim(0) / p.groups();
    Im2colMatrix windows = windows(p, src, diffDst.shape(), compute);
    for (int g = 0; g < p.groups(); g++) {
      Im2colMatrix ofGroup = windows.shiftedBy(g * (windows.imageStride() / p.groups()));
      new WeightGradient(ofGroup, diffDst, g * outPerGroup, outPerGroup, diffWeights, compute)
          .run();
    }
  }

  @Override
  public void backwardData(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    new DataGradient(p, diffDst, weights, diffSrc, compute).run();
  }

  /** The im2col matrix of the first group's channels; the image is padded here where necessary. */
  private static Im2colMatrix windows(
      ConvolutionParameters p, Tensor src, Shape dst, Compute compute) {
    Padding padding = p.padding();
    Size kernel = p.kernel();
    Size dilation = p.dilation();
    int channels = src.shape().channels();
    int channelsPerGroup = channels / p.groups();
    int height = padding.top() + src.shape().height() + padding.bottom();
    int width = padding.left() + src.shape().width() + padding.right();
    boolean asItIs = p.stride().width() == 1 && padding.isNone();
    Size step = asItIs ? Size.of(1) : p.stride();
    Size phases =
        Size.of(
            Math.min(step.height(), dilation.height() * (kernel.height() - 1) + 1),
            Math.min(step.width(), dilation.width() * (kernel.width() - 1) + 1));
    int rows = Math.ceilDiv(height, step.height());
    int columns = Math.ceilDiv(width, step.width());
    int plane = phases.height() * phases.width() * rows * columns;
    float[] image = src.data();
    int offset = src.offset();
    if (!asItIs) {
      long size = (long) src.shape().dim(0) * channels * plane;
      image = compute.scratch().floats(Purpose.PADDED, size);
      offset = 0;
      Border.split(padding, p.paddingMode(), src, step, phases, rows, columns, image, compute);
    }
    int[] taps =
        compute
            .scratch()
            .ints(Purpose.TAPS, (long) channelsPerGroup * kernel.height() * kernel.width());
    int tap = 0;
    for (int c = 0; c < channelsPerGroup; c++) {
      for (int i = 0; i < kernel.height(); i++) {
        for (int j = 0; j < kernel.width(); j++) {
          int y = i * dilation.height();
          int x = j * dilation.width();
          int phase = y % step.height() * phases.width() + x % step.width();
          taps[tap++] = c * plane + (phase * rows + y / step.height()) * columns + x / step.width();
        }
      }
    }
    return new Im2colMatrix(
        image,
        offset,
        channels * plane,
        dst.height(),
        dst.width(),
        p.stride().height() / step.height() * columns,
        taps);
  }
}
