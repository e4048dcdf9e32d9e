package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.PoolingKernels;
import convnet.kernel.Scratch;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The largest element of each window, channel by channel, as {@code torch.nn.MaxPool2d} and {@code
 * AdaptiveMaxPool2d}: padding counts as −∞, NaN beats all numbers, and the first of equal elements
 * wins. A dilated window may have all its elements in the padding; it gives −∞.
 */
public final class MaxPooling {
  private MaxPooling() {}

  /**
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W'), written
   * @param indices one for each element of {@code dst}, written: the argmax within its H × W plane,
   *     {@code row · W + column}, or −1 for a window that has padding only
   */
  public static void forward(
      PoolingParameters p, Tensor src, Tensor dst, int[] indices, Compute compute) {
    int inPlane = src.shape().height() * src.shape().width();
    int outHeight = dst.shape().height();
    int outWidth = dst.shape().width();
    PoolingKernels kernels = compute.kernels().pooling();
    boolean areFours = isHalving(p) && inPlane == 4 * outHeight * outWidth;
    Bands.run(
        dst.size() / (outHeight * outWidth),
        outHeight,
        compute.parallel(),
        (plane, from, to, worker) -> {
          int first = src.offset() + plane * inPlane;
          if (areFours) {
            int at = (plane * outHeight + from) * outWidth;
            kernels.largestOfFour(
                to - from,
                outWidth,
                src.data(),
                first + 4 * from * outWidth,
                4 * from * outWidth,
                dst.data(),
                dst.offset() + at,
                indices,
                at);
            return;
          }
          for (int y = from; y < to; y++) {
            int at = (plane * outHeight + y) * outWidth;
            row(p, src, first, y, dst, at, indices, kernels);
          }
        });
  }

  /**
   * Computes one row of the output, tap by tap: for each tap in turn, all windows of the row take
   * their element if it is larger than their maximum so far.
   */
  private static void row(
      PoolingParameters p,
      Tensor src,
      int plane,
      int y,
      Tensor dst,
      int at,
      int[] indices,
      PoolingKernels kernels) {
    int height = src.shape().height();
    int width = src.shape().width();
    int outWidth = dst.shape().width();
    int stride = p.stride().width();
    int start = y * p.stride().height() - p.padding().height();
    int top = firstInside(start, p.dilation().height());
    int bottom = end(start, p.kernel().height(), p.dilation().height(), height);
    if (top < bottom && isDense(p)) {
      denseRow(p, src, plane + top * width, bottom - top, top * width, dst, at, indices, kernels);
      return;
    }
    Arrays.fill(
        dst.data(), dst.offset() + at, dst.offset() + at + outWidth, Float.NEGATIVE_INFINITY);
    for (int x = 0; x < outWidth; x++) {
      int left = firstInside(x * stride - p.padding().width(), p.dilation().width());
      int right =
          end(x * stride - p.padding().width(), p.kernel().width(), p.dilation().width(), width);
      indices[at + x] = top < bottom && left < right ? top * width + left : -1;
    }
    int firstTap = WindowTaps.first(p, outWidth);
    int endTap = WindowTaps.end(p, width);
    for (int i = top; i < bottom; i += p.dilation().height()) {
      for (int j = firstTap; j < endTap; j++) {
        int tap = j * p.dilation().width() - p.padding().width();
        int first = WindowTaps.firstWindow(tap, stride);
        int end = WindowTaps.endWindow(tap, stride, width, outWidth);
        kernels.takeLarger(
            end - first,
            src.data(),
            plane + i * width + tap + first * stride,
            stride,
            i * width + tap + first * stride,
            dst.data(),
            dst.offset() + at + first,
            indices,
            at + first);
      }
    }
  }

  /** Whether windows are 2 × 2 and side by side, without padding. */
  private static boolean isHalving(PoolingParameters p) {
    return isTwo(p.kernel())
        && isTwo(p.stride())
        && p.padding().height() == 0
        && p.padding().width() == 0
        && isDense(p);
  }

  private static boolean isTwo(Size size) {
    return size.height() == 2 && size.width() == 2;
  }

  private static boolean isDense(PoolingParameters p) {
    return p.dilation().height() == 1 && p.dilation().width() == 1;
  }

  /**
   * Computes a row of dense windows: those entirely inside the image together, those that overhang
   * an edge one by one.
   *
   * @param from where in the array the windows' first row begins
   * @param index where in the plane it begins
   */
  private static void denseRow(
      PoolingParameters p,
      Tensor src,
      int from,
      int rows,
      int index,
      Tensor dst,
      int at,
      int[] indices,
      PoolingKernels kernels) {
    int width = src.shape().width();
    int stride = p.stride().width();
    int outWidth = dst.shape().width();
    int columns = p.kernel().width();
    for (int x = 0; x < outWidth; ) {
      int start = x * stride - p.padding().width();
      int left = Math.max(start, 0);
      int right = Math.min(start + columns, width);
      int whole = right - left == columns ? (width - right) / stride + 1 : 1;
      int count = Math.min(outWidth - x, whole);
      kernels.largest(
          count,
          rows,
          right - left,
          src.data(),
          from + left,
          width,
          stride,
          index + left,
          dst.data(),
          dst.offset() + at + x,
          indices,
          at + x);
      x += count;
    }
  }

