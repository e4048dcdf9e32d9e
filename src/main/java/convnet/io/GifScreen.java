package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Where on its screen the first frame of a GIF is (GIF89a, sections 18 and 20): viewers show the
 * whole screen, of which the frame may be a part.
 *
 * @param width of the screen
 * @param left where the frame begins
 */
record GifScreen(int width, int height, int left, int top) {
  private static final int TABLE_FOLLOWS = 0x80;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;

  /** The screen of a GIF; null if this is none, or one that breaks off before the first frame. */
  static @Nullable GifScreen of(byte[] bytes) {
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
    return new GifScreen(
        Math.max(
            Short.toUnsignedInt(gif.getShort(6)), left + Short.toUnsignedInt(gif.getShort(at + 5))),
        Math.max(
            Short.toUnsignedInt(gif.getShort(8)), top + Short.toUnsignedInt(gif.getShort(at + 7))),
        left,
        top);
  }

  /** The frame in its place on a screen that is transparent elsewhere. */
  Samples place(Samples.Bytes frame) {
    if (frame.width() == width && frame.height() == height) {
      return frame;
    }
    int bands = frame.hasAlpha() ? frame.bands() : frame.bands() + 1;
    byte[] values = new byte[Math.multiplyExact(bands, Math.multiplyExact(width, height))];
    for (int y = 0, from = 0; y < frame.height(); y++) {
      int to = ((top + y) * width + left) * bands;
      for (int x = 0; x < frame.width(); x++, from += frame.bands(), to += bands) {
        values[to + bands - 1] = (byte) 255;
        System.arraycopy(frame.values(), from, values, to, frame.bands());
      }
    }
    return new Samples.Bytes(width, height, bands, values);
  }
}
