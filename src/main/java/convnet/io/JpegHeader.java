package convnet.io;

import java.util.Arrays;

/**
 * The information in the marker segments before the first scan of a JPEG (ITU T.81, annex B).
 *
 * @param process the number of the start-of-frame marker: 0 and 1 are sequential, 2 progressive
 * @param precision bits per sample
 * @param components 1 for grey, 3 for YCbCr or RGB, 4 for CMYK or YCCK
 * @param singleScan whether no other scan may follow the first
 * @param ycc whether three components are YCbCr, by the rules of libjpeg
 * @param lowColours whether chroma has half of the rows and all of the columns (4:4:0)
 * @param profile the embedded colour profile
 */
record JpegHeader(
    int process,
    int precision,
    int width,
    int height,
    int components,
    boolean singleScan,
    boolean ycc,
    boolean lowColours,
    JpegProfile profile,
    Orientation orientation) {

  private static final int LOSSLESS = 3;
  private static final int ARITHMETIC = 9;
  private static final int SCAN = 0xDA;

  /** The segment of Adobe's marker. */
  private static final int APP14 = 0xEE;

  /** The most scans that are read; ten are usual. */
  private static final int MOST_SCANS = 100;

  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
  private static final byte[] CMYK = {'C', 'M', 'Y', 'K'};
  private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};

  /**
   * Whether the first two bytes are those of a JPEG. Decoders check no more: they skip stray bytes
   * between segments.
   */
  static boolean isJpeg(byte[] bytes) {
    return bytes.length > 2 && (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == 0xD8;
  }

  /**
   * Reads the segments up to the first scan.
   *
   * @throws MalformedFileException if there is no frame or no scan, because the file is truncated
   *     or no JPEG
   */
  static JpegHeader read(byte[] bytes, String name) throws MalformedFileException {
    Segments segments = new Segments(bytes);
    int frame = -1;
    int process = -1;
    boolean jfif = false;
    int adobeTransform = -1;
    JpegProfile profile = new JpegProfile();
    Orientation orientation = Orientation.UPRIGHT;
    while (segments.next()) {
      int at = segments.start;
      int length = segments.length;
      switch (segments.marker) {
        case 0xE0 -> jfif |= segments.startsWith(JFIF);
        case 0xE1 -> {
          if (segments.startsWith(EXIF) && orientation == Orientation.UPRIGHT) {
            orientation = TiffDirectory.orientation(bytes, at + EXIF.length, length - EXIF.length);
          }
        }
        case 0xE2 -> profile.add(bytes, at, length);
        case APP14 -> {
          if (segments.startsWith(ADOBE) && length >= 12) {
            adobeTransform = bytes[at + 11] & 0xFF;
          }
        }
        case SCAN -> {
          if (frame < 0) {
            throw new MalformedFileException(name, at, "is a JPEG without a frame header");
          }
          return new JpegHeader(
              process,
              bytes[frame] & 0xFF,
              unsignedShort(bytes, frame + 3),
              unsignedShort(bytes, frame + 1),
              bytes[frame + 5] & 0xFF,
              process <= 1 && length > 0 && bytes[at] == bytes[frame + 5],
              isYcc(jfif, adobeTransform, bytes, frame),
              hasLowColours(bytes, frame),
              profile,
              orientation);
        }
        default -> {
          if (segments.isFrame()) {
            if (length < 6 || length < 6 + 3 * (bytes[at + 5] & 0xFF)) {
              throw new MalformedFileException(name, at, "has a broken JPEG frame header");
            }
            frame = at;
            process = segments.marker - 0xC0;
          }
        }
      }
    }
    throw new MalformedFileException(name, bytes.length, "is a JPEG cut off before its pixels");
  }

  /**
   * Whether the JDK's reader can decode it without help: 8-bit grey or three components,
   * Huffman-coded, sequential or progressive.
   */
  boolean isPlain() {
    return process <= 2 && precision == 8 && (components == 1 || components == 3);
  }

  /**
   * Refuses files that take very long to decode: each scan of a progressive JPEG goes over all
   * pixels again, even if it has only a few bytes. A sequential JPEG with all components in its
   * first scan has no other scans.
   *
   * @throws MalformedFileException if there are more scans than any encoder makes
   */
  void checkScans(byte[] bytes, String name) throws MalformedFileException {
    if (singleScan) {
      return;
    }
    int scans = 0;
    // Counts neither what is inside segments nor what follows the end of the image: films, for
    // instance.
    Segments segments = new Segments(bytes);
    while (segments.next()) {
      if (segments.marker == SCAN && ++scans > MOST_SCANS) {
        throw new MalformedFileException(
            name,
            segments.start,
            "is a JPEG of more than " + MOST_SCANS + " scans, which only harm");
      }
    }
  }

  /**
   * The file for a reader that knows CMYK by the names of the components: of four components
   * without an Adobe marker, which are CMYK by the rules of libjpeg, the copy has these names.
   */
  static byte[] withCmykNames(byte[] bytes) {
    byte[] named = bytes.clone();
    byte[] old = new byte[CMYK.length];
    Segments segments = new Segments(bytes);
    while (segments.next()) {
      int at = segments.start;
      if (segments.marker == APP14 && segments.startsWith(ADOBE)) {
        return bytes;
      } else if (segments.isFrame() && segments.length >= 18 && bytes[at + 5] == CMYK.length) {
        for (int c = 0; c < CMYK.length; c++) {
          old[c] = bytes[at + 6 + 3 * c];
          named[at + 6 + 3 * c] = CMYK[c];
        }
      } else if (segments.marker == SCAN) {
        for (int i = 1; i < segments.length && i <= 2 * bytes[at]; i += 2) {
          for (int c = 0; c < CMYK.length; c++) {
            named[at + i] = bytes[at + i] == old[c] ? CMYK[c] : named[at + i];
          }
        }
      }
    }
    return named;
  }

  /**
   * Refuses the rare kinds of JPEG that no decoder here supports.
   *
   * @throws MalformedFileException with the name of the kind
   */
  void checkReadable(String name) throws MalformedFileException {
    if (process >= ARITHMETIC) {
      throw new MalformedFileException(
          name, "is a JPEG with arithmetic coding; only Huffman coding can be read");
    }
    if (process != LOSSLESS && precision != 8) {
      throw new MalformedFileException(
          name, "is a JPEG of " + precision + " bits a sample; only 8 can be read");
    }
  }

  private static boolean isYcc(boolean jfif, int adobeTransform, byte[] bytes, int frame) {
    if (jfif || adobeTransform >= 0) {
      return jfif || adobeTransform != 0;
    }
    return (bytes[frame + 5] & 0xFF) != 3
        || bytes[frame + 6] != 'R'
        || bytes[frame + 9] != 'G'
        || bytes[frame + 12] != 'B';
  }

  /**
   * Compares the sampling factors of the first two components: the upper half of the byte is
   * horizontal, the lower vertical.
   */
  private static boolean hasLowColours(byte[] bytes, int frame) {
    return (bytes[frame + 5] & 0xFF) == 3
        && (bytes[frame + 7] & 0xF0) == (bytes[frame + 10] & 0xF0)
        && (bytes[frame + 7] & 0xF) == 2 * (bytes[frame + 10] & 0xF);
  }

  private static int unsignedShort(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  /**
   * Iterates over the marker segments, skipping the entropy-coded data of scans, up to the end of
   * the image.
   */
  private static final class Segments {
    private final byte[] bytes;
    private int next = 2;
    private int marker;
    private int start;
    private int length;

    Segments(byte[] bytes) {
      this.bytes = bytes;
    }

    /**
     * Advances to the next segment; false at the end of the image or if that segment is cut off.
     */
    boolean next() {
      while (next < bytes.length - 3) {
        marker = bytes[next + 1] & 0xFF;
        if ((bytes[next] & 0xFF) != 0xFF || marker == 0xFF || marker == 0) {
          next++;
        } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
          next += 2;
        } else {
          start = next + 4;
          length = unsignedShort(bytes, next + 2) - 2;
          next = start + length;
          return marker != 0xD9 && length >= 0 && next <= bytes.length;
        }
      }
      return false;
    }

    /** Whether it is a frame header: the markers between are those of tables. */
    boolean isFrame() {
      return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    boolean startsWith(byte[] prefix) {
      return length >= prefix.length
          && Arrays.equals(bytes, start, start + prefix.length, prefix, 0, prefix.length);
    }
  }
}
