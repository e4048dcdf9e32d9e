package convnet.op.filter;

import convnet.kernel.PairedTaps;
import convnet.kernel.Taps;
import org.jspecify.annotations.Nullable;

/**
 * What filters cost, in processor cycles for a vector of output: measured on a machine of 512-bit
 * vectors, but it is the proportions that matter. A load costs more than the multiply-add that it
 * is for, because hardly any is aligned.
 */
final class Costs {
  private static final double LOAD = 1.75;
  private static final double MULTIPLY_ADD = 0.3;
  private static final double STORE = 8;

  /** A butterfly of four points, of as many transforms as a vector has lanes. */
  private static final double BUTTERFLY = 33;

  /** Putting a vector into a tile, or taking it out. */
  private static final double COPY = 4;

  /** A complex multiply-add. */
  private static final double COMPLEX = 5.6;

  /** How many pixels a vector of output is. */
  static final int LANES = 16;

  private Costs() {}

  /** Correlating rows, one at a time or two. */
  static double correlation(Taps taps, @Nullable PairedTaps pairs) {
    double loads = pairs == null ? taps.count() : pairs.offsets().length / 2.0;
    return STORE + LOAD * loads + MULTIPLY_ADD * taps.count();
  }

  /**
   * Two tiles of so many points and columns transformed, correlated and transformed back.
   *
   * @param read columns transformed
   * @param written columns transformed back
   * @return cycles for {@link #LANES} tiles' worth
   */
  static double fourier(int points, int read, int written, int taps) {
    double passes = Math.log(points) / Math.log(4);
    double perPoint =
        (read + written) * (passes * BUTTERFLY / 4 + 2 * COPY) + written * taps * COMPLEX;
    return points * perPoint;
  }
}
