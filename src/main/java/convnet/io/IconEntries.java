package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The directory of an icon or a cursor (ICO, CUR): 6 bytes, then 16 for each picture. ImageIO's
 * reader trusts these entries over the header of the picture itself.
 */
final class IconEntries {
  private static final int DIRECTORY = 6;
  private static final int ENTRY = 16;
  private static final int ICON = 1;
  private static final int CURSOR = 2;

  /** Valid bits per pixel of an icon; for n bits, the reader allocates a palette of 2^n colours. */
  private static final Set<Integer> BITS = Set.of(0, 1, 2, 4, 8, 16, 24, 32);

  private IconEntries() {}

  static boolean isIcon(byte[] bytes) {
    return bytes.length >= DIRECTORY + ENTRY
        && bytes[0] == 0
        && bytes[1] == 0
        && (bytes[2] == ICON || bytes[2] == CURSOR)
        && bytes[3] == 0;
  }

  /**
   * Checks the entry of the first picture, and the size of a PNG that it points to.
   *
   * @throws MalformedFileException if the entry makes no sense, or the PNG is too large
   */
  static void check(byte[] bytes, String name, ImageLimits limits) throws MalformedFileException {
    ByteBuffer entry =
        ByteBuffer.wrap(bytes, DIRECTORY, ENTRY).slice().order(ByteOrder.LITTLE_ENDIAN);
    int bits = Short.toUnsignedInt(entry.getShort(6));
    // In a cursor, this field is part of the hot spot.
    if (bytes[2] == ICON && !BITS.contains(bits)) {
      throw new MalformedFileException(
          name, DIRECTORY + 6, "is corrupt: an icon of " + bits + " bits a pixel");
    }
    int start = entry.getInt(12);
    if (start >= 0 && start < bytes.length) {
      PngChunks.checkSize(bytes, start, name, limits);
    }
  }
}
