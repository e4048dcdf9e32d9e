package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Goes through the RIFF chunks of a WebP: its reader takes missing bytes for zeros. */
final class WebpChunks {
  private static final int RIFF = 0x46464952;
  private static final int WEBP = 0x50424557;
  private static final int EXIF = 0x46495845;

  private WebpChunks() {}

  static boolean isWebp(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.length >= 12 && buffer.getInt(0) == RIFF && buffer.getInt(8) == WEBP;
  }

  /**
   * The orientation, if an EXIF chunk tells one.
   *
   * @throws MalformedFileException if the file is shorter than it says
   */
  static Orientation check(byte[] bytes, String name) throws MalformedFileException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long end = 8 + Integer.toUnsignedLong(buffer.getInt(4));
    if (end > bytes.length) {
      throw new MalformedFileException(
          name, bytes.length, "is a truncated WebP: it says that it has " + end + " bytes");
    }
    long at = 12;
    while (at + 8 <= end) {
      long length = Integer.toUnsignedLong(buffer.getInt((int) at + 4));
      if (at + 8 + length > end) {
        throw new MalformedFileException(name, at, "is corrupt: a WebP chunk overruns the file");
      }
      if (buffer.getInt((int) at) == EXIF) {
        return TiffDirectory.orientation(bytes, (int) at + 8, (int) length);
      }
      at += 8 + length + (length & 1);
    }
    return Orientation.UPRIGHT;
  }
}
