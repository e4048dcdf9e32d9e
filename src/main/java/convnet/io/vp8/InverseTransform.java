package convnet.io.vp8;

/** From coefficients to differences of samples (RFC 6386, sections 14.3 and 14.4). */
final class InverseTransform {
  /** √2·cos(π/8) − 1 and √2·sin(π/8), in units of 2⁻¹⁶. */
  private static final int COSINE = 20091;

  private static final int SINE = 35468;

  private InverseTransform() {}

  /**
   * The inverse Walsh–Hadamard transform of the 16 coefficients from {@code means} on, which are
   * overwritten; the results become the first coefficients of luma's subblocks.
   */
  static void spreadMeans(int[] coefficients, int means) {
    for (int i = means; i < means + 4; i++) {
      butterflies(coefficients, i, 4, 0);
    }
    for (int row = 0; row < 4; row++) {
      int at = means + 4 * row;
      butterflies(coefficients, at, 1, 3);
      for (int i = 0; i < 4; i++) {
        coefficients[(4 * row + i) * Macroblock.COEFFICIENTS] = coefficients[at + i] >> 3;
      }
    }
  }

  /** Transforms four values that are {@code step} apart, plus {@code rounding}. */
  private static void butterflies(int[] values, int at, int step, int rounding) {
    int outer = values[at] + rounding + values[at + 3 * step];
    int inner = values[at + step] + values[at + 2 * step];
    int innerDifference = values[at + step] - values[at + 2 * step];
    int outerDifference = values[at] + rounding - values[at + 3 * step];
    values[at] = outer + inner;
    values[at + step] = outerDifference + innerDifference;
    values[at + 2 * step] = outer - inner;
    values[at + 3 * step] = outerDifference - innerDifference;
  }

  /**
   * Adds the inverse discrete cosine transform of the 16 coefficients from {@code at} on, which are
   * overwritten, to 4×4 samples from {@code position} on.
   */
  static void add(int[] coefficients, int at, Plane plane, int position) {
    for (int i = at; i < at + 4; i++) {
      cosines(coefficients, i, 4, 0);
    }
    byte[] samples = plane.samples();
    for (int row = 0; row < 4; row++) {
      int from = at + 4 * row;
      cosines(coefficients, from, 1, 4);
      int to = position + row * plane.stride();
      for (int i = 0; i < 4; i++) {
        int sum = (samples[to + i] & 0xFF) + (coefficients[from + i] >> 3);
        samples[to + i] = (byte) Math.clamp(sum, 0, 255);
      }
    }
  }

  private static void cosines(int[] values, int at, int step, int rounding) {
    int even = values[at] + rounding + values[at + 2 * step];
    int evenDifference = values[at] + rounding - values[at + 2 * step];
    int first = values[at + step];
    int third = values[at + 3 * step];
    int odd = first + (first * COSINE >> 16) + (third * SINE >> 16);
    int oddDifference = (first * SINE >> 16) - third - (third * COSINE >> 16);
    values[at] = even + odd;
    values[at + step] = evenDifference + oddDifference;
    values[at + 2 * step] = evenDifference - oddDifference;
    values[at + 3 * step] = even - odd;
  }
}
