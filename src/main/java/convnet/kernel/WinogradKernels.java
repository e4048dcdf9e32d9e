package convnet.kernel;

/**
 * The transforms of Winograd's minimal filtering (Lavin and Gray, "Fast Algorithms for
 * Convolutional Neural Networks", 2016) for tiles of 6 × 6, with the interpolation points 0, 1, −1,
 * 2, −2 and ∞: along an axis, {@code m} outputs of {@code r} taps with m + r − 1 = 6 take 6
 * products instead of m · r. Each axis is transformed as follows, {@code i} counting taps or
 * outputs from 0.
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
 * <p>Many tiles are transformed at once: an element of a tile is {@code n} adjacent floats, those
 * of as many channels or tiles. Both implementations give the same bits.
 */
public interface WinogradKernels {

  /** The number of elements of a tile along each axis. */
  int TILE = 6;

  /**
   * The layout of square tiles in an array.
   *
   * @param row the distance from an element to the one below
   * @param column the distance from an element to the one on its right
   */
  record Square(float[] data, int row, int column) {}

  /**
   * Transforms a tile of the image, 6 × 6 to 6 × 6.
   *
   * @param n a multiple of half of {@link Kernels#tileColumns}
   * @param between scratch memory for 6 × 6 elements
   */
  void data(int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between);

  /**
   * Transforms a filter, {@code r} × {@code r} to 6 × 6.
   *
   * @param r from 2 to 5
   * @param between scratch memory for 6 × 6 elements
   */
  void filter(int r, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between);

  /**
   * Transforms a tile of products into outputs, 6 × 6 to {@code m} × {@code m}.
   *
   * @param m from 2 to 4
   * @param between scratch memory for 6 × 6 elements
   */
  void output(int m, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between);

  /**
   * Transforms {@code n} lines of the image along one axis, 6 elements to 6. The lines lie side by
   * side: an element is {@code n} adjacent floats, one of each line.
   *
   * @param from where the first four elements begin, {@code step} apart
   * @param next where the other two begin, {@code step} apart
   * @param to where the six results begin, {@code toStep} apart
   */
  void dataLines(int n, float[] src, int from, int step, int next, float[] dst, int to, int toStep);

  /**
   * Transforms {@code n} lines of a filter, laid out likewise, 4 elements to 6.
   *
   * @param n a multiple of half of {@link Kernels#tileColumns}
   */
  void filterLines(int n, float[] src, int from, int step, float[] dst, int to, int toStep);

  /** Transforms {@code n} lines of products, laid out likewise, into outputs, 6 elements to 3. */
  default void outputLines(
      int n, float[] src, int from, int step, float[] dst, int to, int toStep) {
    for (int lane = 0; lane < n; lane++) {
      ScalarWinogradKernels.output(3, src, from + lane, step, dst, to + lane, toStep);
    }
  }
}
