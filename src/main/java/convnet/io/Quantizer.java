package convnet.io;

/** Numbers into the integer samples of a picture, and back. */
final class Quantizer {
  private static final float[] UNITS = new float[256];

  static {
    for (int sample = 0; sample < UNITS.length; sample++) {
      UNITS[sample] = sample / 255f;
    }
  }

  private Quantizer() {}

  /**
   * The integer nearest to {@code value · max}, halves up, held within 0..max: what is too bright
   * is white, never wrapped round to black. NaN becomes 0.
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
   * The same to 8 bits for a run of values, without branches, so that the compiler makes vectors of
   * it. A value that float32 cannot tell from a half is taken for one.
   *
   * @param absolute whether values lose their signs
   */
  static void quantize(float[] values, int offset, int count, boolean absolute, int[] samples) {
    if (absolute) {
      for (int i = 0; i < count; i++) {
        samples[i] = eightBits(Math.abs(values[offset + i]));
      }
    } else {
      for (int i = 0; i < count; i++) {
        samples[i] = eightBits(values[offset + i]);
      }
    }
  }

  /** A cast holds what is too large within the integers, and makes 0 of NaN. */
  private static int eightBits(float value) {
    return Math.min(255, Math.max(0, (int) Math.fma(value, 255f, 0.5f)));
  }

  /** A sample of 8 bits as 0..1. */
  static float unit(byte sample) {
    return UNITS[sample & 0xFF];
  }
}
