package convnet.io;

/** Numbers into the integer samples of a picture. */
final class Quantizer {
  private Quantizer() {}

  /**
   * The integer nearest to {@code value · max}, halves up, held within 0..max: what is too bright
   * is white, never wrapped round to black. NaN becomes 0.
   *
   * @param value 0 for black to 1 for full
   * @param max the largest sample: 255 or 65535
   */
  static int quantize(float value, int max) {
    return (int) Math.max(0, Math.min(max, Math.round((double) value * max)));
  }
}
