package convnet.io.vp8;

/**
 * From luma and chroma to RGB (ITU-R BT.601, limited range). Chroma, of which there is a sample for
 * 2×2 pixels, is interpolated: 9/16 of the nearest sample, 3/16 of its two neighbours, 1/16 of the
 * one opposite, rounded as libwebp does.
 */
final class RgbConversion {
  private final FrameHeader frame;
  private final Plane luma;
  private final Plane u;
  private final Plane v;

  RgbConversion(FrameHeader frame, Plane luma, Plane u, Plane v) {
    this.frame = frame;
    this.luma = luma;
    this.u = u;
    this.v = v;
  }

  /** Writes RGB into the first three of {@code bands} interleaved bands. */
  void write(byte[] dst, int bands) {
    int width = frame.width();
    byte[] us = new byte[width];
    byte[] vs = new byte[width];
    for (int y = 0; y < frame.height(); y++) {
      interpolate(u, y, us);
      interpolate(v, y, vs);
      int from = luma.position(0, y);
      for (int x = 0; x < width; x++) {
        colour(luma.at(from + x), us[x] & 0xFF, vs[x] & 0xFF, dst, (y * width + x) * bands);
      }
    }
  }

  /** One row of chroma for all pixels. */
  private void interpolate(Plane chroma, int y, byte[] dst) {
    int last = (frame.height() - 1) / 2;
    int near = chroma.position(0, y / 2);
    int far = chroma.position(0, Math.clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, last));
    int width = dst.length;
    dst[0] = (byte) edge(chroma, near, far);
    for (int x = 1; x <= (width - 1) / 2; x++) {
      int nearLeft = chroma.at(near + x - 1);
      int nearRight = chroma.at(near + x);
      int farLeft = chroma.at(far + x - 1);
      int farRight = chroma.at(far + x);
      int sum = nearLeft + nearRight + farLeft + farRight + 8;
      dst[2 * x - 1] = (byte) ((sum + 2 * (nearRight + farLeft) >> 3) + nearLeft >> 1);
      dst[2 * x] = (byte) ((sum + 2 * (nearLeft + farRight) >> 3) + nearRight >> 1);
    }
    if (width % 2 == 0) {
      int end = width / 2 - 1;
      dst[width - 1] = (byte) edge(chroma, near + end, far + end);
    }
  }

  private static int edge(Plane chroma, int near, int far) {
    return 3 * chroma.at(near) + chroma.at(far) + 2 >> 2;
  }

  /** The factors are in units of 2⁻¹⁴, and the products kept in units of 2⁻⁶. */
  private static void colour(int y, int u, int v, byte[] dst, int at) {
    int light = 19077 * y >> 8;
    dst[at] = level(light + (26149 * v >> 8) - 14234);
    dst[at + 1] = level(light - (6419 * u >> 8) - (13320 * v >> 8) + 8708);
    dst[at + 2] = level(light + (33050 * u >> 8) - 17685);
  }

  private static byte level(int value) {
    return (byte) Math.clamp(value >> 6, 0, 255);
  }
}
