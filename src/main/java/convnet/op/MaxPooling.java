package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The largest element of each window, channel by channel, as {@code torch.nn.MaxPool2d}: padding
 * counts as −∞, NaN wins, and of equals the first.
 */
public final class MaxPooling {
  private MaxPooling() {}

  /**
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W'), written
   * @param indices one for each element of {@code dst}, written: where in its H × W plane the
   *     maximum stood, at {@code row · W + column}
   */
  public static void forward(
      PoolingParameters p, Tensor src, Tensor dst, int[] indices, Compute compute) {
    int height = src.shape().height();
    int width = src.shape().width();
    int outHeight = dst.shape().height();
    int outWidth = dst.shape().width();
    int planes = dst.size() / (outHeight * outWidth);
    compute
        .parallel()
        .run(
            planes,
            (plane, worker) -> {
              int from = src.offset() + plane * height * width;
              int index = plane * outHeight * outWidth;
              for (int y = 0; y < outHeight; y++) {
                int top = y * p.stride().height() - p.padding().height();
                for (int x = 0; x < outWidth; x++, index++) {
                  int left = x * p.stride().width() - p.padding().width();
                  int best = largest(p, src.data(), from, height, width, top, left);
                  indices[index] = best;
                  dst.data()[dst.offset() + index] = src.data()[from + best];
                }
              }
            });
  }

  private static int largest(
      PoolingParameters p, float[] src, int from, int height, int width, int top, int left) {
    int dy = p.dilation().height();
    int dx = p.dilation().width();
    int firstY = firstInside(top, dy);
    int firstX = firstInside(left, dx);
    int endY = Math.min(top + p.kernel().height() * dy, height);
    int endX = Math.min(left + p.kernel().width() * dx, width);
    int best = firstY * width + firstX;
    float most = Float.NEGATIVE_INFINITY;
    for (int y = firstY; y < endY; y += dy) {
      for (int x = firstX; x < endX; x += dx) {
        float value = src[from + y * width + x];
        if (value > most || Float.isNaN(value)) {
          most = value;
          best = y * width + x;
        }
      }
    }
    return best;
  }

  /**
   * The first element of a window from {@code start} on, in steps of {@code step}, at 0 or more.
   */
  private static int firstInside(int start, int step) {
    return start >= 0 ? start : Math.floorMod(start, step);
  }

  /**
   * Each gradient goes to where the maximum stood.
   *
   * @param diffDst (N, C, H', W')
   * @param indices as {@link #forward} wrote them
   * @param diffSrc (N, C, H, W), overwritten
   */
  public static void backward(Tensor diffDst, int[] indices, Tensor diffSrc, Compute compute) {
    int inPlane = diffSrc.shape().height() * diffSrc.shape().width();
    int outPlane = diffDst.shape().height() * diffDst.shape().width();
    float[] to = diffSrc.data();
    compute
        .parallel()
        .run(
            diffDst.size() / outPlane,
            (plane, worker) -> {
              int start = diffSrc.offset() + plane * inPlane;
              Arrays.fill(to, start, start + inPlane, 0);
              for (int i = plane * outPlane; i < (plane + 1) * outPlane; i++) {
                to[start + indices[i]] += diffDst.data()[diffDst.offset() + i];
              }
            });
  }
}
