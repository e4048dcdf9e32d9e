package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * One kernel made ready to go over planes that lie in memory in one way. Padding is the business of
 * the {@link BandLayout}.
 */
interface PlaneFilter {
  /** More terms than this are no cheaper than a transform. */
  int MOST_TERMS = 6;

  /**
   * The cheapest way to filter ordinary numbers with this kernel.
   *
   * @param kernel (kh, kw)
   * @param width of the output
   * @param rows of output that a band may have
   */
  static PlaneFilter of(Tensor kernel, BandLayout layout, int width, int rows) {
    List<PlaneFilter> ways = new ArrayList<>();
    ways.add(DirectFilter.of(kernel, layout));
    KernelTerms terms = KernelTerms.of(kernel, MOST_TERMS);
    if (terms != null) {
      ways.add(SeparableFilter.of(terms, layout));
    }
    FourierFilter fourier = FourierFilter.of(kernel, layout, width, rows);
    if (fourier != null) {
      ways.add(fourier);
    }
    return Collections.min(ways, Comparator.comparingDouble(way -> way.cost(width, rows)));
  }

  /** What it costs for outputs so wide in bands of so many rows, in the unit of {@link Costs}. */
  double cost(int width, int rows);

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
