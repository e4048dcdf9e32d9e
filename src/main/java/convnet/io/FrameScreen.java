package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The screen of an animation and the position of its first frame on it. Viewers show the whole
 * screen, of which the frame may cover only a part.
 *
 * @param width of the screen
 * @param height of the screen
 * @param left the column at which the frame begins
 * @param top the row at which the frame begins
 */
record FrameScreen(int width, int height, int left, int top) {
  private static final int TABLE_FOLLOWS = 0x80;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;

  /**
   * The screen of a GIF (GIF89a, sections 18 and 20), enlarged to hold the first frame if need be;
   * null if the bytes are not a GIF or end before that frame.
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
   * Places the frame on a screen that is transparent elsewhere. A frame that fills the screen is
   * returned unchanged.
   *
   * @throws MalformedFileException if the screen is too large, or the frame does not fit on it
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
