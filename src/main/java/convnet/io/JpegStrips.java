package convnet.io;

import java.io.ByteArrayOutputStream;

/**
 * How a large picture is encoded in parts, each as a JPEG of its own, which then make one: nothing
 * of a scan reaches over a restart marker, so parts that end at one may be written side by side
 * (ITU T.81, sections F.1.1.5.1 and B.2.1).
 *
 * @param width of the picture
 * @param height of the picture
 * @param rows how many rows of pixels a part has; the last may have fewer
 * @param interval how many units a part is coded in: blocks of a grey picture, squares of four
 *     blocks of brightness of one in colours
 */
record JpegStrips(int width, int height, int rows, int interval) {
  /** So many pixels are worth a part, and about half of them a thread. */
  private static final int PIXELS = 1 << 18;

  private static final int START_OF_FRAME = 0xC0;
  private static final int START_OF_SCAN = 0xDA;
  private static final int FIRST_RESTART = 0xD0;
  private static final byte[] END_OF_IMAGE = {(byte) 0xFF, (byte) 0xD9};

  /**
   * For a picture of this size; a small one is one part.
   *
   * @param unit the side of a coded unit in pixels: 8 of a grey picture, 16 of colours at 4:2:0
   */
  static JpegStrips of(int width, int height, int unit) {
    int across = Math.ceilDiv(width, unit);
    int down = Math.max(1, PIXELS / (across * unit * unit));
    return new JpegStrips(width, height, down * unit, down * across);
  }

  /** How many parts there are. */
  int count() {
    return Math.ceilDiv(height, rows);
  }

  /** The first row of a part. */
  int top(int strip) {
    return strip * rows;
  }

  /** How many rows a part has. */
  int rows(int strip) {
    return Math.min(rows, height - top(strip));
  }

  /**
   * The picture of its parts.
   *
   * @param strips the files of all parts, from the top, made with the same tables
   */
  byte[] join(byte[][] strips) {
    if (strips.length == 1) {
      return strips[0];
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    int scan = writeHeader(file, strips[0]);
    for (int i = 0; i < strips.length; i++) {
      if (i > 0) {
        file.write(0xFF);
        file.write(FIRST_RESTART + (i - 1) % 8);
      }
      file.write(strips[i], scan, strips[i].length - scan - END_OF_IMAGE.length);
    }
    file.writeBytes(END_OF_IMAGE);
    return file.toByteArray();
  }

  /**
   * Writes the segments before the pixels with the whole height, and the one that tells how long a
   * part is.
   *
   * @return where the pixels begin, in each part: their headers differ by the height alone
   */
  private int writeHeader(ByteArrayOutputStream file, byte[] strip) {
    int at = 2;
    file.write(strip, 0, at);
    while (true) {
      int marker = strip[at + 1] & 0xFF;
      int length = 2 + (strip[at + 2] & 0xFF) * 256 + (strip[at + 3] & 0xFF);
      if (marker == START_OF_FRAME) {
        file.write(strip, at, 5);
        file.write(height >> 8);
        file.write(height);
        file.write(strip, at + 7, length - 7);
      } else {
        if (marker == START_OF_SCAN) {
          file.writeBytes(
              new byte[] {(byte) 0xFF, (byte) 0xDD, 0, 4, (byte) (interval >> 8), (byte) interval});
        }
        file.write(strip, at, length);
      }
      at += length;
      if (marker == START_OF_SCAN) {
        return at;
      }
    }
  }
}
