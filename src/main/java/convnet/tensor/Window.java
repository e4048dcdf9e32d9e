package convnet.tensor;

/**
 * A regular grid of places on a plane, such as the taps of a kernel: rows {@code top + i·rowStep}
 * and columns {@code left + j·columnStep}. They may lie outside the plane.
 *
 * @param rows the number of rows
 * @param rowStep the distance from one row to the next: the dilation of a kernel
 */
public record Window(int top, int left, int rows, int columns, int rowStep, int columnStep) {

  /** A window without gaps between its places. */
  public static Window dense(int top, int left, int rows, int columns) {
    return new Window(top, left, rows, columns, 1, 1);
  }

  /** A single place. */
  public static Window of(int row, int column) {
    return dense(row, column, 1, 1);
  }

  /** A whole plane. */
  public static Window all(Shape plane) {
    return dense(0, 0, plane.height(), plane.width());
  }

  /** The plane's row in which the i-th row of places lies. */
  public int row(int i) {
    return top + i * rowStep;
  }

  /** The plane's column in which the j-th column of places lies. */
  public int column(int j) {
    return left + j * columnStep;
  }

  /** The row after the last one. */
  public int bottom() {
    return row(rows - 1) + 1;
  }

  /** The column after the last one. */
  public int right() {
    return column(columns - 1) + 1;
  }

  /** Whether a place lies within the bounds of this window, in a gap or not. */
  public boolean spans(int row, int column) {
    return row >= top && row < bottom() && column >= left && column < right();
  }

  /** The smallest dense window that spans both this and another one. */
  public Window union(Window other) {
    int first = Math.min(top, other.top);
    int start = Math.min(left, other.left);
    int height = Math.max(bottom(), other.bottom()) - first;
    return dense(first, start, height, Math.max(right(), other.right()) - start);
  }
}
