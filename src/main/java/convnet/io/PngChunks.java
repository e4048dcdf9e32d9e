package convnet.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks and reads the chunks of a PNG, because the JDK's reader decodes a file whose last bytes
 * are missing, never verifies a checksum, and ignores colour profiles.
 *
 * @param palette whether the pixels are indices, so that the picture counts as colour whatever its
 *     palette
 * @param transparentGrey the level, 0..255, that is transparent where grey has less than 8 bits; -1
 *     for none
 * @param profile the embedded colour profile
 * @param frames the number of frames of an animation, otherwise 1
 */
record PngChunks(
    boolean palette,
    int transparentGrey,
    @Nullable ColourProfile profile,
    int frames,
    Orientation orientation) {

  /** Deflate compresses 1032 to one at most, and a byte holds eight pixels at most. */
  static final int PIXELS_PER_BYTE = 8 * 1032;

  /** The first 8 bytes of every PNG. */
  static final long SIGNATURE = 0x89504E470D0A1A0AL;

  private static final int GREY = 0;
  private static final int PALETTE = 3;
  private static final int LARGEST_PROFILE = 1 << 24;

  static boolean isPng(byte[] bytes) {
    return bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong(0) == SIGNATURE;
  }

  /**
   * Checks the size of a PNG that may be embedded in another file.
   *
   * @throws MalformedFileException if there is one at {@code from} and it is too large
   */
  static void checkSize(byte[] bytes, int from, String name, ImageLimits limits)
      throws MalformedFileException {
    int length = bytes.length - from;
    if (length >= 24 && ByteBuffer.wrap(bytes).getLong(from) == SIGNATURE) {
      ByteBuffer size = ByteBuffer.wrap(bytes, from + 16, 8);
      limits.check(name, size.getInt(), size.getInt(), length, PIXELS_PER_BYTE);
    }
  }

  /**
   * Checks every chunk up to the last.
   *
   * @throws MalformedFileException if one is truncated or its checksum is wrong
   */
  static PngChunks check(byte[] bytes, String name) throws MalformedFileException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    boolean palette = false;
    int greyBits = 8;
    int transparentGrey = -1;
    boolean hasProfile = false;
    @Nullable ColourProfile profile = null;
    int frames = 1;
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
        case "IHDR" -> {
          if (length > 9) {
            palette = bytes[at + 8 + 9] == PALETTE;
            boolean grey = bytes[at + 8 + 9] == GREY;
            greyBits = grey ? Math.max(1, bytes[at + 8 + 8]) : 8;
          }
        }
        case "tRNS" -> {
          if (greyBits < 8 && length >= 2) {
            transparentGrey = buffer.getShort(at + 8) * 255 / ((1 << greyBits) - 1);
          }
        }
        case "iCCP" -> {
          // Only the first counts: to decompress many would take long.
          profile = hasProfile ? profile : profile(bytes, at + 8, length);
          hasProfile = true;
        }
        case "acTL" -> frames = length >= 4 ? Math.max(1, buffer.getInt(at + 8)) : 1;
        case "eXIf" -> orientation = TiffDirectory.orientation(bytes, at + 8, length);
        case "IEND" -> {
          return new PngChunks(palette, transparentGrey, profile, frames, orientation);
        }
        default -> {}
      }
      at += 12 + length;
    }
    throw new MalformedFileException(name, bytes.length, "is a truncated PNG");
  }

  /**
   * Does what the JDK's reader leaves undone: corrects transparency, for which that reader compares
   * levels that it has already scaled to 8 bits, and applies the colour profile.
   *
   * @param samples the decoded samples, changed in place
   */
  Samples apply(Samples samples) {
    if (transparentGrey >= 0 && samples instanceof Samples.Bytes(_, _, int bands, byte[] values)) {
      for (int i = 0; bands == 2 && i < values.length; i += 2) {
        values[i + 1] = (byte) ((values[i] & 0xFF) == transparentGrey ? 0 : 255);
      }
    }
    return profile == null ? samples : profile.toSrgb(samples);
  }

  /**
   * The profile of a chunk, which holds a name of up to 79 bytes, a zero, a zero for deflate, and
   * the compressed profile; null if it is broken or changes nothing.
   */
  private static @Nullable ColourProfile profile(byte[] bytes, int from, int length) {
    int at = from;
    while (at < from + length && bytes[at] != 0) {
      at++;
    }
    int start = Math.min(at + 2, from + length);
    try (InputStream inflated =
        new InflaterInputStream(new ByteArrayInputStream(bytes, start, from + length - start))) {
      return ColourProfile.of(inflated.readNBytes(LARGEST_PROFILE));
    } catch (IOException e) {
      return null;
    }
  }
}
