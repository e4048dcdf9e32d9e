package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds values in the first directory of a TIFF file (TIFF 6.0), or of an EXIF block, which has the
 * same layout: byte order, 42, and the position of the directory. Broken data count as absent: bad
 * metadata are no reason to refuse a picture.
 */
final class TiffDirectory {
  private static final int BITS_PER_SAMPLE = 258;
  private static final int PHOTOMETRIC_INTERPRETATION = 262;
  private static final int ORIENTATION = 274;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int FLOATING_POINT = 3;
  private static final int CIELAB = 8;
  private static final int SHORT = 3;

  private TiffDirectory() {}

  /** The orientation in the {@code length} bytes from {@code from} on. */
  static Orientation orientation(byte[] bytes, int from, int length) {
    return Orientation.ofExif(value(bytes, from, length, ORIENTATION));
  }

  /** Whether this is a TIFF whose samples are floating-point numbers. */
  static boolean isFloatingPoint(byte[] bytes) {
    return value(bytes, 0, bytes.length, SAMPLE_FORMAT) == FLOATING_POINT;
  }

  /** Whether this is a TIFF with premultiplied alpha. */
  static boolean hasAssociatedAlpha(byte[] bytes) {
    return value(bytes, 0, bytes.length, EXTRA_SAMPLES) == ASSOCIATED_ALPHA;
  }

  /**
   * Whether this is a TIFF with CIELab colours of more than 8 bits, which its reader gets wrong.
   */
  static boolean isDeepCielab(byte[] bytes) {
    return value(bytes, 0, bytes.length, PHOTOMETRIC_INTERPRETATION) == CIELAB
        && value(bytes, 0, bytes.length, BITS_PER_SAMPLE) > Byte.SIZE;
  }

  /** The first 16-bit value of a tag, 0 if there is none. */
  private static int value(byte[] bytes, int from, int length, int tag) {
    if (length < 16) {
      return 0;
    }
    ByteBuffer tiff = ByteBuffer.wrap(bytes, from, length).slice();
    short order = tiff.getShort(0);
    if (order == 0x4949) {
      tiff.order(ByteOrder.LITTLE_ENDIAN);
    } else if (order != 0x4D4D) {
      return 0;
    }
    return switch (tiff.getShort(2)) {
      case 42 -> value(tiff, tag, tiff.getInt(4), 4);
      case 43 -> value(tiff, tag, tiff.getLong(8), 8);
      default -> 0;
    };
  }

  /**
   * The first 16-bit value of a tag in the directory at {@code start}, 0 if there is none.
   *
   * @param word the size of an offset: 4, or 8 in a BigTIFF
   */
  private static int value(ByteBuffer tiff, int tag, long start, int word) {
    int countSize = word == 4 ? 2 : 8;
    int entrySize = 4 + 2 * word;
    if (start < 8 || start > tiff.limit() - countSize) {
      return 0;
    }
    int directory = (int) start;
    long entries =
        word == 4 ? Short.toUnsignedInt(tiff.getShort(directory)) : tiff.getLong(directory);
    int at = directory + countSize;
    for (long i = 0; i < entries && at <= tiff.limit() - entrySize; i++, at += entrySize) {
      if (Short.toUnsignedInt(tiff.getShort(at)) == tag && tiff.getShort(at + 2) == SHORT) {
        // Values that fit into an offset stand in its place, others elsewhere.
        long count = word == 4 ? tiff.getInt(at + 4) : tiff.getLong(at + 4);
        int last = at + 4 + word;
        long place = last;
        if (count < 1 || count > word / 2) {
          place = word == 4 ? Integer.toUnsignedLong(tiff.getInt(last)) : tiff.getLong(last);
        }
        return place < 0 || place > tiff.limit() - 2
            ? 0
            : Short.toUnsignedInt(tiff.getShort((int) place));
      }
    }
    return 0;
  }
}
