package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The headers of a BMP: 14 bytes for the file, then a header that begins with its own size. They
 * are checked because ImageIO's readers allocate as much memory as they claim.
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
   * Checks the sizes that the headers claim.
   *
   * @throws MalformedFileException if they exceed the file, or if the pixels are an embedded JPEG
   *     or PNG
   */
  static void check(byte[] bytes, String name) throws MalformedFileException {
    ByteBuffer bmp = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long size = Integer.toUnsignedLong(bmp.getInt(FILE_HEADER));
    if (size > bytes.length - FILE_HEADER) {
      throw new MalformedFileException(
          name, FILE_HEADER, "is truncated: a BMP header of " + size + " bytes");
    }
    if (size < INFO_HEADER) {
      return; // The header from before 1990 has none of the fields checked below.
    }
    int compression = bmp.getInt(FILE_HEADER + 16);
    if (compression == JPEG || compression == PNG) {
      throw new MalformedFileException(
          name,
          "is a BMP that contains a JPEG or PNG, as for printers; only plain ones can be"
              + " read");
    }
    long colours = Integer.toUnsignedLong(bmp.getInt(FILE_HEADER + 32));
    if (4 * colours > bytes.length) {
      throw new MalformedFileException(
          name, FILE_HEADER + 32, "is corrupt: a palette of " + colours + " colours");
    }
  }
}
