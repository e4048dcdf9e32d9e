package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds numbers in the first directory of a TIFF file (TIFF 6.0), and of an EXIF block, which is
 * laid out as one: byte order, 42, and where the directory is. What is broken counts as absent: bad
 * metadata is no reason to refuse a picture.
 */
final class TiffDirectory {
  private static final int ORIENTATION = 274;
  private static final int SAMPLE_FORMAT = 339;
  private static final int FLOATING_POINT = 3;
  private static final int SHORT = 3;
  private static final int ENTRY_SIZE = 12;

  private TiffDirectory() {}

  /** The orientation told by the {@code length} bytes from {@code from} on. */
  static Orientation orientation(byte[] bytes, int from, int length) {
    return Orientation.ofExif(value(bytes, from, length, ORIENTATION));
  }

  /** Whether this is a TIFF whose samples are floating-point numbers. */
  static boolean isFloatingPoint(byte[] bytes) {
    return value(bytes, 0, bytes.length, SAMPLE_FORMAT) == FLOATING_POINT;
  }

  /** The first of the 16-bit numbers under a tag, 0 if there are none. */
  private static int value(byte[] bytes, int from, int length, int tag) {
    if (length < 8) {
      return 0;
    }
    ByteBuffer tiff = ByteBuffer.wrap(bytes, from, length).slice();
    short order = tiff.getShort(0);
    if (order == 0x4949) {
      tiff.order(ByteOrder.LITTLE_ENDIAN);
    } else if (order != 0x4D4D) {
      return 0;
    }
    int directory = tiff.getInt(4);
    if (tiff.getShort(2) != 42 || directory < 8 || directory > length - 2) {
      return 0;
    }
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0, at = directory + 2; i < entries && at <= length - ENTRY_SIZE; i++) {
      if (Short.toUnsignedInt(tiff.getShort(at)) == tag && tiff.getShort(at + 2) == SHORT) {
        // Up to two numbers are in the entry itself, more of them elsewhere.
        int count = tiff.getInt(at + 4);
        int place = count == 1 || count == 2 ? at + 8 : tiff.getInt(at + 8);
        return place < 0 || place > length - 2 ? 0 : Short.toUnsignedInt(tiff.getShort(place));
      }
      at += ENTRY_SIZE;
    }
    return 0;
  }
}
