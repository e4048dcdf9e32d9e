package convnet.io;

import java.nio.ByteBuffer;

/**
 * The three sections between the header of a Photoshop file and its pixels: colours, resources,
 * layers. Each begins with its length, for which its reader allocates memory without checking the
 * file's.
 */
final class PsdSections {
  private static final int MAGIC = 0x38425053;
  private static final int HEADER = 26;
  private static final int LARGE = 2;
  private static final int RESOURCE = 12;

  private PsdSections() {}

  static boolean isPsd(byte[] bytes) {
    return bytes.length >= HEADER && ByteBuffer.wrap(bytes).getInt(0) == MAGIC;
  }

  /**
   * Checks every length.
   *
   * @throws MalformedFileException if a section or resource exceeds what contains it
   */
  static void check(byte[] bytes, String name) throws MalformedFileException {
    ByteBuffer psd = ByteBuffer.wrap(bytes);
    boolean large = psd.getShort(4) == LARGE;
    psd.position(HEADER);
    skip(psd, 4, bytes.length, name);
    int resources = psd.position() + 4;
    int end = skip(psd, 4, bytes.length, name);
    skip(psd, large ? 8 : 4, bytes.length, name);
    psd.position(resources);
    while (end - psd.position() >= RESOURCE) {
      psd.position(psd.position() + 6);
      int nameLength = psd.get(psd.position()) & 0xFF;
      psd.position(Math.min(psd.position() + (nameLength + 2 & ~1), end));
      psd.position(Math.min(skip(psd, 4, end, name) + 1 & ~1, end));
    }
  }

  /**
   * Reads a length and skips as many bytes.
   *
   * @param lengthSize the size of the length itself, 4 or 8 bytes
   * @param limit the end of what contains these bytes
   * @return the position after them
   */
  private static int skip(ByteBuffer psd, int lengthSize, int limit, String name)
      throws MalformedFileException {
    int at = psd.position();
    if (limit - at < lengthSize) {
      throw new MalformedFileException(name, at, "is a truncated PSD");
    }
    long length = lengthSize == 8 ? psd.getLong() : Integer.toUnsignedLong(psd.getInt());
    if (length < 0 || length > limit - psd.position()) {
      throw new MalformedFileException(
          name, at, "is truncated or corrupt: " + length + " bytes of PSD do not fit there");
    }
    psd.position(psd.position() + (int) length);
    return psd.position();
  }
}
