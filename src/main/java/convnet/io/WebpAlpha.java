package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The transparency of a lossy WebP (RFC 9649, section 2.7.1.2). */
final class WebpAlpha {
  private static final int RAW = 0;
  private static final int LOSSLESS = 1;

  // What the differences that are stored are from.
  private static final int NOTHING = 0;
  private static final int LEFT = 1;
  private static final int ABOVE = 2;

  /** The length of a lossless picture's header, which transparency does without. */
  private static final int HEADER = 5;

  private static final byte SIGNATURE = 0x2F;

  private WebpAlpha() {}

  /**
   * Decodes the chunk whose contents are the bytes from {@code start} to {@code end}.
   *
   * @return a level for every pixel, row by row
   * @throws MalformedFileException if it is cut off or corrupt
   */
  static byte[] decode(
      byte[] file, int start, int end, int width, int height, String name, ImageLimits limits)
      throws MalformedFileException {
    if (start == end) {
      throw new MalformedFileException(name, start, "is corrupt: its transparency is empty");
    }
    int method = file[start] & 3;
    byte[] data = Arrays.copyOfRange(file, start + 1, end);
    byte[] levels =
        switch (method) {
          case RAW -> data;
          case LOSSLESS -> lossless(data, width, height, name, limits);
          default ->
              throw new MalformedFileException(
                  name,
                  start,
                  "is corrupt: its transparency is stored in an unknown way, " + method);
        };
    if (levels.length < width * height) {
      throw new MalformedFileException(
          name,
          start,
          "is truncated: " + levels.length + " of " + width * height + " levels of transparency");
    }
    sum(levels, file[start] >> 2 & 3, width, height);
    return levels;
  }

  /** What a lossless picture has for green. */
  private static byte[] lossless(
      byte[] data, int width, int height, String name, ImageLimits limits)
      throws MalformedFileException {
    int length = HEADER + data.length;
    ByteBuffer picture =
        ByteBuffer.allocate(20 + length + (length & 1)).order(ByteOrder.LITTLE_ENDIAN);
    picture.put(ascii("RIFF")).putInt(picture.limit() - 8);
    picture.put(ascii("WEBPVP8L")).putInt(length);
    picture.put(SIGNATURE).putInt(width - 1 | height - 1 << 14).put(data);
    Samples samples = ImageDecoder.decode(picture.array(), name, limits).samples();
    byte[] levels = new byte[width * height];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = samples.eightBit(i * samples.bands() + 1);
    }
    return levels;
  }

  /** From differences to levels, in place. The first row's are always from the left. */
  private static void sum(byte[] levels, int filter, int width, int height) {
    if (filter == NOTHING) {
      return;
    }
    for (int x = 1; x < width; x++) {
      levels[x] += levels[x - 1];
    }
    for (int y = 1; y < height; y++) {
      int row = y * width;
      levels[row] += levels[row - width];
      for (int i = row + 1; i < row + width; i++) {
        levels[i] +=
            switch (filter) {
              case LEFT -> levels[i - 1];
              case ABOVE -> levels[i - width];
              default -> gradient(levels, i, width);
            };
      }
    }
  }

  private static byte gradient(byte[] levels, int i, int width) {
    int sum = (levels[i - 1] & 0xFF) + (levels[i - width] & 0xFF) - (levels[i - width - 1] & 0xFF);
    return (byte) Math.clamp(sum, 0, 255);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
