package convnet.io;

/**
 * Converts numbers to the integer samples of a picture, and back. The samples of a photo pass
 * through here before the JIT has fully optimised the code, so the loops are unrolled by four: the
 * code of the first compiler (C1) counts every loop iteration, in counters that all threads share.
 */
final class Quantizer {
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
   * Quantises a run of values to 8 bits, without branches, so that the JIT vectorises it. A product
   * that float32 cannot tell from a half is rounded up.
   *
   * @param absolute whether to take absolute values
   */
  static void quantize(float[] values, int offset, int count, boolean absolute, int[] samples) {
    if (absolute) {
      for (int i = 0; i < count; i++) {
        samples[i] = eightBits(Math.abs(values[offset + i]));
      }
    } else {
      int i = 0;
      for (; i + 4 <= count; i += 4) {
        int from = offset + i;
        samples[i] = eightBits(values[from]);
        samples[i + 1] = eightBits(values[from + 1]);
        samples[i + 2] = eightBits(values[from + 2]);
        samples[i + 3] = eightBits(values[from + 3]);
      }
      for (; i < count; i++) {
        samples[i] = eightBits(values[offset + i]);
      }
    }
  }

  /** The cast saturates values beyond the integers and turns NaN into 0. */
  private static int eightBits(float value) {
    return Math.min(255, Math.max(0, (int) Math.fma(value, 255f, 0.5f)));
  }

  /**
   * Converts {@code count} samples of 8 bits, {@code step} apart from {@code start} on, to 0..1.
   */
  static void units(byte[] samples, int start, int step, int count, float[] dst, int offset) {
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
