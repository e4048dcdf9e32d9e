package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Where on the screen of an animation its first frame is: viewers show the whole screen, of which
 * the frame may be a part.
 *
 * @param width of the screen
 * @param left where the frame begins
 */
record FrameScreen(int width, int height, int left, int top) {
  private static final int TABLE_FOLLOWS = 0x80;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;

  /**
   * The screen of a GIF (GIF89a, sections 18 and 20); null if this is none, or one that breaks off
   * before the first frame.
   */
  static @Nullable FrameScreen ofGif(byte[] bytes) {
    if (bytes.length < 13 || bytes[0] != 'G' || bytes[1] != 'I' || bytes[2] != 'F') {
      return null;
    }
    ByteBuffer gif = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int flags = bytes[10];
    int at = 13 + ((flags & TABLE_FOLLOWS) == 0 ? 0 : 3 << (flags & 7) + 1);
    while (at + 9 < bytes.length && bytes[at] == EXTENSION) {
      at += 2;
      while (at < bytes.length && bytes[at] != 0) {
        at += 1 + (bytes[at] & 0xFF);
      }
      at++;
    }
    if (at + 9 >= bytes.length || bytes[at] != IMAGE) {
      return null;
    }
    int left = Short.toUnsignedInt(gif.getShort(at + 1));
    int top = Short.toUnsignedInt(gif.getShort(at + 3));
    return new FrameScreen(
        Math.max(
            Short.toUnsignedInt(gif.getShort(6)), left + Short.toUnsignedInt(gif.getShort(at + 5))),
        Math.max(
            Short.toUnsignedInt(gif.getShort(8)), top + Short.toUnsignedInt(gif.getShort(at + 7))),
        left,
        top);
  }

  /**
   * The frame in its place on a screen that is transparent elsewhere.
   *
   * @throws MalformedFileException if the screen is too large, or does not hold the frame
   */
  Samples place(Samples frame, String name, ImageLimits limits) throws MalformedFileException {
    if (frame.width() == width && frame.height() == height) {
      return frame;
    }
    limits.check(name, width, height, 0, 0);
    if (!(frame instanceof Samples.Bytes(_, _, _, byte[] pixels))
        || left + frame.width() > width
        || top + frame.height() > height) {
      throw new MalformedFileException(name, "is corrupt: its first frame is beyond its screen");
    }
    int bands = frame.hasAlpha() ? frame.bands() : frame.bands() + 1;
    byte[] values = new byte[Math.multiplyExact(bands, Math.multiplyExact(width, height))];
    int from = 0;
    for (int y = 0; y < frame.height(); y++) {
      int to = ((top + y) * width + left) * bands;
      for (int x = 0; x < frame.width(); x++, from += frame.bands(), to += bands) {
        values[to + bands - 1] = (byte) 255;
        System.arraycopy(pixels, from, values, to, frame.bands());
      }
    }
    return new Samples.Bytes(width, height, bands, values);
  }
}
