package convnet.op;

/**
 * A size in two directions, height first: of a kernel, a stride or a dilation.
 *
 * @param height the vertical size
 * @param width the horizontal size
 */
public record Size(int height, int width) {

  /** The same in both directions. */
  public static Size of(int both) {
    return new Size(both, both);
  }

  public static Size of(int height, int width) {
    return new Size(height, width);
  }

  /** Whether it is {@code both} in both directions. */
  public boolean is(int both) {
    return height == both && width == both;
  }

  /** {@code 3} or, where the directions differ, {@code 3x5}. */
  @Override
  public String toString() {
    return height == width ? Integer.toString(height) : height + "x" + width;
  }
}
