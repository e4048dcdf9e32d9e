package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a BMP says before its pixels: 14 bytes for the file, then a header that begins with its own
 * size. Its readers take memory for as much as it claims.
 */
final class BmpHeader {
  private static final int FILE_HEADER = 14;
  private static final int INFO_HEADER = 40;
  private static final int JPEG = 4;
  private static final int PNG = 5;

  private BmpHeader() {}

  static boolean isBmp(byte[] bytes) {
    return bytes.length > FILE_HEADER + 4 && bytes[0] == 'B' && bytes[1] == 'M';
  }

  /**
   * Checks what is claimed.
   *
   * @throws MalformedFileException if it is more than the file has, or another file within
   */
  static void check(byte[] bytes, String name) throws MalformedFileException {
    ByteBuffer bmp = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long size = Integer.toUnsignedLong(bmp.getInt(FILE_HEADER));
    if (size > bytes.length - FILE_HEADER) {
      throw new MalformedFileException(
          name, FILE_HEADER, "is truncated: a BMP header of " + size + " bytes");
    }
    if (size < INFO_HEADER) {
      return; // The kind of before 1990, which says nothing that could be wrong.
    }
    int compression = bmp.getInt(FILE_HEADER + 16);
    if (compression == JPEG || compression == PNG) {
      throw new MalformedFileException(
          name, "is a BMP around a JPEG or PNG, as printers take; only real ones can be read");
    }
    long colours = Integer.toUnsignedLong(bmp.getInt(FILE_HEADER + 32));
    if (4 * colours > bytes.length) {
      throw new MalformedFileException(
          name, FILE_HEADER + 32, "is corrupt: a palette of " + colours + " colours");
    }
  }
}
