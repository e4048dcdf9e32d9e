package convnet.io;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How to encode a large picture in strips, each a JPEG of its own, and to join them into one.
 * Nothing in a scan reaches across a restart marker, so strips that end at one can be encoded in
 * parallel (ITU T.81, sections F.1.1.5.1 and B.2.1).
 *
 * @param width of the picture
 * @param height of the picture
 * @param rows the rows of pixels in a strip; the last may have fewer
 * @param interval the number of coded units (MCUs) in a strip: 16x16 pixels each at 4:2:0,
 *     otherwise 8x8
 */
record JpegStrips(int width, int height, int rows, int interval) {
  /** The pixels in a strip, rounded down to whole rows of coded units, but at least one row. */
  private static final int PIXELS = 1 << 18;

  private static final int BASELINE_FRAME = 0xC0;
  private static final int START_OF_SCAN = 0xDA;
  private static final int RESTART_INTERVAL = 0xDD;
  private static final int FIRST_RESTART = 0xD0;
  private static final byte[] END_OF_IMAGE = {(byte) 0xFF, (byte) 0xD9};

  /**
   * The strips of a picture of this size; a small one has a single strip.
   *
   * @param unit the side of a coded unit in pixels: 16 at 4:2:0, else 8
   */
  static JpegStrips of(int width, int height, int unit) {
    int across = Math.ceilDiv(width, unit);
    int down = Math.max(1, PIXELS / (across * unit * unit));
    return new JpegStrips(width, height, down * unit, down * across);
  }

  /** The number of strips. */
  int count() {
    return Math.ceilDiv(height, rows);
  }

  /** The first row of a strip. */
  int top(int strip) {
    return strip * rows;
  }

  /** The number of rows in a strip. */
  int rows(int strip) {
    return Math.min(rows, height - top(strip));
  }

  /**
   * Joins the strips into one JPEG.
   *
   * @param strips the files of all strips, from the top
   * @return empty if the strips do not fit together: environment variables of the library can make
   *     it choose tables for each strip, or code in several scans
   */
  Optional<byte[]> join(List<byte[]> strips) {
    byte[] first = strips.getFirst();
    if (strips.size() == 1) {
      return Optional.of(first);
    }
    int frame = find(first, BASELINE_FRAME);
    int scan = find(first, START_OF_SCAN);
    if (frame < 0 || scan < 0 || find(first, RESTART_INTERVAL) >= 0) {
      return Optional.empty();
    }
    int pixels = scan + segmentLength(first, scan);
    byte[] header = Arrays.copyOf(first, pixels);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    putHeight(header, frame, height);
    file.write(header, 0, scan);
    file.writeBytes(
        new byte[] {
          (byte) 0xFF, (byte) RESTART_INTERVAL, 0, 4, (byte) (interval >> 8), (byte) interval
        });
    file.write(header, scan, pixels - scan);
    for (int i = 0; i < strips.size(); i++) {
      putHeight(header, frame, rows(i));
      byte[] strip = strips.get(i);
      if (strip.length < pixels || Arrays.mismatch(header, strip) != pixels) {
        return Optional.empty();
      }
      if (i > 0) {
        file.write(0xFF);
        file.write(FIRST_RESTART + (i - 1) % 8);
      }
      file.write(strip, pixels, strip.length - pixels - END_OF_IMAGE.length);
    }
    file.writeBytes(END_OF_IMAGE);
    return Optional.of(file.toByteArray());
  }

  /**
   * The position of the first segment with this marker, up to the first scan; −1 if there is none.
   */
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
