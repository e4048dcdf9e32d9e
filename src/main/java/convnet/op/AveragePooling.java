package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean of each window, channel by channel, as {@code torch.nn.AvgPool2d}. Results equal
 * PyTorch's bit for bit: a window is summed in float32, row by row and from left to right, and
 * divided at the end.
 */
public final class AveragePooling {
  /** Rows of fewer windows are summed window by window: a loop for each tap does not pay. */
  private static final int NARROW = 24;

  private AveragePooling() {}

  /** The divisors of the windows' sums. */
  record Divisors(PoolingAxis rows, PoolingAxis columns, boolean countIncludePad, int divisor) {
    static Divisors of(PoolingParameters p, boolean countIncludePad, int divisor, Shape src) {
      return new Divisors(
          PoolingAxis.rows(p, src), PoolingAxis.columns(p, src), countIncludePad, divisor);
    }

    float of(int y, int x) {
      if (divisor != 0) {
        return divisor;
      }
      return countIncludePad
          ? (long) rows.padded(y) * columns.padded(x)
          : (long) (rows.end(y) - rows.start(y)) * (columns.end(x) - columns.start(x));
    }
  }

  /**
   * @param countIncludePad whether the divisor counts padding; elements beyond the padding, which a
   *     window may reach in ceil mode, never count
   * @param divisor the divisor of every sum, or 0 for the window's number of elements
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W'), written
   */
  public static void forward(
      PoolingParameters p,
      boolean countIncludePad,
      int divisor,
      Tensor src,
      Tensor dst,
      Compute compute) {
    Divisors divisors = Divisors.of(p, countIncludePad, divisor, src.shape());
    int width = src.shape().width();
    int outHeight = dst.shape().height();
    int outWidth = dst.shape().width();
    float[] to = dst.data();
    Bands.run(
        dst.size() / (outHeight * outWidth),
        outHeight,
        compute.parallel(),
        (plane, from, end, worker) -> {
          int srcPlane = src.offset() + plane * src.shape().height() * width;
          for (int y = from; y < end; y++) {
            int at = dst.offset() + (plane * outHeight + y) * outWidth;
            if (outWidth < NARROW) {
              for (int x = 0; x < outWidth; x++) {
                float sum = sum(src.data(), srcPlane, width, divisors.rows, y, divisors.columns, x);
                to[at + x] = sum / divisors.of(y, x);
              }
              continue;
            }
            Arrays.fill(to, at, at + outWidth, 0);
            for (int i = divisors.rows.start(y); i < divisors.rows.end(y); i++) {
              int row = srcPlane + i * width;
              WindowTaps.row(WindowTaps.SUM, p, src.data(), row, width, to, at, outWidth);
            }
            divide(divisors, y, to, at, outWidth);
          }
        });
  }

  /** The sum of a window's elements, row by row and from left to right. */
  static float sum(
      float[] src, int plane, int width, PoolingAxis rows, int y, PoolingAxis columns, int x) {
    int left = columns.start(x);
    int right = columns.end(x);
    int bottom = rows.end(y);
    float sum = 0;
    for (int i = rows.start(y); i < bottom; i++) {
      for (int j = left; j < right; j++) {
        sum += src[plane + i * width + j];
      }
    }
    return sum;
  }

  /**
   * Divides a row of sums, run by run: all windows but the first and last few have the same
   * divisor.
   */
  private static void divide(Divisors divisors, int y, float[] sums, int at, int n) {
    int from = 0;
    while (from < n) {
      float divisor = divisors.of(y, from);
      int to = from + 1;
      while (to < n && divisors.of(y, to) == divisor) {
        to++;
      }
      for (int x = at + from; x < at + to; x++) {
        sums[x] /= divisor;
      }
      from = to;
    }
  }

  /**
   * Spreads each gradient evenly over the elements of its window.
   *
   * @param diffDst (N, C, H', W')
   * @param diffSrc (N, C, H, W), overwritten
   */
  public static void backward(
      PoolingParameters p,
      boolean countIncludePad,
      int divisor,
      Tensor diffDst,
      Tensor diffSrc,
      Compute compute) {
    Divisors divisors = Divisors.of(p, countIncludePad, divisor, diffSrc.shape());
    int inPlane = diffSrc.shape().height() * diffSrc.shape().width();
    int outHeight = diffDst.shape().height();
    int outWidth = diffDst.shape().width();
    compute
        .parallel()
        .run(
            diffDst.size() / (outHeight * outWidth),
            (plane, worker) -> {
              int from = diffDst.offset() + plane * outHeight * outWidth;
              int to = diffSrc.offset() + plane * inPlane;
              Arrays.fill(diffSrc.data(), to, to + inPlane, 0);
              for (int y = 0; y < outHeight; y++) {
                for (int x = 0; x < outWidth; x++, from++) {
                  float share = diffDst.data()[from] / divisors.of(y, x);
                  spread(share, divisors.rows, y, divisors.columns, x, diffSrc, to);
                }
              }
            });
  }

  /** Adds a window's share of the gradient to each of its elements. */
  static void spread(
      float share, PoolingAxis rows, int y, PoolingAxis columns, int x, Tensor diffSrc, int plane) {
    int width = diffSrc.shape().width();
    int left = columns.start(x);
    int right = columns.end(x);
    int bottom = rows.end(y);
    for (int i = rows.start(y); i < bottom; i++) {
      for (int j = left; j < right; j++) {
        diffSrc.data()[plane + i * width + j] += share;
      }
    }
  }
}
