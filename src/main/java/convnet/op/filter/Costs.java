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
  private static final double BUTTERFLY = 48;

  /** Transposing a vector's worth of numbers. */
  private static final double TRANSPOSE = 24;

  /** A complex multiply-add. */
  private static final double COMPLEX = 6.8;

  /** How many pixels a vector of output is. */
  static final int LANES = 16;

  private Costs() {}

  /** Correlating rows, one at a time or two. */
  static double correlation(Taps taps, @Nullable PairedTaps pairs) {
    double loads = pairs == null ? taps.count() : pairs.offsets().length / 2.0;
    return STORE + LOAD * loads + MULTIPLY_ADD * taps.count();
  }

  /** {@link FourierFilter}, in bands of so many rows. */
  static double fourier(BandLayout layout, int width, int rows, int points) {
    int reach = layout.parameters().kernel().width() - 1;
    int valid = points - reach * layout.parameters().dilation().width();
    double pairs = Math.ceilDiv(width, 2 * valid);
    double read = Math.ceilDiv(layout.rows(rows), LANES);
    double written = Math.ceilDiv(rows, LANES);
    double passes = Math.log(points) / Math.log(4);
    double perPoint =
        (read + written) * (passes * BUTTERFLY / 4 + 2 * TRANSPOSE)
            + written * layout.parameters().kernel().height() * COMPLEX;
    return pairs * points * perPoint / ((double) rows * width / LANES);
  }
}
