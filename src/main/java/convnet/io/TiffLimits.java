package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Checks the directories of a TIFF (TIFF 6.0, section 2) for claims that would make its reader
 * allocate too much memory: arrays longer than the file, the same bytes claimed over and over, and
 * too many pixels or samples, of the image or its tiles. Its reader reads the tags and their values
 * of all directories before it knows the size of the first picture.
 */
final class TiffLimits {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int SIGNED_LONG = 9;
  private static final int LONG8 = 16;

  /** The size of an element in bytes by its type; 0 for an unknown type. */
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /** As many samples per pixel as any image needs: red, green, blue, alpha, and four more. */
  private static final int SAMPLES = 8;

  private static final int MOST_DIRECTORIES = 10_000;

  /**
   * How often the values of all tags may fill the file: pages may share some, such as a palette.
   */
  private static final int MOST_SHARED = 16;

  private final ByteBuffer tiff;
  private final String name;
  private final ImageLimits limits;

  /** The size of an offset: 4, or 8 in a BigTIFF. */
  private final int word;

  /** The tags of all directories so far. */
  private long tags;

  /** The bytes of their values, where these are outside of the directories. */
  private long values;

  private TiffLimits(ByteBuffer tiff, int word, String name, ImageLimits limits) {
    this.tiff = tiff;
    this.word = word;
    this.name = name;
    this.limits = limits;
  }

  /**
   * Checks a file, if it is a TIFF.
   *
   * @throws MalformedFileException if a directory claims too much
   */
  static void check(byte[] bytes, String name, ImageLimits limits) throws MalformedFileException {
    if (bytes.length < 16) {
      return;
    }
    ByteBuffer tiff = ByteBuffer.wrap(bytes);
    short order = tiff.getShort(0);
    tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int version = tiff.getShort(2);
    if ((order == 0x4949 || order == 0x4D4D) && (version == 42 || version == 43)) {
      new TiffLimits(tiff, version == 42 ? 4 : 8, name, limits).checkAll();
    }
  }

  private void checkAll() throws MalformedFileException {
    long next = offset(word);
    for (int i = 0; i < MOST_DIRECTORIES && next >= 8; i++) {
      int countSize = word == 4 ? 2 : 8;
      if (next > tiff.limit() - countSize) {
        return;
      }
      int start = (int) next;
      long count = word == 4 ? Short.toUnsignedInt(tiff.getShort(start)) : tiff.getLong(start);
      int tagSize = 4 + 2 * word;
      long room = ((long) tiff.limit() - start - countSize) / tagSize;
      if (count < 0 || count > room) {
        throw new MalformedFileException(
            name, start, "is truncated or corrupt: a TIFF directory of " + count + " tags");
      }
      tags += count;
      if (tags > tiff.limit() / tagSize) {
        throw new MalformedFileException(
            name, start, "is corrupt: its TIFF directories have no end, or overlap");
      }
      int end = start + countSize + (int) count * tagSize;
      checkDirectory(start + countSize, end);
      next = end <= tiff.limit() - word ? offset(end) : 0;
    }
    if (next >= 8) {
      throw new MalformedFileException(
          name, "is corrupt: its TIFF directories have no end, or are more than 10,000");
    }
  }

  private void checkDirectory(int start, int end) throws MalformedFileException {
    long width = 0;
    long height = 0;
    long tileWidth = 0;
    long tileHeight = 0;
    long samples = 1;
    for (int at = start; at < end; at += 4 + 2 * word) {
      int tag = Short.toUnsignedInt(tiff.getShort(at));
      int type = Short.toUnsignedInt(tiff.getShort(at + 2));
      long count = offset(at + 4);
      int size = type < SIZES.length ? SIZES[type] : 0;
      if (size > 0 && (count < 0 || count > tiff.limit() / size)) {
        throw new MalformedFileException(
            name,
            at,
            "is corrupt: the TIFF tag %d claims %s values"
                .formatted(tag, Long.toUnsignedString(count)));
      }
      values += size * count > word ? size * count : 0;
      if (values > (long) MOST_SHARED * tiff.limit()) {
        throw new MalformedFileException(
            name, at, "is corrupt: its TIFF tags claim the same bytes many times over");
      }
      // A tag may occur twice: the reader takes the first, others the last.
      switch (tag) {
        case WIDTH -> width = Math.max(width, number(at));
        case HEIGHT -> height = Math.max(height, number(at));
        case TILE_WIDTH -> tileWidth = Math.max(tileWidth, number(at));
        case TILE_HEIGHT -> tileHeight = Math.max(tileHeight, number(at));
        case SAMPLES_PER_PIXEL -> samples = Math.max(samples, number(at));
        default -> {}
      }
    }
    checkSize("is", width, height, samples);
    checkSize("has tiles", tileWidth, tileHeight, samples);
  }

  private void checkSize(String what, long width, long height, long samples)
      throws MalformedFileException {
    double most = (double) SAMPLES * limits.maxPixels();
    if ((double) width * height * samples > most) {
      throw new MalformedFileException(
          name,
          "%s %d wide and %d high with %d sample%s a pixel: over --max-pixels %d with %d"
              .formatted(
                  what,
                  width,
                  height,
                  samples,
                  samples == 1 ? "" : "s",
                  limits.maxPixels(),
                  SAMPLES));
    }
  }

  private long offset(int at) {
    return word == 4 ? Integer.toUnsignedLong(tiff.getInt(at)) : tiff.getLong(at);
  }

  /** The first value of a tag, which must have an integer type. */
  private long number(int tag) throws MalformedFileException {
    int at = tag + 4 + word;
    int type = Short.toUnsignedInt(tiff.getShort(tag + 2));
    return switch (type) {
      case BYTE -> Byte.toUnsignedLong(tiff.get(at));
      case SHORT -> Short.toUnsignedLong(tiff.getShort(at));
      case LONG, SIGNED_LONG -> Integer.toUnsignedLong(tiff.getInt(at));
      case LONG8 -> word == 8 ? Math.max(0, tiff.getLong(at)) : 0;
      default ->
          throw new MalformedFileException(
              name,
              tag,
              "is corrupt: the TIFF tag %d is of type %d, not a whole number"
                  .formatted(Short.toUnsignedInt(tiff.getShort(tag)), type));
    };
  }
}
