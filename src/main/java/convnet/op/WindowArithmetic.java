package convnet.op;

/** The arithmetic that convolution and pooling share: how many windows fit along one axis. */
public final class WindowArithmetic {
  private WindowArithmetic() {}

  /** The extent of a dilated kernel: {@code d(k − 1) + 1}. */
  public static long extent(int kernel, int dilation) {
    return dilation * (kernel - 1L) + 1;
  }

  /**
   * {@code floor((i + p − d(k − 1) − 1) / s) + 1} with {@code p} the padding of both sides
   * together; 0 or less where the window does not fit.
   */
  public static int outputSize(int input, int padding, int kernel, int dilation, int stride) {
    long windows = Math.floorDiv((long) input + padding - extent(kernel, dilation), stride) + 1;
    return Math.clamp(windows, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /**
   * The same, rounded up; but a last window that would start beyond the input and its left padding
   * is dropped, as in PyTorch's {@code ceil_mode}.
   *
   * @param before the padding before the first element; after the last there is as much
   */
  public static int outputSizeCeil(int input, int before, int kernel, int dilation, int stride) {
    long rounded = Math.ceilDiv(input + 2L * before - extent(kernel, dilation), stride) + 1;
    long windows = (rounded - 1) * stride >= (long) input + before ? rounded - 1 : rounded;
    return Math.clamp(windows, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }
}
