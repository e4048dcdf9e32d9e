package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.tensor.Tensor;

/**
 * One kernel, prepared for filtering planes of one memory layout. Padding is left to the {@link
 * BandLayout}.
 */
interface PlaneFilter {
  /** The most terms of a {@link SeparableFilter}: more are no cheaper than an FFT. */
  int MOST_TERMS = 6;

  /**
   * The cheapest way to filter with this kernel, for numbers for which every way is accurate.
   *
   * @param kernel (kh, kw)
   * @param width the width of the output
   * @param rows the most rows of output that a band may have
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

  /** The cost for outputs of this width in bands of so many rows, in the unit of {@link Costs}. */
  double cost(int width, int rows);

  /** Whether it filters numbers of this range as accurately as if each window were separate. */
  default boolean isAccurateFor(BandPeaks.Range range) {
    return range != BandPeaks.Range.EXTREME;
  }

  /** The number of rows of output, up to {@code most}, that a band should have. */
  default int bandRows(int most) {
    return Math.min(most, 64);
  }

  /**
   * Filters a band of a plane.
   *
   * @param rows the rows of output
   * @param width the width of the output
   * @param src the rows that {@link BandLayout#read} has read
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
