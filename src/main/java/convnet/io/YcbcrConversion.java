package convnet.io;

/** Converts YCbCr to RGB (JFIF 1.02) in the fixed-point arithmetic of libjpeg, bit for bit. */
final class YcbcrConversion {
  private static final int HALF = 1 << 15;
  private static final int CR_TO_RED = fixed(1.40200);
  private static final int CR_TO_GREEN = fixed(0.71414);
  private static final int CB_TO_GREEN = fixed(0.34414);
  private static final int CB_TO_BLUE = fixed(1.77200);

  private YcbcrConversion() {}

  /** Converts interleaved Y Cb Cr to interleaved R G B in place. */
  static void toRgb(byte[] samples) {
    for (int i = 0; i + 2 < samples.length; i += 3) {
      int y = samples[i] & 0xFF;
      int cb = (samples[i + 1] & 0xFF) - 128;
      int cr = (samples[i + 2] & 0xFF) - 128;
      samples[i] = clamp(y + (CR_TO_RED * cr + HALF >> 16));
      samples[i + 1] = clamp(y + (HALF - CB_TO_GREEN * cb - CR_TO_GREEN * cr >> 16));
      samples[i + 2] = clamp(y + (CB_TO_BLUE * cb + HALF >> 16));
    }
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << 16) + 0.5);
  }

  /** Clamps a value to 0..255; faster than comparisons. */
  private static byte clamp(int value) {
    return (byte) ((value & ~0xFF) == 0 ? value : ~value >> 31);
  }
}
