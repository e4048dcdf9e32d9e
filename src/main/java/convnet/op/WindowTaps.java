package convnet.op;

/**
 * Accumulates one row of windows over one row of an image, tap by tap: for each tap in turn, from
 * left to right, all windows take in their element. So every window sees its elements in order.
 *
 * <p>These are plain loops rather than vector kernels: the JIT compiler vectorises those at stride
 * 1 by itself, and for one large image most of the work would be done before it had compiled the
 * kernels.
 */
final class WindowTaps {
  /** Windows keep the larger element: NaN wins, and +0 beats −0. */
  static final Tap LARGER = WindowTaps::takeLarger;

  /** Windows sum their elements. */
  static final Tap SUM = WindowTaps::add;

  private WindowTaps() {}

  /** How windows take in their next element. */
  @FunctionalInterface
  interface Tap {
    /** Updates n windows, from {@code dst[at]} on; their elements are {@code stride} apart. */
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
   * Applies all taps of one row of the kernel.
   *
   * @param src a row of the image, from {@code srcRow} on
   * @param dst one accumulator for each window, from {@code dstRow} on
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

  /** The end, exclusive, of the taps that are inside the image for any window. */
  static int end(PoolingParameters p, int width) {
    long reach = (long) width + p.padding().width();
    return (int) Math.min(p.kernel().width(), Math.ceilDiv(reach, p.dilation().width()));
  }

  /**
   * The first window whose tap is not left of the image.
   *
   * @param tap the tap's column in window 0
   */
  static int firstWindow(int tap, int stride) {
    return Math.max(0, Math.ceilDiv(-tap, stride));
  }

  /** The end, exclusive, of the windows whose tap is not right of the image. */
  static int endWindow(int tap, int stride, int width, int outWidth) {
    return Math.min(outWidth, Math.floorDiv(width - 1 - tap, stride) + 1);
  }
}
