package convnet.op;

import convnet.tensor.Shape;

/**
 * The windows of a pooling, as in {@code torch.nn.MaxPool2d} and {@code AvgPool2d}.
 *
 * @param kernel the size of a window
 * @param stride the step from one window to the next; usually the size of the kernel
 * @param padding rows added both above and below, columns both left and right; at most half of the
 *     undilated kernel
 * @param dilation the distance between a window's elements
 * @param ceilMode whether the number of windows is rounded up, not down
 */
public record PoolingParameters(
    Size kernel, Size stride, Size padding, Size dilation, boolean ceilMode) {

  /**
   * @throws IllegalArgumentException if a kernel, stride or dilation is below 1, or a padding
   *     negative or more than half of the kernel
   */
  public PoolingParameters {
    requireAtLeast(1, "kernel size", kernel);
    requireAtLeast(1, "stride", stride);
    if (dilation.height() == 0 || dilation.width() == 0) {
      throw new IllegalArgumentException("dilation 0 does not exist: 1 is the dense kernel");
    }
    requireAtLeast(1, "dilation", dilation);
    requireAtLeast(0, "padding", padding);
    if (padding.height() > kernel.height() / 2 || padding.width() > kernel.width() / 2) {
      throw new IllegalArgumentException(
          "padding of %s is more than half of the pooling kernel of %s: at most %s"
              .formatted(padding, kernel, Size.of(kernel.height() / 2, kernel.width() / 2)));
    }
  }

  /** Dense windows without padding, rounding down. */
  public static PoolingParameters of(Size kernel, Size stride) {
    return new PoolingParameters(kernel, stride, Size.of(0), Size.of(1), false);
  }

  /** The output's height for an input of this height; 0 or less where no window fits. */
  public int outputHeight(int height) {
    return windows(height, padding.height(), kernel.height(), dilation.height(), stride.height());
  }

  /** The output's width for an input of this width; 0 or less where no window fits. */
  public int outputWidth(int width) {
    return windows(width, padding.width(), kernel.width(), dilation.width(), stride.width());
  }

  /**
   * The shape of the output, {@code (…, C, H', W')}.
   *
   * @param src {@code (…, C, H, W)}
   * @throws IllegalArgumentException if no window fits; the message names the smallest size that
   *     would do
   */
  public Shape outputShape(Shape src) {
    int[] dims = src.dims();
    dims[dims.length - 2] = outputHeight(src.height());
    dims[dims.length - 1] = outputWidth(src.width());
    long leastHeight =
        leastInput(padding.height(), kernel.height(), dilation.height(), stride.height());
    long leastWidth = leastInput(padding.width(), kernel.width(), dilation.width(), stride.width());
    if (src.height() < leastHeight || src.width() < leastWidth) {
      throw new IllegalArgumentException(
          ("no pooling window of %s (dilation %s, padding %s) fits an input of %dx%d:"
                  + " it needs at least %dx%d%s")
              .formatted(
                  kernel,
                  dilation,
                  padding,
                  src.height(),
                  src.width(),
                  leastHeight,
                  leastWidth,
                  src.height() == 1 && src.width() >= leastWidth
                      ? "; a row is pooled by 1x" + kernel.width()
                      : src.width() == 1 && src.height() >= leastHeight
                          ? "; a column is pooled by " + kernel.height() + "x1"
                          : ""));
    }
    return new Shape(dims);
  }

  /** The smallest input that gives a window. In ceil mode, even the first window may overhang. */
  private long leastInput(int padding, int kernel, int dilation, int stride) {
    long whole = WindowArithmetic.extent(kernel, dilation) - 2L * padding;
    return Math.max(1, ceilMode ? whole - (stride - 1) : whole);
  }

  private int windows(int input, int padding, int kernel, int dilation, int stride) {
    return ceilMode
        ? WindowArithmetic.outputSizeCeil(input, padding, kernel, dilation, stride)
        : WindowArithmetic.outputSize(input, 2 * padding, kernel, dilation, stride);
  }

  private static void requireAtLeast(int least, String name, Size size) {
    if (size.height() < least || size.width() < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", not " + size);
    }
  }
}
