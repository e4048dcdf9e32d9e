package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.op.Size;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the numbers of a band are like while its rows come in.
 *
 * <p>Rows and columns are looked at in blocks of half a window, so that every window holds a whole
 * block, and the largest number that it sees is no smaller than the palest block's.
 */
final class BandPeaks {

  /** From here on, sums of products may be infinite. */
  private static final float IMMODERATE = 0x1p64f;

  /** So much more than in the palest block, a number may be without spoiling it. */
  private static final float RANGE = 0x1p10f;

  /** What the numbers of a band are like: it says which ways of filtering they bear. */
  enum Numbers {
    /** Of one order wherever a window is, so that a transform rounds none of them away. */
    LEVEL,
    /** Finite, as sums of products of them are. */
    MODERATE,
    /** Infinite, not numbers, or nearly so. */
    WILD
  }

  private final FilterKernels kernels;
  private final @Nullable Size block;

  /** The largest magnitudes of each column in the rows of this block so far. */
  private final float[] columns;

  private int rows;
  private float highest;
  private float palest = Float.POSITIVE_INFINITY;

  /**
   * @param window how many rows and columns a pixel of the output reads; null where no way of
   *     filtering asks for level numbers: then they are called {@link Numbers#MODERATE} at most
   * @param columns room for a row
   */
  BandPeaks(@Nullable Size window, float[] columns, FilterKernels kernels) {
    this.block =
        window == null ? null : Size.of((window.height() + 1) / 2, (window.width() + 1) / 2);
    this.columns = columns;
    this.kernels = kernels;
    Arrays.fill(columns, 0);
  }

  /** Takes the next row, of {@code n} numbers. */
  void add(int n, float[] row, int offset) {
    if (block == null) {
      highest = Math.max(highest, kernels.peak(n, row, offset));
      return;
    }
    kernels.raisePeaks(n, row, offset, columns);
    rows++;
    if (rows % block.height() == 0) {
      endBlocks(n, block.width());
    }
  }

  /** Blocks of zeros do not count: nothing of them can be rounded away. */
  private void endBlocks(int n, int width) {
    for (int x = 0; x <= n - width; x += width) {
      float peak = kernels.peak(width, columns, x);
      palest = peak > 0 ? Math.min(palest, peak) : palest;
    }
    highest = Math.max(highest, kernels.peak(n, columns, 0));
    Arrays.fill(columns, 0, n, 0);
  }

  /** What all of the rows were like. */
  Numbers numbers() {
    float most = Math.max(highest, kernels.peak(columns.length, columns, 0));
    if (!(most < IMMODERATE)) {
      return Numbers.WILD;
    }
    return block != null && most <= RANGE * palest ? Numbers.LEVEL : Numbers.MODERATE;
  }
}
