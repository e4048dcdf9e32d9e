package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

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
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int SIGNED = 2;
  private static final int FLOATING_POINT = 3;
  private static final int BLACK_IS_ZERO = 1;
  private static final int CIELAB = 8;
  private static final int SHORT = 3;
  private static final int LONG = 4;

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

  /** What is in a TIFF that its reader would get wrong without a word; null if nothing is. */
  static @Nullable String misread(byte[] bytes) {
    int colours = value(bytes, 0, bytes.length, PHOTOMETRIC_INTERPRETATION);
    int bits = value(bytes, 0, bytes.length, BITS_PER_SAMPLE);
    int samples = value(bytes, 0, bytes.length, SAMPLES_PER_PIXEL);
    if (colours == CIELAB && bits > Byte.SIZE) {
      return "has CIELab colours of more than 8 bits, which cannot be read; RGB could be";
    } else if (colours == BLACK_IS_ZERO && samples > 2) {
      return "has pixels of "
          + samples
          + " grey bands, which cannot be read: make files of one each";
    } else if (value(bytes, 0, bytes.length, SAMPLE_FORMAT) == SIGNED && bits != Short.SIZE) {
      return "has signed samples of " + bits + " bits; signed ones can be read if they have 16";
    }
    return null;
  }

  /** The first value of a tag of 16 or 32 bits, 0 if there is none. */
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
   * The first value of a tag in the directory at {@code start}, 0 if there is none.
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
      int type = tiff.getShort(at + 2);
      if (Short.toUnsignedInt(tiff.getShort(at)) == tag && (type == SHORT || type == LONG)) {
        int size = type == SHORT ? Short.BYTES : Integer.BYTES;
        // Values that fit into an offset stand in its place, others elsewhere.
        long count = word == 4 ? tiff.getInt(at + 4) : tiff.getLong(at + 4);
        int last = at + 4 + word;
        long place = last;
        if (count < 1 || count > word / size) {
          place = word == 4 ? Integer.toUnsignedLong(tiff.getInt(last)) : tiff.getLong(last);
        }
        if (place < 0 || place > tiff.limit() - size) {
          return 0;
        }
        return type == SHORT
            ? Short.toUnsignedInt(tiff.getShort((int) place))
            : tiff.getInt((int) place);
      }
    }
    return 0;
  }
}
