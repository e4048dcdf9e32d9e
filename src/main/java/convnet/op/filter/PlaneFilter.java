package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.tensor.Tensor;

/**
 * One kernel made ready to go over planes that lie in memory in one way. Padding is the business of
 * the {@link BandLayout}.
 */
interface PlaneFilter {
  /** More terms than this are no cheaper than a transform. */
  int MOST_TERMS = 6;

  /**
   * The cheapest way to filter numbers that bear every way with this kernel.
   *
   * @param kernel (kh, kw)
   * @param width of the output
   * @param rows of output that a band may have
   */
  static PlaneFilter of(Tensor kernel, BandLayout layout, int width, int rows) {
    PlaneFilter best = DirectFilter.of(kernel, layout);
    SeparableTerms terms = SeparableTerms.of(kernel, MOST_TERMS);
    if (terms != null) {
      SeparableFilter separable = SeparableFilter.of(terms, layout);
      best = separable.cost(width, rows) < best.cost(width, rows) ? separable : best;
    }
    FourierFilter fourier = FourierFilter.of(kernel, layout, width, rows, best.cost(width, rows));
    return fourier == null ? best : fourier;
  }

  /** What it costs for outputs so wide in bands of so many rows, in the unit of {@link Costs}. */
  double cost(int width, int rows);

  /** Whether it filters such numbers as well as if each window were by itself. */
  default boolean isAccurateFor(BandPeaks.Range range) {
    return range != BandPeaks.Range.EXTREME;
  }

  /** How many rows of output, up to {@code most}, a band should have. */
  default int bandRows(int most) {
    return Math.min(most, 64);
  }

  /**
   * Filters a band of a plane.
   *
   * @param rows of output
   * @param width of the output
   * @param src what the {@link BandLayout} read
   * @param dst row {@code y} at {@code dstOffset + y·width}, written
   */
  void forward(
      int rows,
      int width,
      float[] src,
      float[] dst,
      int dstOffset,
      FilterKernels kernels,
      Scratch scratch,
      int worker);
}
