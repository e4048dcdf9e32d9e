package convnet.op.filter;

import convnet.kernel.FilterKernels;
import java.util.Arrays;

/**
 * Determines the {@link Range} of a band's numbers while its rows are read.
 *
 * <p>An FFT's rounding error scales with the largest number in the tile. So it is used only where
 * the peaks of all rows, and of all columns over half a window, are within {@link #LARGEST_RATIO}
 * of the largest number, unless they are 0: one such row, or piece of a column, may be all that is
 * not 0 in a window.
 */
final class BandPeaks {

  /** From this magnitude on, sums of products may overflow. */
  private static final float OVERFLOW_RISK = 0x1p64f;

  /** The largest number may be this many times a row's or column's peak without spoiling these. */
  private static final float LARGEST_RATIO = 0x1p10f;

  /** The range of a band's numbers: it decides which ways of filtering are accurate. */
  enum Range {
    /** Of similar magnitude in all rows and columns, so that an FFT rounds none of them away. */
    UNIFORM,
    /** Finite, and sums of products of them as well. */
    FINITE,
    /** Infinite, NaN, or so large that sums of products may overflow. */
    EXTREME
  }

  private final FilterKernels kernels;

  /** Half the height of a window, rounded up; 0 to skip the check. */
  private final int half;

  /** The largest magnitude of each column in the current group of {@link #half} rows. */
  private final float[] columns;

  private int rows;
  private float highest;
  private float smallest = Float.POSITIVE_INFINITY;

  /**
   * @param window the height of an output pixel's window; 0 to skip the check for {@link
   *     Range#UNIFORM}, which is then never the result
   * @param columns scratch memory for a row, if the window has a height
   */
  BandPeaks(int window, float[] columns, FilterKernels kernels) {
    this.half = (window + 1) / 2;
    this.columns = columns;
    this.kernels = kernels;
    if (half > 0) {
      Arrays.fill(columns, 0);
    }
  }

  /** Adds the next row, of {@code n} numbers. A peak of 0 does not count as the smallest. */
  void add(int n, float[] row, int offset) {
    if (half == 0) {
      highest = Math.max(highest, kernels.peak(n, row, offset));
      return;
    }
    float peak = kernels.raisePeaks(n, row, offset, columns);
    highest = Math.max(highest, peak);
    smallest = peak > 0 ? Math.min(smallest, peak) : smallest;
    rows++;
    // Every window contains all rows of at least one of these groups.
    if (rows % half == 0) {
      for (int x = 0; x < n; x++) {
        smallest = columns[x] > 0 ? Math.min(smallest, columns[x]) : smallest;
      }
      Arrays.fill(columns, 0, n, 0);
    }
  }

  /** The range of all rows added. */
  Range range() {
    if (!(highest < OVERFLOW_RISK)) {
      return Range.EXTREME;
    }
    return half > 0 && highest <= LARGEST_RATIO * smallest ? Range.UNIFORM : Range.FINITE;
  }
}
