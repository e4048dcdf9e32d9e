package convnet.op;

/**
 * Rows and columns added around an image, separately for each side: for an even kernel, PyTorch's
 * {@code same} needs one more below and on the right.
 *
 * @param top rows above, and so on; none is negative
 */
public record Padding(int top, int bottom, int left, int right) {

  public static final Padding NONE = of(0);

  /** The same on all four sides. */
  public static Padding of(int all) {
    return of(all, all);
  }

  /** {@code vertical} above and below, {@code horizontal} left and right. */
  public static Padding of(int vertical, int horizontal) {
    return new Padding(vertical, vertical, horizontal, horizontal);
  }

  /**
   * The padding that keeps an image's size at stride 1: {@code d(k − 1)} along each axis, where the
   * surplus of an odd total goes below and to the right, as in PyTorch.
   *
   * @throws IllegalArgumentException if it is larger than any image
   */
  public static Padding same(Size kernel, Size dilation) {
    int vertical = total(kernel.height(), dilation.height());
    int horizontal = total(kernel.width(), dilation.width());
    return new Padding(
        vertical / 2, vertical - vertical / 2, horizontal / 2, horizontal - horizontal / 2);
  }

  private static int total(int kernel, int dilation) {
    long extent = WindowArithmetic.extent(kernel, dilation);
    if (extent > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "dilation %d spreads a kernel of %d over %,d pixels: at most %,d are possible"
              .formatted(dilation, kernel, extent, Integer.MAX_VALUE));
    }
    return (int) extent - 1;
  }

  public boolean isNone() {
    return (top | bottom | left | right) == 0;
  }

  /** {@code 2}, {@code 2x1}, or all four sides where they differ. */
  @Override
  public String toString() {
    return top == bottom && left == right
        ? Size.of(top, left).toString()
        : "top %d, bottom %d, left %d, right %d".formatted(top, bottom, left, right);
  }
}
