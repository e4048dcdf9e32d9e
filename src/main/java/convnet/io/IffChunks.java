package convnet.io;

import java.nio.ByteBuffer;

/**
 * Checks the chunks of an IFF image (EA IFF 85: a name, a length, that many bytes and padding to an
 * even number), because its reader allocates memory by their lengths.
 */
final class IffChunks {
  private static final int FORM = 0x464F524D;
  private static final int BITMAP_HEADER = 0x424D4844;
  private static final int MASKING = 9;
  private static final int HEADER = 12;

  private IffChunks() {}

  static boolean isIff(byte[] bytes) {
    return bytes.length >= HEADER && ByteBuffer.wrap(bytes).getInt() == FORM;
  }

  /**
   * Checks every chunk.
   *
   * @throws MalformedFileException if a chunk is longer than the rest of the file, or if the bitmap
   *     header announces mask planes between the rows, which the reader would take for pixels
   */
  static void check(byte[] bytes, String name) throws MalformedFileException {
    ByteBuffer iff = ByteBuffer.wrap(bytes);
    long at = HEADER;
    // Bytes after the FORM chunk do not matter.
    long end = Math.min(bytes.length, 8 + Integer.toUnsignedLong(iff.getInt(4)));
    while (at <= end - 8) {
      long length = Integer.toUnsignedLong(iff.getInt((int) at + 4));
      if (length > bytes.length - at - 8) {
        throw new MalformedFileException(
            name, (int) at, "is truncated or corrupt: an IFF chunk of " + length + " bytes");
      }
      if (iff.getInt((int) at) == BITMAP_HEADER
          && length > MASKING
          && bytes[(int) at + 8 + MASKING] == 1) {
        throw new MalformedFileException(
            name, (int) at, "has a mask, as brushes have, which cannot be read");
      }
      at += 8 + length + length % 2;
    }
  }
}