  /**
   * The same without the indices, so that the maximum can be taken along one axis after the other:
   * first down the columns of the windows, then across them.
   *
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W'), written
   */
  public static void forward(PoolingParameters p, Tensor src, Tensor dst, Compute compute) {
    int height = src.shape().height();
    int width = src.shape().width();
    int outHeight = dst.shape().height();
    int outWidth = dst.shape().width();
    int step = p.dilation().height();
    Bands.run(
        dst.size() / (outHeight * outWidth),
        outHeight,
        compute.parallel(),
        (plane, from, to, worker) -> {
          int srcPlane = src.offset() + plane * height * width;
          float[] columns = compute.scratch().floats(Scratch.Purpose.ROW, worker, width);
          for (int y = from; y < to; y++) {
            int at = dst.offset() + (plane * outHeight + y) * outWidth;
            int start = y * p.stride().height() - p.padding().height();
            int top = firstInside(start, step);
            int bottom = end(start, p.kernel().height(), step, height);
            Arrays.fill(columns, 0, width, Float.NEGATIVE_INFINITY);
            for (int i = top; i < bottom; i += step) {
              WindowTaps.LARGER.take(width, src.data(), srcPlane + i * width, 1, columns, 0);
            }
            Arrays.fill(dst.data(), at, at + outWidth, Float.NEGATIVE_INFINITY);
            WindowTaps.row(WindowTaps.LARGER, p, columns, 0, width, dst.data(), at, outWidth);
            for (int x = 0; x < outWidth; x++) {
              if (dst.data()[at + x] == 0) {
                dst.data()[at + x] = firstZero(p, src, srcPlane, top, bottom, x);
              }
            }
          }
        });
  }

  /**
   * The first zero of a window whose maximum is 0: zeros of both signs are equal, so the first one
   * wins, not the positive one.
   */
  private static float firstZero(
      PoolingParameters p, Tensor src, int plane, int top, int bottom, int x) {
    int width = src.shape().width();
    int start = x * p.stride().width() - p.padding().width();
    int left = firstInside(start, p.dilation().width());
    int right = end(start, p.kernel().width(), p.dilation().width(), width);
    for (int i = top; i < bottom; i += p.dilation().height()) {
      for (int j = left; j < right; j += p.dilation().width()) {
        if (src.data()[plane + i * width + j] == 0) {
          return src.data()[plane + i * width + j];
        }
      }
    }
    throw new AssertionError("the maximum of a window is one of its elements");
  }

  /** The first of {@code start, start + step, start + 2·step …} that is at least 0. */
  private static int firstInside(int start, int step) {
    return start >= 0 ? start : Math.floorMod(start, step);
  }

  /** The end of a window's elements inside the image, exclusive. */
  private static int end(int start, int kernel, int dilation, int size) {
    return (int) Math.min(start + WindowArithmetic.extent(kernel, dilation), size);
  }

  /**
   * Computes the maxima of the windows of {@link AdaptiveAveragePooling}.
   *
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W') of any size, written
   * @param indices as above; null if not needed
   */
  public static void adaptiveForward(
      Tensor src, Tensor dst, int @Nullable [] indices, Compute compute) {
    Shape in = src.shape();
    int outHeight = dst.shape().height();
    int outWidth = dst.shape().width();
    PoolingAxis rows = new PoolingAxis.Adaptive(in.height(), outHeight);
    PoolingAxis columns = new PoolingAxis.Adaptive(in.width(), outWidth);
    Bands.run(
        dst.size() / (outHeight * outWidth),
        outHeight,
        compute.parallel(),
        (plane, from, to, worker) -> {
          int srcPlane = src.offset() + plane * in.height() * in.width();
          for (int y = from; y < to; y++) {
            for (int x = 0; x < outWidth; x++) {
              int at = (plane * outHeight + y) * outWidth + x;
              int place = rows.start(y) * in.width() + columns.start(x);
              float most = Float.NEGATIVE_INFINITY;
              for (int i = rows.start(y); i < rows.end(y); i++) {
                for (int j = columns.start(x); j < columns.end(x); j++) {
                  float value = src.data()[srcPlane + i * in.width() + j];
                  if (value > most || Float.isNaN(value)) {
                    most = value;
                    place = i * in.width() + j;
                  }
                }
              }
              dst.data()[dst.offset() + at] = most;
              if (indices != null) {
                indices[at] = place;
              }
            }
          }
        });
  }

  /**
   * Adds each gradient at the argmax of its window.
   *
   * @param diffDst (N, C, H', W')
   * @param indices as the forward pass wrote them
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
