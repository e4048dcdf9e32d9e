package convnet.tensor;

/**
 * Places of a plane in regular rows and columns, such as a kernel takes: row {@code top +
 * i·rowStep} and column {@code left + j·columnStep}. They may lie outside of the plane.
 *
 * @param rows how many, and so on
 * @param rowStep from one row to the next: the dilation of a kernel
 */
public record Window(int top, int left, int rows, int columns, int rowStep, int columnStep) {

  /** Places without gaps between them. */
  public static Window dense(int top, int left, int rows, int columns) {
    return new Window(top, left, rows, columns, 1, 1);
  }

  /** One place. */
  public static Window of(int row, int column) {
    return dense(row, column, 1, 1);
  }

  /** A whole plane. */
  public static Window all(Shape plane) {
    return dense(0, 0, plane.height(), plane.width());
  }

  /** Where the i-th row of places is. */
  public int row(int i) {
    return top + i * rowStep;
  }

  /** Where the j-th column of places is. */
  public int column(int j) {
    return left + j * columnStep;
  }

  /** After the last row. */
  public int bottom() {
    return row(rows - 1) + 1;
  }

  /** After the last column. */
  public int right() {
    return column(columns - 1) + 1;
  }

  /** Whether a place lies between the outermost ones, in a gap or not. */
  public boolean spans(int row, int column) {
    return row >= top && row < bottom() && column >= left && column < right();
  }

  /** The least dense window that spans this and another one. */
  public Window union(Window other) {
    int first = Math.min(top, other.top);
    int start = Math.min(left, other.left);
    int height = Math.max(bottom(), other.bottom()) - first;
    return dense(first, start, height, Math.max(right(), other.right()) - start);
  }
}
