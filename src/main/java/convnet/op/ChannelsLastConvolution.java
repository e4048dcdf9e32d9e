package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Filters with a stride over images whose channels are put last, so that a row of a window is one
 * run of numbers, which the product reads where it lies: without a window copied. The gradient of
 * the image, where each phase of the stride has windows of its own, gains most by that.
 */
final class ChannelsLastConvolution implements ConvolutionMethod {
  /** Channels below which runs of taps would be short, or tiles of the product left empty. */
  private static final int MIN_CHANNELS = 16;

  /** Channels whose results are put into their planes together: a line of the cache. */
  private static final int TOGETHER = 16;

  /** Taps of a panel of filters that a thread puts in order at a time. */
  private static final int CHUNK = 256;

  /** Pixels below which it is not worth it to put the filters in another order. */
  private static final int MIN_PIXELS_FORWARD = 2048;

  private static final int MIN_PIXELS = 128;

  @Override
  public boolean suits(
      Direction direction, ConvolutionParameters p, Shape src, Shape weights, Shape dst) {
    if (direction == Direction.BACKWARD_WEIGHTS
        || Math.min(p.stride().height(), p.stride().width()) == 1
        || Math.max(p.dilation().height(), p.dilation().width()) > 1
        || p.groups() > 1) {
      return false;
    }
    int least = direction == Direction.FORWARD ? MIN_PIXELS_FORWARD : MIN_PIXELS;
    return p.kernel().height() * p.kernel().width() > 1
        && Math.min(weights.dim(0), weights.dim(1)) >= MIN_CHANNELS
        && (long) dst.dim(0) * dst.height() * dst.width() >= least;
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
    int kernelHeight = p.kernel().height();
    int kernelWidth = p.kernel().width();
    ChannelsLast image = ChannelsLast.of(p.padding(), p.paddingMode(), src, compute);
    int in = image.channels();
    int out = weights.shape().dim(0);
    int perChannel = kernelHeight * kernelWidth;
    int[] taps = compute.scratch().ints(Purpose.TAPS, (long) perChannel * in);
    for (int tap = 0; tap < perChannel * in; tap++) {
      taps[tap] = tap % in * perChannel + tap / in;
    }
    WindowProduct windows =
        new WindowProduct(
            image,
            dst.shape().height(),
            dst.shape().width(),
            0,
            p.stride().height() * image.rowSize(),
            p.stride().width() * in,
            kernelHeight,
            image.rowSize(),
            kernelWidth * in);
    int plane = dst.shape().height() * dst.shape().width();
    windows.run(
        dst.shape().dim(0),
        panels(weights, taps, perChannel * in, in * perChannel, out, compute),
        Math.ceilDiv(out, compute.kernels().tileColumns()),
        (pixel0, pixels, block, stride) -> {
          for (int i = 0; i < pixels; ) {
            int pixel = (pixel0 + i) % plane;
            int run = Math.min(pixels - i, plane - pixel);
            int at = dst.offset() + (pixel0 + i) / plane * out * plane + pixel;
            put(block, i * stride, stride, run, out, bias, dst, at, 1, plane);
            i += run;
          }
        },
        compute);
  }

  /** Not done so: the sums run over pixels, which here do not lie side by side. */
  @Override
  public void backwardWeights(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    throw new UnsupportedOperationException();
  }

  /** Each phase of the stride has windows of its own on {@code diffDst}. */
  @Override
  public void backwardData(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    Padding reach = DataGradient.reach(p, diffDst.shape(), diffSrc.shape());
    ChannelsLast image = ChannelsLast.of(reach, PaddingMode.ZEROS, diffDst, compute);
    for (int y = 0; y < Math.min(p.stride().height(), diffSrc.shape().height()); y++) {
      StridePhase down = StridePhase.down(p, y);
      for (int x = 0; x < Math.min(p.stride().width(), diffSrc.shape().width()); x++) {
        phase(image, reach, down, StridePhase.across(p, x), weights, diffSrc, compute);
      }
    }
  }

