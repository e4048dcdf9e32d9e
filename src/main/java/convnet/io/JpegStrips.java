package convnet.io;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a large picture is encoded in parts, each as a JPEG of its own, which then make one: nothing
 * of a scan reaches over a restart marker, so parts that end at one may be written side by side
 * (ITU T.81, sections F.1.1.5.1 and B.2.1).
 *
 * @param width of the picture
 * @param height of the picture
 * @param rows how many rows of pixels a part has; the last may have fewer
 * @param interval how many units a part is coded in: a block of each component, at 4:2:0 four of
 *     brightness
 */
record JpegStrips(int width, int height, int rows, int interval) {
  /** A part has so many pixels, or as few less as whole rows of units allow. */
  private static final int PIXELS = 1 << 18;

  private static final int BASELINE_FRAME = 0xC0;
  private static final int START_OF_SCAN = 0xDA;
  private static final int RESTART_INTERVAL = 0xDD;
  private static final int FIRST_RESTART = 0xD0;
  private static final byte[] END_OF_IMAGE = {(byte) 0xFF, (byte) 0xD9};

  /**
   * For a picture of this size; a small one is one part.
   *
   * @param unit the side of a coded unit in pixels: 16 at 4:2:0, else 8
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
   * @param strips the files of all parts, from the top
   * @return empty if the parts do not go together: the library's environment can make it choose
   *     tables for each, or code in several scans
   */
  Optional<byte[]> join(byte[][] strips) {
    if (strips.length == 1) {
      return Optional.of(strips[0]);
    }
    int frame = find(strips[0], BASELINE_FRAME);
    int scan = find(strips[0], START_OF_SCAN);
    if (frame < 0 || scan < 0 || find(strips[0], RESTART_INTERVAL) >= 0) {
      return Optional.empty();
    }
    int pixels = scan + segmentLength(strips[0], scan);
    byte[] header = Arrays.copyOf(strips[0], pixels);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    putHeight(header, frame, height);
    file.write(header, 0, scan);
    file.writeBytes(
        new byte[] {
          (byte) 0xFF, (byte) RESTART_INTERVAL, 0, 4, (byte) (interval >> 8), (byte) interval
        });
    file.write(header, scan, pixels - scan);
    for (int i = 0; i < strips.length; i++) {
      putHeight(header, frame, rows(i));
      if (strips[i].length < pixels || Arrays.mismatch(header, strips[i]) != pixels) {
        return Optional.empty();
      }
      if (i > 0) {
        file.write(0xFF);
        file.write(FIRST_RESTART + (i - 1) % 8);
      }
      file.write(strips[i], pixels, strips[i].length - pixels - END_OF_IMAGE.length);
    }
    file.writeBytes(END_OF_IMAGE);
    return Optional.of(file.toByteArray());
  }

  /** Where the first segment of a kind begins, up to the first scan; −1 if there is none. */
  private static int find(byte[] jpeg, int marker) {
    int at = 2;
    while ((jpeg[at + 1] & 0xFF) != marker) {
      if ((jpeg[at + 1] & 0xFF) == START_OF_SCAN) {
        return -1;
      }
      at += segmentLength(jpeg, at);
    }
    return at;
  }

  private static int segmentLength(byte[] jpeg, int at) {
    return 2 + (jpeg[at + 2] & 0xFF) * 256 + (jpeg[at + 3] & 0xFF);
  }

  private static void putHeight(byte[] jpeg, int frame, int height) {
    jpeg[frame + 5] = (byte) (height >> 8);
    jpeg[frame + 6] = (byte) height;
  }
}
