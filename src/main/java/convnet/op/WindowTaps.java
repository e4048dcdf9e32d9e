package convnet.op;

/**
 * One row of windows over one row of an image, tap by tap: for each element of a window in turn,
 * from left to right, what all windows make of it. So every window sees its elements in order.
 *
 * <p>These are plain loops, no vector kernels: the compiler makes vectors of those at stride 1 by
 * itself, and of one large image most would be done before it had compiled the kernels.
 */
final class WindowTaps {
  /** Windows keep the larger: NaN wins, and of zeros that with a plus. */
  static final Tap LARGER = WindowTaps::takeLarger;

  /** Windows add up. */
  static final Tap SUM = WindowTaps::add;

  private WindowTaps() {}

  /** What windows make of their next element. */
  @FunctionalInterface
  interface Tap {
    /** For n windows from {@code dst[at]} on; their elements are {@code stride} apart. */
    void take(int n, float[] src, int from, int stride, float[] dst, int at);
  }

  private static void takeLarger(int n, float[] src, int from, int stride, float[] dst, int at) {
    if (stride == 1) {
      for (int i = 0; i < n; i++) {
        dst[at + i] = Math.max(dst[at + i], src[from + i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        dst[at + i] = Math.max(dst[at + i], src[from + i * stride]);
      }
    }
  }

  private static void add(int n, float[] src, int from, int stride, float[] dst, int at) {
    if (stride == 1) {
      for (int i = 0; i < n; i++) {
        dst[at + i] += src[from + i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        dst[at + i] += src[from + i * stride];
      }
    }
  }

  /**
   * All taps of one row of the kernel.
   *
   * @param src a row of the image, from {@code srcRow} on
   * @param dst one number for each window from {@code dstRow} on, what they have so far
   */
  static void row(
      Tap taps,
      PoolingParameters p,
      float[] src,
      int srcRow,
      int width,
      float[] dst,
      int dstRow,
      int outWidth) {
    int stride = p.stride().width();
    int end = end(p, width);
    for (int j = first(p, outWidth); j < end; j++) {
      int tap = j * p.dilation().width() - p.padding().width();
      int from = firstWindow(tap, stride);
      int to = endWindow(tap, stride, width, outWidth);
      taps.take(to - from, src, srcRow + tap + from * stride, stride, dst, dstRow + from);
    }
  }

  /** The first tap that is inside the image for any window. */
  static int first(PoolingParameters p, int outWidth) {
    long last = (outWidth - 1L) * p.stride().width();
    return (int) Math.max(0, Math.ceilDiv(p.padding().width() - last, p.dilation().width()));
  }

  /** After the last tap that is inside the image for any window. */
  static int end(PoolingParameters p, int width) {
    long reach = (long) width + p.padding().width();
    return (int) Math.min(p.kernel().width(), Math.ceilDiv(reach, p.dilation().width()));
  }

  /**
   * The first window whose tap is not in front of the image; that of window 0 is at {@code tap}.
   */
  static int firstWindow(int tap, int stride) {
    return Math.max(0, Math.ceilDiv(-tap, stride));
  }

  /** After the last window whose tap is not behind the image. */
  static int endWindow(int tap, int stride, int width, int outWidth) {
    return Math.min(outWidth, Math.floorDiv(width - 1 - tap, stride) + 1);
  }
}
