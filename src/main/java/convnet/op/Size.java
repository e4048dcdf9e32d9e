package convnet.op;

/**
 * Something with an extent in two directions, height first: a kernel, a stride, a dilation.
 *
 * @param height along the rows' axis
 * @param width along the columns' axis
 */
public record Size(int height, int width) {

  /** The same in both directions. */
  public static Size of(int both) {
    return new Size(both, both);
  }

  public static Size of(int height, int width) {
    return new Size(height, width);
  }

  /** {@code 3} or, where the directions differ, {@code 3x5}. */
  @Override
  public String toString() {
    return height == width ? Integer.toString(height) : height + "x" + width;
  }
}
