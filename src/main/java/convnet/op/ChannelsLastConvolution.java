package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strided convolution of channels-last images. A row of a window is one contiguous run, which the
 * matrix product reads in place: no window is copied. The gradient with respect to the image, for
 * which each phase of the stride has its own windows, gains most from that.
 */
final class ChannelsLastConvolution implements ConvolutionMethod {
  /** Channels below which runs of taps would be short, or tiles of the product mostly empty. */
  private static final int MIN_CHANNELS = 16;

  /** Channels whose results are written to their planes together: a cache line of results. */
  private static final int TOGETHER = 16;

  /** Taps of a panel of filters that a thread packs at a time. */
  private static final int CHUNK = 256;

  /** Pixels of the output below which packing the filters does not pay. */
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

  /** Not supported: the sums run over pixels, which are not contiguous in this layout. */
  @Override
  public void backwardWeights(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    throw new UnsupportedOperationException();
  }

  /** Each phase of the stride has its own windows on {@code diffDst}. */
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
      // The kernel is flipped: a window begins with the elements that its last taps meet.
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
   * Adds the bias to the results of neighbouring pixels and writes them to the channels' planes.
   *
   * @param from element (pixel, channel) at {@code start + pixel · stride + channel}
   * @param bias one for each channel, or null
   * @param at where the first pixel of the first channel goes
   * @param step the distance from a pixel to the next in {@code to}
   * @param plane the distance from a channel to the next in {@code to}
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
   * Packs filters into panels as {@link WindowProduct#run} takes them.
   *
   * @param taps where in {@code weights} each tap of the first filter is
   * @param filterStride the distance from a filter to the next
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
              // In memory order: the inner loop is over taps or over filters, whichever lie closer
              // together.
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
