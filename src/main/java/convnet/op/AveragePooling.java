package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean of each window, channel by channel, as {@code torch.nn.AvgPool2d} and {@code
 * AdaptiveAvgPool2d}.
 */
public final class AveragePooling {
  private AveragePooling() {}

  /** The windows along one axis, by number. */
  private interface Axis {
    /** The first element inside the image. */
    int start(int window);

    /** After the last element inside the image. */
    int end(int window);

    /** How many elements there are, padding included. */
    int padded(int window);
  }

  private record Fixed(int size, int kernel, int stride, int padding) implements Axis {
    @Override
    public int start(int window) {
      return Math.max(window * stride - padding, 0);
    }

    @Override
    public int end(int window) {
      return Math.min(window * stride - padding + kernel, size);
    }

    @Override
    public int padded(int window) {
      int start = window * stride - padding;
      return Math.min(start + kernel, size + padding) - start;
    }
  }

  private record Adaptive(int size, int windows) implements Axis {
    @Override
    public int start(int window) {
      return (int) ((long) window * size / windows);
    }

    @Override
    public int end(int window) {
      return (int) Math.ceilDiv((window + 1L) * size, (long) windows);
    }

    @Override
    public int padded(int window) {
      return end(window) - start(window);
    }
  }

  /** All windows of a plane, and what each sum is divided by. */
  private record Windows(Axis vertical, Axis horizontal, boolean countIncludePad, int divisor) {
    float divisor(int y, int x, int inside) {
      if (divisor != 0) {
        return divisor;
      }
      return countIncludePad ? vertical.padded(y) * horizontal.padded(x) : inside;
    }
  }

  /**
   * @param countIncludePad whether the divisor counts padding; what a window of ceil mode hangs
   *     over beyond the padding never counts
   * @param divisor what every sum is divided by, or 0 for the number of elements
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
    forward(fixed(p, countIncludePad, divisor, src.shape()), src, dst, compute);
  }

  /**
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
    backward(fixed(p, countIncludePad, divisor, diffSrc.shape()), diffDst, diffSrc, compute);
  }

  /**
   * Window i of o along an axis of n is {@code floor(i·n/o)} to {@code ceil((i + 1)·n/o)}.
   *
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W') of any size, written
   */
  public static void adaptiveForward(Tensor src, Tensor dst, Compute compute) {
    forward(adaptive(src.shape(), dst.shape()), src, dst, compute);
  }

  /**
   * @param diffDst (N, C, H', W')
   * @param diffSrc (N, C, H, W), overwritten
   */
  public static void adaptiveBackward(Tensor diffDst, Tensor diffSrc, Compute compute) {
    backward(adaptive(diffSrc.shape(), diffDst.shape()), diffDst, diffSrc, compute);
  }

  private static Windows fixed(
      PoolingParameters p, boolean countIncludePad, int divisor, Shape src) {
    return new Windows(
        new Fixed(src.height(), p.kernel().height(), p.stride().height(), p.padding().height()),
        new Fixed(src.width(), p.kernel().width(), p.stride().width(), p.padding().width()),
        countIncludePad,
        divisor);
  }

  private static Windows adaptive(Shape src, Shape dst) {
    return new Windows(
        new Adaptive(src.height(), dst.height()), new Adaptive(src.width(), dst.width()), false, 0);
  }

  private static void forward(Windows windows, Tensor src, Tensor dst, Compute compute) {
    int height = src.shape().height();
    int width = src.shape().width();
    int outHeight = dst.shape().height();
    int outWidth = dst.shape().width();
    compute
        .parallel()
        .run(
            dst.size() / (outHeight * outWidth),
            (plane, worker) -> {
              int from = src.offset() + plane * height * width;
              int to = dst.offset() + plane * outHeight * outWidth;
              for (int y = 0; y < outHeight; y++) {
                int top = windows.vertical().start(y);
                int bottom = windows.vertical().end(y);
                for (int x = 0; x < outWidth; x++, to++) {
                  int left = windows.horizontal().start(x);
                  int right = windows.horizontal().end(x);
                  float sum = 0;
                  for (int i = top; i < bottom; i++) {
                    for (int j = left; j < right; j++) {
                      sum += src.data()[from + i * width + j];
                    }
                  }
                  dst.data()[to] = sum / windows.divisor(y, x, (bottom - top) * (right - left));
                }
              }
            });
  }

  private static void backward(Windows windows, Tensor diffDst, Tensor diffSrc, Compute compute) {
    int height = diffSrc.shape().height();
    int width = diffSrc.shape().width();
    int outHeight = diffDst.shape().height();
    int outWidth = diffDst.shape().width();
    compute
        .parallel()
        .run(
            diffDst.size() / (outHeight * outWidth),
            (plane, worker) -> {
              int from = diffDst.offset() + plane * outHeight * outWidth;
              int to = diffSrc.offset() + plane * height * width;
              Arrays.fill(diffSrc.data(), to, to + height * width, 0);
              for (int y = 0; y < outHeight; y++) {
                int top = windows.vertical().start(y);
                int bottom = windows.vertical().end(y);
                for (int x = 0; x < outWidth; x++, from++) {
                  int left = windows.horizontal().start(x);
                  int right = windows.horizontal().end(x);
                  float share =
                      diffDst.data()[from] / windows.divisor(y, x, (bottom - top) * (right - left));
                  for (int i = top; i < bottom; i++) {
                    for (int j = left; j < right; j++) {
                      diffSrc.data()[to + i * width + j] += share;
                    }
                  }
                }
              }
            });
  }
}
