package convnet.io;

/**
 * Converts numbers to the integer samples of a picture, and back. The samples of a photo pass
 * through here before the JIT has fully optimised the code. The code of the first compiler (C1)
 * counts every loop iteration, branch and call, in counters that all threads share, so the loops
 * have few of them.
 */
final class Quantizer {
  /**
   * The numbers converted in one call. The JIT compiles a loop when it has been called a hundred
   * times: with whole rows of a photo, that would be late.
   */
  private static final int RUN = 256;

  /** The bits of infinity; those of a NaN are more, but for its sign. */
  private static final int INFINITY = 0x7F800000;

  private static final float[] UNITS = new float[256];

  static {
    for (int sample = 0; sample < UNITS.length; sample++) {
      UNITS[sample] = sample / 255f;
    }
  }

  private Quantizer() {}

  /**
   * The integer nearest to {@code value · max}, halves rounded up, clamped to 0..max: what is too
   * bright is white, never wrapped around to black. NaN becomes 0.
   *
   * @param value 0 for black to 1 for full
   * @param max the largest sample: 255 or 65535
   */
  static int quantize(float value, int max) {
    // The product is exact in a double; comparisons in this order send NaN to 0.
    double scaled = (double) value * max;
    return scaled > 0 ? scaled < max ? (int) (scaled + 0.5) : max : 0;
  }

  /**
   * Quantises a run of values to 8 bits: the samples at {@code start} and every {@code step} after
   * it. A product that float32 cannot tell from a half is rounded up.
   *
   * @param absolute whether to take absolute values
   * @return how many of the values are NaN
   */
  static int quantize(
      float[] values,
      int offset,
      int count,
      boolean absolute,
      byte[] samples,
      int start,
      int step) {
    int bits = absolute ? Integer.MAX_VALUE : -1;
    int notNumbers = 0;
    for (int i = 0; i < count; i += RUN) {
      int n = Math.min(RUN, count - i);
      notNumbers += eightBits(values, offset + i, n, bits, samples, start + i * step, step);
    }
    return notNumbers;
  }

  /**
   * @param kept the bits of each value that are kept: all, or all but the sign
   */
  private static int eightBits(
      float[] values, int offset, int count, int kept, byte[] samples, int start, int step) {
    int notNumbers = 0;
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToRawIntBits(values[offset + i]) & kept;
      notNumbers += INFINITY - (bits & Integer.MAX_VALUE) >>> 31;
      // The cast saturates values beyond the integers and turns NaN into 0.
      int sample = (int) Math.fma(Float.intBitsToFloat(bits), 255f, 0.5f);
      sample &= ~(sample >> 31); // at least 0
      sample |= 255 - sample >> 31; // at most 255, in the lowest byte
      samples[start + i * step] = (byte) sample;
    }
    return notNumbers;
  }

  /**
   * Converts {@code count} samples of 8 bits, {@code step} apart from {@code start} on, to 0..1.
   */
  static void units(byte[] samples, int start, int step, int count, float[] dst, int offset) {
    for (int i = 0; i < count; i += RUN) {
      unitsOfRun(samples, start + i * step, step, Math.min(RUN, count - i), dst, offset + i);
    }
  }

  private static void unitsOfRun(
      byte[] samples, int start, int step, int count, float[] dst, int offset) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      int from = start + i * step;
      int to = offset + i;
      dst[to] = UNITS[samples[from] & 0xFF];
      dst[to + 1] = UNITS[samples[from + step] & 0xFF];
      dst[to + 2] = UNITS[samples[from + 2 * step] & 0xFF];
      dst[to + 3] = UNITS[samples[from + 3 * step] & 0xFF];
    }
    for (; i < count; i++) {
      dst[offset + i] = UNITS[samples[start + i * step] & 0xFF];
    }
  }
}
