package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Gemm;
import convnet.kernel.Im2colMatrix;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/**
 * The gradient of a zero-padded convolution with respect to its image.
 *
 * <p>With a stride, it splits into phases ({@link StridePhase}), each of which is a convolution of
 * {@code diffDst}, at stride 1, with some of the taps: no zeros are inserted and none multiplied.
 */
final class DataGradient {
  private final ConvolutionParameters p;
  private final Tensor diffDst;
  private final Tensor weights;
  private final Tensor diffSrc;
  private final Compute compute;
  private final int inPerGroup;
  private final int outPerGroup;
  private final Padding reach;

  DataGradient(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    this.p = p;
    this.diffDst = diffDst;
    this.weights = weights;
    this.diffSrc = diffSrc;
    this.compute = compute;
    this.inPerGroup = weights.shape().dim(1);
    this.outPerGroup = weights.shape().dim(0) / p.groups();
    this.reach = reach(p, diffDst.shape(), diffSrc.shape());
  }

  /** How far the windows reach beyond the edges of {@code diffDst}. */
  static Padding reach(ConvolutionParameters p, Shape diffDst, Shape diffSrc) {
    return new Padding(
        reachBefore(
            p.padding().top(), p.kernel().height(), p.dilation().height(), p.stride().height()),
        reachAfter(p.padding().top(), diffSrc.height(), diffDst.height(), p.stride().height()),
        reachBefore(
            p.padding().left(), p.kernel().width(), p.dilation().width(), p.stride().width()),
        reachAfter(p.padding().left(), diffSrc.width(), diffDst.width(), p.stride().width()));
  }

  private static int reachBefore(int padding, int kernel, int dilation, int stride) {
    return Math.max(0, -Math.floorDiv(padding - dilation * (kernel - 1), stride));
  }

  private static int reachAfter(int padding, int srcSize, int dstSize, int stride) {
    return Math.max(0, (srcSize - 1 + padding) / stride - (dstSize - 1));
  }

  void run() {
    float[] image = diffDst.data();
    int offset = diffDst.offset();
    if (!reach.isNone()) {
      Shape shape = diffDst.shape();
      long size = (long) shape.dim(0) * shape.channels() * paddedHeight() * paddedWidth();
      image = compute.scratch().floats(Purpose.PADDED, size);
      offset = 0;
      Border.forward(reach, PaddingMode.ZEROS, diffDst, image, compute);
    }
    int height = diffSrc.shape().height();
    int width = diffSrc.shape().width();
    for (int y = 0; y < Math.min(p.stride().height(), height); y++) {
      StridePhase down = StridePhase.down(p, y);
      for (int x = 0; x < Math.min(p.stride().width(), width); x++) {
        phase(image, offset, down, StridePhase.across(p, x));
      }
    }
  }

  private void phase(float[] image, int offset, StridePhase down, StridePhase across) {
    int perChannel = down.taps() * across.taps();
    int rows = down.pixels(diffSrc.shape().height());
    int columns = across.pixels(diffSrc.shape().width());
    int k = outPerGroup * perChannel;
    int[] taps = compute.scratch().ints(Purpose.TAPS, k);
    float[] flipped = compute.scratch().floats(Purpose.WEIGHTS, (long) inPerGroup * k);
    int plane = paddedHeight() * paddedWidth();
    for (int g = 0; g < p.groups(); g++) {
      gatherTaps(g, down, across, taps, flipped);
      Im2colMatrix windows =
          new Im2colMatrix(
              image,
              offset + g * outPerGroup * plane,
              diffDst.shape().channels() * plane,
              rows,
              columns,
              paddedWidth(),
              taps);
      int firstChannel = g * inPerGroup;
      Gemm.multiply(
          compute,
          inPerGroup,
          diffSrc.shape().dim(0) * rows * columns,
          k,
          new Gemm.Left(flipped, 0, k),
          windows.tapsByPixels(compute),
          (row0, count, pixel0, pixels, block, stride) -> {
            for (int row = 0; row < count; row++) {
              scatter(
                  firstChannel + row0 + row,
                  down.start(),
                  across.start(),
                  rows,
                  columns,
                  pixel0,
                  pixels,
                  block,
                  row * stride);
            }
          });
    }
  }

  /** Computes the offsets of the phase's taps, and the weights as a matrix (ic) × (oc · taps). */
  private void gatherTaps(
      int group, StridePhase down, StridePhase across, int[] taps, float[] flipped) {
    int kernelWidth = p.kernel().width();
    int kernelSize = p.kernel().height() * kernelWidth;
    int plane = paddedHeight() * paddedWidth();
    int k = outPerGroup * down.taps() * across.taps();
    int tap = 0;
    for (int o = 0; o < outPerGroup; o++) {
      int filter = weights.offset() + (group * outPerGroup + o) * inPerGroup * kernelSize;
      for (int i = 0; i < down.taps(); i++) {
        for (int j = 0; j < across.taps(); j++) {
          int row = down.element(i) + reach.top();
          int column = across.element(j) + reach.left();
          taps[tap] = o * plane + row * paddedWidth() + column;
          int from = filter + down.tap(i) * kernelWidth + across.tap(j);
          for (int c = 0; c < inPerGroup; c++) {
            flipped[c * k + tap] = weights.data()[from + c * kernelSize];
          }
          tap++;
        }
      }
    }
  }

  private void scatter(
      int channel,
      int y0,
      int x0,
      int rows,
      int columns,
      int pixel0,
      int pixels,
      float[] block,
      int from) {
    Shape shape = diffSrc.shape();
    float[] to = diffSrc.data();
    for (int j = 0; j < pixels; ) {
      int pixel = pixel0 + j;
      int image = pixel / (rows * columns);
      int row = pixel / columns % rows;
      int column = pixel % columns;
      int run = Math.min(pixels - j, columns - column);
      int start =
          diffSrc.offset()
              + ((image * shape.channels() + channel) * shape.height()
                      + y0
                      + row * p.stride().height())
                  * shape.width()
              + x0
              + column * p.stride().width();
      if (p.stride().width() == 1) {
        System.arraycopy(block, from + j, to, start, run);
      } else {
        for (int u = 0; u < run; u++) {
          to[start + u * p.stride().width()] = block[from + j + u];
        }
      }
      j += run;
    }
  }

  private int paddedHeight() {
    return reach.top() + diffDst.shape().height() + reach.bottom();
  }

  private int paddedWidth() {
    return reach.left() + diffDst.shape().width() + reach.right();
  }
}
