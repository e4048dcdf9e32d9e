package convnet.io.vp8;

import java.util.Arrays;

/**
 * The samples of luma or of one chroma, with room for what is taken to stand above them and to
 * their left: 127 and 129 (RFC 6386, section 12.2).
 *
 * @param stride from a sample to that below it
 */
record Plane(int stride, byte[] samples) {
  private static final byte ABOVE = 127;
  private static final byte LEFT = (byte) 129;

  /** Subblocks look as far to the upper right. */
  static final int RIGHT = 4;

  /** A plane of whole macroblocks. */
  static Plane ofSize(int width, int height) {
    int stride = 1 + width + RIGHT;
    byte[] samples = new byte[Math.multiplyExact(stride, height + 1)];
    Arrays.fill(samples, 0, stride, ABOVE);
    for (int at = stride; at < samples.length; at += stride) {
      samples[at] = LEFT;
    }
    return new Plane(stride, samples);
  }

  /** The position in {@link #samples} of column {@code x} in row {@code y}. */
  int position(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  int at(int position) {
    return samples[position] & 0xFF;
  }
}