  private static void phase(
      ChannelsLast image,
      Padding reach,
      StridePhase down,
      StridePhase across,
      Tensor weights,
      Tensor diffSrc,
      Compute compute) {
    int in = weights.shape().dim(1);
    int out = image.channels();
    int kernelWidth = weights.shape().dim(3);
    int perChannel = weights.shape().dim(2) * kernelWidth;
    int count = down.taps() * across.taps() * out;
    int[] taps = compute.scratch().ints(Purpose.TAPS, count);
    for (int tap = 0; tap < count; tap++) {
      int place = tap / out;
      // A window begins with what its last taps meet.
      int i = down.tap(down.taps() - 1 - place / across.taps());
      int j = across.tap(across.taps() - 1 - place % across.taps());
      taps[tap] = tap % out * in * perChannel + i * kernelWidth + j;
    }
    int height = diffSrc.shape().height();
    int width = diffSrc.shape().width();
    int rows = down.pixels(height);
    int columns = across.pixels(width);
    WindowProduct windows =
        new WindowProduct(
            image,
            rows,
            columns,
            (reach.top() + down.element(down.taps() - 1)) * image.rowSize()
                + (reach.left() + across.element(across.taps() - 1)) * out,
            image.rowSize(),
            out,
            count == 0 ? 0 : down.taps(),
            image.rowSize(),
            across.taps() * out);
    windows.run(
        diffSrc.shape().dim(0),
        panels(weights, taps, count, perChannel, in, compute),
        Math.ceilDiv(in, compute.kernels().tileColumns()),
        (pixel0, pixels, block, stride) -> {
          for (int i = 0; i < pixels; ) {
            int row = (pixel0 + i) / columns;
            int column = (pixel0 + i) % columns;
            int run = Math.min(pixels - i, columns - column);
            int y = row % rows * down.stride() + down.start();
            int x = column * across.stride() + across.start();
            int at = diffSrc.offset() + (row / rows * in * height + y) * width + x;
            put(
                block,
                i * stride,
                stride,
                run,
                in,
                null,
                diffSrc,
                at,
                across.stride(),
                height * width);
            i += run;
          }
        },
        compute);
  }

  /**
   * Puts the results of pixels side by side into their planes.
   *
   * @param from element (pixel, channel) at {@code start + pixel · stride + channel}
   * @param at where the first pixel of the first channel goes
   * @param step from a pixel to the next
   * @param plane from a channel to the next
   */
  private static void put(
      float[] from,
      int start,
      int stride,
      int pixels,
      int channels,
      @Nullable Tensor bias,
      Tensor to,
      int at,
      int step,
      int plane) {
    for (int first = 0; first < channels; first += TOGETHER) {
      int end = Math.min(channels, first + TOGETHER);
      for (int i = 0; i < pixels; i++) {
        for (int c = first; c < end; c++) {
          float b = bias == null ? 0 : bias.data()[bias.offset() + c];
          to.data()[at + c * plane + i * step] = from[start + i * stride + c] + b;
        }
      }
    }
  }

  /**
   * Filters as {@link WindowProduct#run} takes them.
   *
   * @param taps where each tap of the first filter is in {@code weights}
   * @param filterStride from a filter to the next
   */
  private static float[] panels(
      Tensor weights, int[] taps, int count, int filterStride, int filters, Compute compute) {
    int width = compute.kernels().tileColumns();
    int panels = Math.ceilDiv(filters, width);
    boolean tapsAreNear = count > 1 && taps[1] - taps[0] < filterStride;
    int chunks = Math.ceilDiv(count, CHUNK);
    float[] packed = compute.scratch().floats(Purpose.WEIGHTS, (long) panels * count * width);
    compute
        .parallel()
        .run(
            panels * chunks,
            (part, worker) -> {
              int panel = part % panels;
              int tap0 = part / panels * CHUNK;
              int end = Math.min(count, tap0 + CHUNK);
              int lanes = Math.min(width, filters - panel * width);
              int from = weights.offset() + panel * width * filterStride;
              int at = panel * count * width;
              if (lanes < width) {
                Arrays.fill(packed, at + tap0 * width, at + end * width, 0);
              }
              // In the order of memory: there the next tap is near, or that of the next filter.
              int outer = tapsAreNear ? lanes : end - tap0;
              int inner = tapsAreNear ? end - tap0 : lanes;
              for (int i = 0; i < outer; i++) {
                for (int j = 0; j < inner; j++) {
                  int tap = tap0 + (tapsAreNear ? j : i);
                  int lane = tapsAreNear ? i : j;
                  packed[at + tap * width + lane] =
                      weights.data()[from + taps[tap] + lane * filterStride];
                }
              }
            });
    return packed;
  }
}
