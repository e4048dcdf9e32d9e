package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.PairedTaps;
import convnet.kernel.Taps;
import org.jspecify.annotations.Nullable;

/**
 * Correlates rows, two rows of output at once where both read some of the same elements.
 *
 * @param pairs the taps of two rows, null if they share no element
 * @param step the distance from what a row of output reads to what the next one reads
 */
record Correlation(Taps taps, @Nullable PairedTaps pairs, int step) {

  static Correlation of(Taps taps, int step) {
    return new Correlation(taps, PairedTaps.of(taps, step), step);
  }

  /** The cost in the unit of {@link Costs}. */
  double cost() {
    return Costs.correlation(taps, pairs);
  }

  /**
   * Computes {@code rows} rows of output.
   *
   * @param n the pixels of each row of output
   * @param dst row {@code y} at {@code dstOffset + y·dstStride}
   */
  void forward(
      int rows,
      int n,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset,
      int dstStride,
      FilterKernels kernels) {
    int y = 0;
    for (; pairs != null && y + 2 <= rows; y += 2) {
      kernels.correlateTwo(
          n, pairs, src, srcOffset + y * step, dst, dstOffset + y * dstStride, dstStride);
    }
    for (; y < rows; y++) {
      kernels.correlate(n, taps, src, srcOffset + y * step, dst, dstOffset + y * dstStride);
    }
  }
}
