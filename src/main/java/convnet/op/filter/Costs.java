package convnet.op.filter;

import convnet.kernel.PairedTaps;
import convnet.kernel.Taps;
import org.jspecify.annotations.Nullable;

/**
 * The costs of filters, in processor cycles per vector of output: measured on a machine with
 * 512-bit vectors, but only their ratios matter. A load costs more than the multiply-add that it is
 * for, because hardly any load is aligned.
 */
final class Costs {
  private static final double LOAD = 1.55;
  private static final double MULTIPLY_ADD = 0.3;
  private static final double STORE = 4;

  /** A butterfly of four points, of one vector of transforms. */
  private static final double BUTTERFLY = 46;

  /** Copying a vector into a tile, or out of it. */
  private static final double COPY = 6;

  /** A complex multiply-add. */
  private static final double COMPLEX = 8;

  /** The pixels of a vector of output. */
  static final int LANES = 16;

  private Costs() {}

  /** Correlating rows, one at a time if {@code pairs} is null, else two. */
  static double correlation(Taps taps, @Nullable PairedTaps pairs) {
    double loads = pairs == null ? taps.count() : pairs.offsets().length / 2.0;
    return STORE + LOAD * loads + MULTIPLY_ADD * taps.count();
  }

  /**
   * Transforming two tiles, the real and the imaginary part, correlating them and transforming them
   * back.
   *
   * @param read the columns of a tile that are transformed
   * @param written the columns of a tile that are transformed back
   * @return the cycles for {@link #LANES} such pairs; divided by the pixels of one pair, that is
   *     the cost per vector of output
   */
  static double fourier(int points, int read, int written, int taps) {
    double passes = Math.log(points) / Math.log(4);
    double perPoint =
        (read + written) * (passes * BUTTERFLY / 4 + 2 * COPY) + written * taps * COMPLEX;
    return points * perPoint;
  }
}
