package convnet.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Goes through the chunks of a PNG, which the JDK's reader does not do to the end: it decodes a
 * file whose last bytes are missing and never looks at a checksum.
 *
 * @param palette whether the pixels are indices, so the picture is in colour whatever its palette
 */
record PngChunks(boolean palette, Orientation orientation) {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int PALETTE = 3;

  static boolean isPng(byte[] bytes) {
    return bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong(0) == SIGNATURE;
  }

  /**
   * Checks every chunk up to the last.
   *
   * @throws MalformedFileException if one is cut off or its checksum is wrong
   */
  static PngChunks check(byte[] bytes, String name) throws MalformedFileException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    boolean palette = false;
    Orientation orientation = Orientation.UPRIGHT;
    int at = 8;
    while (bytes.length - at >= 12) {
      int length = buffer.getInt(at);
      if (length < 0 || length > bytes.length - at - 12) {
        break;
      }
      String type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      CRC32 crc = new CRC32();
      crc.update(bytes, at + 4, length + 4);
      if ((int) crc.getValue() != buffer.getInt(at + 8 + length)) {
        throw new MalformedFileException(
            name, at, "is corrupt: the checksum of the PNG chunk " + type + " is wrong");
      }
      switch (type) {
        case "IHDR" -> palette = length > 9 && bytes[at + 8 + 9] == PALETTE;
        case "eXIf" -> orientation = TiffDirectory.orientation(bytes, at + 8, length);
        case "IEND" -> {
          return new PngChunks(palette, orientation);
        }
        default -> {}
      }
      at += 12 + length;
    }
    throw new MalformedFileException(name, bytes.length, "is a truncated PNG");
  }
}
