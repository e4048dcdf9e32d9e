package convnet.io;

import java.nio.ByteBuffer;

/**
 * Checks the chunks of an IFF image (EA IFF 85: a name, a length, so many bytes and one more to an
 * even number), for which its reader would take memory by their lengths.
 */
final class IffChunks {
  private static final int FORM = 0x464F524D;
  private static final int HEADER = 12;

  private IffChunks() {}

  static boolean isIff(byte[] bytes) {
    return bytes.length >= HEADER && ByteBuffer.wrap(bytes).getInt() == FORM;
  }

  /**
   * @throws MalformedFileException if a chunk claims more than there is
   */
  static void check(byte[] bytes, String name) throws MalformedFileException {
    ByteBuffer iff = ByteBuffer.wrap(bytes);
    long at = HEADER;
    while (at <= bytes.length - 8) {
      long length = Integer.toUnsignedLong(iff.getInt((int) at + 4));
      if (length > bytes.length - at - 8) {
        throw new MalformedFileException(
            name, (int) at, "is truncated or corrupt: an IFF chunk of " + length + " bytes");
      }
      at += 8 + length + length % 2;
    }
  }
}
