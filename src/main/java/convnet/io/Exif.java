package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds the orientation in an EXIF block, which is laid out as a TIFF file: byte order, 42, and the
 * position of the first directory. Broken metadata is no reason to refuse a picture: it counts as
 * absent.
 */
final class Exif {
  private static final int ORIENTATION = 274;
  private static final int ENTRY_SIZE = 12;

  private Exif() {}

  /** The orientation told by the {@code length} bytes from {@code from} on. */
  static Orientation orientation(byte[] bytes, int from, int length) {
    if (length < 8) {
      return Orientation.UPRIGHT;
    }
    ByteBuffer tiff = ByteBuffer.wrap(bytes, from, length).slice();
    short order = tiff.getShort(0);
    if (order == 0x4949) {
      tiff.order(ByteOrder.LITTLE_ENDIAN);
    } else if (order != 0x4D4D) {
      return Orientation.UPRIGHT;
    }
    int directory = tiff.getInt(4);
    if (tiff.getShort(2) != 42 || directory < 8 || directory > length - 2) {
      return Orientation.UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0, at = directory + 2; i < entries && at <= length - ENTRY_SIZE; i++) {
      if (Short.toUnsignedInt(tiff.getShort(at)) == ORIENTATION) {
        return Orientation.ofExif(tiff.getShort(at + 8));
      }
      at += ENTRY_SIZE;
    }
    return Orientation.UPRIGHT;
  }
}
