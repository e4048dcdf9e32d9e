package convnet.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Netpbm's formats: bitmaps (P1, P4), grey (P2, P5) and RGB (P3, P6), P1 to P3 with samples
 * as decimal text and the others in binary, and PAM (P7), whose header tells the number of
 * channels. Samples are divided by the largest value that the header names; the ImageIO reader cuts
 * off the fraction and leaves bitmaps of P7 black.
 */
final class NetpbmReader {
  private static final int BITMAP_PIXELS_PER_BYTE = 8;
  private static final int LONGEST_NUMBER = 9;
  private static final int LARGEST_SAMPLE = 65535;
  private static final int SNIFFED = 3;

  private final byte[] bytes;
  private final String name;
  private int at = 2;

  /**
   * A header.
   *
   * @param bands 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
   * @param max the sample value that stands for 1
   */
  private record Header(int width, int height, int bands, int max) {
    int samples() {
      return bands * width * height;
    }
  }

  private NetpbmReader(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  static boolean isNetpbm(byte[] bytes) {
    return bytes.length > 2
        && bytes[0] == 'P'
        && bytes[1] >= '1'
        && bytes[1] <= '7'
        && (isBlank(bytes[2]) || bytes[2] == '#');
  }

  /** The first picture of the file. */
  static Samples read(byte[] bytes, String name, ImageLimits limits) throws MalformedFileException {
    return new NetpbmReader(bytes, name).read(limits);
  }

  /**
   * The number of pictures in the file, one after another; one with samples as text is the last.
   */
  static int count(byte[] bytes, String name) {
    int count = 0;
    NetpbmReader reader = new NetpbmReader(bytes, name);
    try {
      for (long next = 0; next < bytes.length && reader.isNext((int) next); count++) {
        next = reader.end((int) next);
      }
    } catch (MalformedFileException e) {
      // What follows is not a picture.
    }
    return Math.max(1, count);
  }

  private boolean isNext(int from) {
    return isNetpbm(Arrays.copyOfRange(bytes, from, Math.min(from + SNIFFED, bytes.length)));
  }

  /** The position after the picture that begins at {@code from}. */
  private long end(int from) throws MalformedFileException {
    int kind = bytes[from + 1] - '0';
    at = from + 2;
    if (kind <= 3) {
      return bytes.length;
    }
    Header header = readHeader(kind);
    long row = kind == 4 ? (header.width + 7L) / 8 : (long) header.bands * header.width;
    return at + row * header.height * (header.max > 255 ? 2 : 1);
  }

  private Header readHeader(int kind) throws MalformedFileException {
    Header header = kind == 7 ? arbitraryHeader() : header(kind);
    if (header.width < 1 || header.height < 1 || header.max < 1 || header.max > LARGEST_SAMPLE) {
      throw broken();
    }
    return header;
  }

  private Samples read(ImageLimits limits) throws MalformedFileException {
    int kind = bytes[1] - '0';
    Header header = readHeader(kind);
    limits.check(
        name, header.width, header.height, bytes.length, kind == 4 ? BITMAP_PIXELS_PER_BYTE : 1);
    if ((long) header.width * header.height * header.bands > Integer.MAX_VALUE) {
      throw new MalformedFileException(name, "has more samples than an array holds");
    }
    return switch (kind) {
      case 1, 4 -> bitmap(header, kind == 1);
      default -> samples(header, kind <= 3);
    };
  }

  private Header header(int kind) throws MalformedFileException {
    int width = number();
    int height = number();
    int max = kind == 1 || kind == 4 ? 1 : number();
    if (kind > 3) {
      at++;
    }
    return new Header(width, height, kind == 3 || kind == 6 ? 3 : 1, max);
  }

  /** Reads the header of a PAM: lines of a keyword and a value, in any order. */
  private Header arbitraryHeader() throws MalformedFileException {
    int width = 0;
    int height = 0;
    int depth = 0;
    int max = 0;
    while (true) {
      skipBlanks();
      switch (word()) {
        case "WIDTH" -> width = number();
        case "HEIGHT" -> height = number();
        case "DEPTH" -> depth = number();
        case "MAXVAL" -> max = number();
        case "TUPLTYPE" -> {
          int from = at;
          skipLine();
          if (new String(bytes, from, at - from, StandardCharsets.US_ASCII).contains("CMYK")) {
            throw new MalformedFileException(name, "has CMYK colours, which PAM does not define");
          }
        }
        case "ENDHDR" -> {
          skipLine();
          if (depth < 1 || depth > 4) {
            throw new MalformedFileException(
                name, "has " + depth + " channels; a picture of 1 to 4 can be read");
          }
          return new Header(width, height, depth, max);
        }
        default -> throw broken();
      }
    }
  }

  /**
   * Reads a bitmap, in which 1 is black. Digits need no blanks between them; in binary, each row
   * begins at a new byte.
   */
  private Samples bitmap(Header header, boolean digits) throws MalformedFileException {
    byte[] values = new byte[header.samples()];
    int rowBytes = (header.width + 7) / 8;
    if (!digits) {
      need((long) rowBytes * header.height);
    }
    for (int i = 0; i < values.length; i++) {
      int bit;
      if (digits) {
        bit = digit();
      } else {
        int x = i % header.width;
        bit = bytes[at + i / header.width * rowBytes + x / 8] >> 7 - x % 8 & 1;
      }
      values[i] = (byte) (bit == 0 ? 255 : 0);
    }
    return new Samples.Bytes(header.width, header.height, 1, values);
  }

  private Samples samples(Header header, boolean digits) throws MalformedFileException {
    int size = header.max > 255 ? 2 : 1;
    if (!digits) {
      need((long) size * header.samples());
    }
    if (header.max == 255 && !digits) {
      byte[] values = new byte[header.samples()];
      System.arraycopy(bytes, at, values, 0, values.length);
      return new Samples.Bytes(header.width, header.height, header.bands, values);
    }
    float[] values = new float[header.samples()];
    for (int i = 0; i < values.length; i++) {
      int sample = digits ? number() : stored(size);
      values[i] = (float) Math.min(sample, header.max) / header.max;
    }
    return new Samples.Floats(header.width, header.height, header.bands, values);
  }

  private int stored(int size) {
    int high = bytes[at++] & 0xFF;
    return size == 1 ? high : high << 8 | bytes[at++] & 0xFF;
  }

  private int digit() throws MalformedFileException {
    skipBlanks();
    need(1);
    int digit = bytes[at++] - '0';
    if (digit != 0 && digit != 1) {
      throw broken();
    }
    return digit;
  }

  private int number() throws MalformedFileException {
    skipBlanks();
    int start = at;
    int number = 0;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      number = 10 * number + bytes[at++] - '0';
      if (at - start > LONGEST_NUMBER) {
        throw broken();
      }
    }
    if (at == start) {
      need(1);
      throw broken();
    }
    return number;
  }

  private String word() {
    int start = at;
    while (at < bytes.length && !isBlank(bytes[at])) {
      at++;
    }
    return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
  }

  /** Skips blanks and comments. */
  private void skipBlanks() {
    while (at < bytes.length && (isBlank(bytes[at]) || bytes[at] == '#')) {
      if (bytes[at] == '#') {
        skipLine();
      } else {
        at++;
      }
    }
  }

  private void skipLine() {
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    at = Math.min(at + 1, bytes.length);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  private void need(long count) throws MalformedFileException {
    if (bytes.length - at < count) {
      throw new MalformedFileException(name, bytes.length, "is truncated");
    }
  }

  private MalformedFileException broken() {
    return new MalformedFileException(name, at, "is not a valid Netpbm picture");
  }
}
