package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean of each window, channel by channel, as {@code torch.nn.AvgPool2d} and {@code
 * AdaptiveAvgPool2d}.
 */
public final class AveragePooling {
  private AveragePooling() {}

  /** One window: the rows and columns inside the image, and what their sum is divided by. */
  private record Window(int top, int bottom, int left, int right, float divisor) {}

  /** Where the windows of a pooling are. */
  private interface Windows {
    Window at(int y, int x, int height, int width);
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
    forward(fixed(p, countIncludePad, divisor), src, dst, compute);
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
    backward(fixed(p, countIncludePad, divisor), diffDst, diffSrc, compute);
  }

  /**
   * Window i of o along an axis of n is {@code floor(i·n/o)} to {@code ceil((i + 1)·n/o)}.
   *
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W') of any size, written
   */
  public static void adaptiveForward(Tensor src, Tensor dst, Compute compute) {
    forward(adaptive(dst.shape().height(), dst.shape().width()), src, dst, compute);
  }

  /**
   * @param diffDst (N, C, H', W')
   * @param diffSrc (N, C, H, W), overwritten
   */
  public static void adaptiveBackward(Tensor diffDst, Tensor diffSrc, Compute compute) {
    backward(
        adaptive(diffDst.shape().height(), diffDst.shape().width()), diffDst, diffSrc, compute);
  }

  private static Windows fixed(PoolingParameters p, boolean countIncludePad, int divisor) {
    int py = p.padding().height();
    int px = p.padding().width();
    return (y, x, height, width) -> {
      int top = y * p.stride().height() - py;
      int left = x * p.stride().width() - px;
      int bottom = Math.min(top + p.kernel().height(), height + py);
      int right = Math.min(left + p.kernel().width(), width + px);
      int padded = (bottom - top) * (right - left);
      top = Math.max(top, 0);
      left = Math.max(left, 0);
      bottom = Math.min(bottom, height);
      right = Math.min(right, width);
      int inside = (bottom - top) * (right - left);
      return new Window(
          top, bottom, left, right, divisor != 0 ? divisor : countIncludePad ? padded : inside);
    };
  }

  private static Windows adaptive(int outHeight, int outWidth) {
    return (y, x, height, width) -> {
      int top = start(y, height, outHeight);
      int left = start(x, width, outWidth);
      int bottom = end(y, height, outHeight);
      int right = end(x, width, outWidth);
      return new Window(top, bottom, left, right, (bottom - top) * (right - left));
    };
  }

  private static int start(int window, int size, int windows) {
    return (int) ((long) window * size / windows);
  }

  private static int end(int window, int size, int windows) {
    return (int) Math.ceilDiv((window + 1L) * size, (long) windows);
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
                for (int x = 0; x < outWidth; x++, to++) {
                  Window w = windows.at(y, x, height, width);
                  float sum = 0;
                  for (int i = w.top(); i < w.bottom(); i++) {
                    for (int j = w.left(); j < w.right(); j++) {
                      sum += src.data()[from + i * width + j];
                    }
                  }
                  dst.data()[to] = sum / w.divisor();
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
                for (int x = 0; x < outWidth; x++, from++) {
                  Window w = windows.at(y, x, height, width);
                  float share = diffDst.data()[from] / w.divisor();
                  for (int i = w.top(); i < w.bottom(); i++) {
                    for (int j = w.left(); j < w.right(); j++) {
                      diffSrc.data()[to + i * width + j] += share;
                    }
                  }
                }
              }
            });
  }
}
