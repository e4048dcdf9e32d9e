package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The mean of each window, channel by channel, as {@code torch.nn.AdaptiveAvgPool2d}: window i of o
 * along an axis of n is {@code floor(i·n/o)} (inclusive) to {@code ceil((i + 1)·n/o)} (exclusive).
 *
 * <p>Results equal PyTorch's bit for bit: a window is summed in float32, row by row and from left
 * to right, and divided by its height, then by its width. Only for an output of 1 × 1 does PyTorch
 * use {@code mean}, whose order of summation depends on the machine; here that sum is in float64,
 * which is as close to it as rounding allows.
 */
public final class AdaptiveAveragePooling {
  private AdaptiveAveragePooling() {}

  /**
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W') of any size, written
   */
  public static void forward(Tensor src, Tensor dst, Compute compute) {
    int height = src.shape().height();
    int width = src.shape().width();
    int outHeight = dst.shape().height();
    int outWidth = dst.shape().width();
    if (height == outHeight && width == outWidth) {
      // Each window is a single pixel. As in a sum from 0, adding 0 changes nothing but −0 to 0.
      int n = src.size();
      compute.kernels().addScalar(n, src.data(), src.offset(), 0, dst.data(), dst.offset());
      return;
    }
    PoolingAxis rows = new PoolingAxis.Adaptive(height, outHeight);
    PoolingAxis columns = new PoolingAxis.Adaptive(width, outWidth);
    boolean one = isOneWindow(dst.shape());
    float[] from = src.data();
    Bands.run(
        dst.size() / (outHeight * outWidth),
        outHeight,
        compute.parallel(),
        (plane, first, end, worker) -> {
          int srcPlane = src.offset() + plane * height * width;
          for (int y = first; y < end; y++) {
            int at = dst.offset() + (plane * outHeight + y) * outWidth;
            for (int x = 0; x < outWidth; x++) {
              dst.data()[at + x] =
                  one
                      ? mean(from, srcPlane, height * width)
                      : AveragePooling.sum(from, srcPlane, width, rows, y, columns, x)
                          / rows.padded(y)
                          / columns.padded(x);
            }
          }
        });
  }

  private static float mean(float[] src, int from, int n) {
    double sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += src[i];
    }
    return (float) sum / n;
  }

  /**
   * Spreads each gradient evenly over the elements of its window.
   *
   * @param diffDst (N, C, H', W')
   * @param diffSrc (N, C, H, W), overwritten
   */
  public static void backward(Tensor diffDst, Tensor diffSrc, Compute compute) {
    int height = diffSrc.shape().height();
    int width = diffSrc.shape().width();
    int outHeight = diffDst.shape().height();
    int outWidth = diffDst.shape().width();
    if (height == outHeight && width == outWidth) {
      int n = diffSrc.size();
      compute
          .kernels()
          .addScalar(n, diffDst.data(), diffDst.offset(), 0, diffSrc.data(), diffSrc.offset());
      return;
    }
    PoolingAxis rows = new PoolingAxis.Adaptive(height, outHeight);
    PoolingAxis columns = new PoolingAxis.Adaptive(width, outWidth);
    boolean one = isOneWindow(diffDst.shape());
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
                  float gradient = diffDst.data()[from];
                  float share =
                      one
                          ? gradient / (height * width)
                          : gradient / rows.padded(y) / columns.padded(x);
                  AveragePooling.spread(share, rows, y, columns, x, diffSrc, to);
                }
              }
            });
  }

  private static boolean isOneWindow(Shape dst) {
    return dst.height() == 1 && dst.width() == 1;
  }
}
