package convnet.kernel;

/**
 * The transforms of Winograd's minimal filtering (Lavin and Gray, "Fast Algorithms for
 * Convolutional Neural Networks", 2016) for tiles of 6 × 6: at the points 0, 1, −1, 2, −2 and ∞, so
 * that {@code m} outputs of {@code r} taps with m + r − 1 = 6 take 6 products in place of m · r.
 * With {@code p^i} for the powers of the points, an axis is transformed as follows.
 *
 * <pre>
 *   data      6 → 6   ( 4  0 −5  0  1  0)    filter  r → 6   ( 1/4, 0 …            )
 *                     ( 0 −4 −4  1  1  0)                    (−1/6 · ( 1)^i        )
 *                     ( 0  4 −4 −1  1  0)                    (−1/6 · (−1)^i        )
 *                     ( 0 −2 −1  2  1  0)                    (1/24 · ( 2)^i        )
 *                     ( 0  2 −1 −2  1  0)                    (1/24 · (−2)^i        )
 *                     ( 0  4  0 −5  0  1)                    ( 0 … 0, 1            )
 *   output    6 → m   y[i] = 0^i·x0 + 1^i·x1 + (−1)^i·x2 + 2^i·x3 + (−2)^i·x4, the last + x5
 * </pre>
 *
 * <p>Everything is done for many tiles at once: an element is {@code n} floats, those of as many
 * channels or tiles. Both implementations give the same bits.
 */
public interface WinogradKernels {

  /** Along each axis, how many elements a tile has. */
  int TILE = 6;

  /**
   * How the elements of squares lie in an array.
   *
   * @param row from an element to the one below
   * @param column from an element to the one on its right
   */
  record Square(float[] data, int row, int column) {}

  /**
   * Transforms a tile of the image, 6 × 6 to 6 × 6.
   *
   * @param n a multiple of half of {@link Kernels#tileColumns}
   * @param between room for 6 × 6 elements
   */
  void data(int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between);

  /**
   * Transforms a filter, {@code r} × {@code r} to 6 × 6.
   *
   * @param r from 2 to 5
   * @param between room for 6 × 6 elements
   */
  void filter(int r, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between);

  /**
   * Transforms a tile of products into outputs, 6 × 6 to {@code m} × {@code m}.
   *
   * @param m from 2 to 4
   * @param between room for 6 × 6 elements
   */
  void output(int m, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between);

  /**
   * Transforms lines of the image, 6 to 6.
   *
   * @param n how many elements of each place are side by side
   * @param from where the first of four places begins, {@code step} apart
   * @param next where the other two begin
   * @param to where the first of six places begins, {@code toStep} apart
   */
  void dataLines(int n, float[] src, int from, int step, int next, float[] dst, int to, int toStep);

  /**
   * Transforms lines of a filter, 4 to 6.
   *
   * @param n a multiple of half of {@link Kernels#tileColumns}
   */
  void filterLines(int n, float[] src, int from, int step, float[] dst, int to, int toStep);

  /** Transforms lines of products into outputs, 6 to 3. */
  default void outputLines(
      int n, float[] src, int from, int step, float[] dst, int to, int toStep) {
    for (int lane = 0; lane < n; lane++) {
      ScalarWinogradKernels.output(3, src, from + lane, step, dst, to + lane, toStep);
    }
  }
}
