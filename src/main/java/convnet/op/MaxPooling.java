package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The largest element of each window, channel by channel, as {@code torch.nn.MaxPool2d}: padding
 * counts as −∞, NaN wins, and of equals the first. A dilated window may have all its elements in
 * the padding: it gives −∞.
 */
public final class MaxPooling {
  private MaxPooling() {}

  /**
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W'), written
   * @param indices one for each element of {@code dst}, written: where in its H × W plane the
   *     maximum stood, at {@code row · W + column}, or −1 where a window has padding only
   */
  public static void forward(
      PoolingParameters p, Tensor src, Tensor dst, int[] indices, Compute compute) {
    int inPlane = src.shape().height() * src.shape().width();
    int outPlane = dst.shape().height() * dst.shape().width();
    compute
        .parallel()
        .run(
            dst.size() / outPlane,
            (plane, worker) -> {
              int from = src.offset() + plane * inPlane;
              for (int y = 0; y < dst.shape().height(); y++) {
                int at = plane * outPlane + y * dst.shape().width();
                row(p, src, from, y, dst, at, indices, compute.kernels());
              }
            });
  }

  /**
   * One row of the output, tap by tap: for each element of a window in turn, all windows of the row
   * take it if it is larger than what they have.
   */
  private static void row(
      PoolingParameters p,
      Tensor src,
      int plane,
      int y,
      Tensor dst,
      int at,
      int[] indices,
      Kernels kernels) {
    int height = src.shape().height();
    int width = src.shape().width();
    int outWidth = dst.shape().width();
    int stride = p.stride().width();
    int start = y * p.stride().height() - p.padding().height();
    int top = firstInside(start, p.dilation().height());
    int bottom = end(start, p.kernel().height(), p.dilation().height(), height);
    Arrays.fill(
        dst.data(), dst.offset() + at, dst.offset() + at + outWidth, Float.NEGATIVE_INFINITY);
    for (int x = 0; x < outWidth; x++) {
      int left = firstInside(x * stride - p.padding().width(), p.dilation().width());
      int right =
          end(x * stride - p.padding().width(), p.kernel().width(), p.dilation().width(), width);
      indices[at + x] = top < bottom && left < right ? top * width + left : -1;
    }
    for (int i = top; i < bottom; i += p.dilation().height()) {
      for (int j = 0; j < p.kernel().width(); j++) {
        int shift = j * p.dilation().width() - p.padding().width();
        int first = Math.max(0, Math.ceilDiv(-shift, stride));
        int end = Math.min(outWidth, Math.floorDiv(width - 1 - shift, stride) + 1);
        kernels.takeLarger(
            end - first,
            src.data(),
            plane + i * width + shift + first * stride,
            stride,
            i * width + shift + first * stride,
            dst.data(),
            dst.offset() + at + first,
            indices,
            at + first);
      }
    }
  }

  /**
   * The first element of a window from {@code start} on, in steps of {@code step}, at 0 or more.
   */
  private static int firstInside(int start, int step) {
    return start >= 0 ? start : Math.floorMod(start, step);
  }

  /** Where the elements of a window that are inside end. */
  private static int end(int start, int kernel, int dilation, int size) {
    return (int) Math.min(start + WindowArithmetic.extent(kernel, dilation), size);
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
                if (indices[i] >= 0) {
                  to[start + indices[i]] += diffDst.data()[diffDst.offset() + i];
                }
              }
            });
  }
}
