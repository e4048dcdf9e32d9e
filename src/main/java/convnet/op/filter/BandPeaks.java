package convnet.op.filter;

import convnet.kernel.FilterKernels;
import java.util.Arrays;

/**
 * Finds out what the numbers of a band are like while its rows come in.
 *
 * <p>A transform rounds by a share of the largest number around. So it is for bands without rows
 * that are much paler than others, and without columns that are so for half a window: one of those
 * rows or a piece of those columns may be all that is not 0 in a window.
 */
final class BandPeaks {

  /** From here on, sums of products may be infinite. */
  private static final float OVERFLOW_RISK = 0x1p64f;

  /** So much more than in the smallest row or column, a number may be without spoiling it. */
  private static final float LARGEST_RATIO = 0x1p10f;

  /** What the numbers of a band are like: it says which ways of filtering they bear. */
  enum Range {
    /** Of one order in all rows and columns, so that a transform rounds none of them away. */
    UNIFORM,
    /** Finite, as sums of products of them are. */
    FINITE,
    /** Infinite, not numbers, or nearly so. */
    EXTREME
  }

  private final FilterKernels kernels;
  private final int half;

  /** The largest magnitudes of each column in the last rows. */
  private final float[] columns;

  private int rows;
  private float highest;
  private float smallest = Float.POSITIVE_INFINITY;

  /**
   * @param window how many rows a pixel of the output reads; 0 where no way of filtering asks for
   *     level numbers: then they are called {@link Range#FINITE} at most
   * @param columns room for a row
   */
  BandPeaks(int window, float[] columns, FilterKernels kernels) {
    this.half = (window + 1) / 2;
    this.columns = columns;
    this.kernels = kernels;
    Arrays.fill(columns, 0);
  }

  /** Takes the next row, of {@code n} numbers. Zeros do not count among the smallest. */
  void add(int n, float[] row, int offset) {
    if (half == 0) {
      highest = Math.max(highest, kernels.peak(n, row, offset));
      return;
    }
    float peak = kernels.raisePeaks(n, row, offset, columns);
    highest = Math.max(highest, peak);
    smallest = peak > 0 ? Math.min(smallest, peak) : smallest;
    rows++;
    // Of so many rows from one multiple of it on, every window holds all.
    if (rows % half == 0) {
      for (int x = 0; x < n; x++) {
        smallest = columns[x] > 0 ? Math.min(smallest, columns[x]) : smallest;
      }
      Arrays.fill(columns, 0, n, 0);
    }
  }

  /** What all of the rows were like. */
  Range range() {
    if (!(highest < OVERFLOW_RISK)) {
      return Range.EXTREME;
    }
    return half > 0 && highest <= LARGEST_RATIO * smallest ? Range.UNIFORM : Range.FINITE;
  }
}
