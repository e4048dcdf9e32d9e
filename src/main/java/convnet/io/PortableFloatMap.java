package convnet.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The portable float map (PFM): a header like Netpbm's, then float32 samples, the last row first. A
 * negative scale means little endian. It is read here because the ImageIO reader clips values above
 * 1.
 */
final class PortableFloatMap {
  private static final String BETWEEN = "(?:\\s|#[^\n]*\n)+";
  private static final Pattern HEADER =
      Pattern.compile(
          String.join(BETWEEN, "P([Ff])", "(\\d{1,9})", "(\\d{1,9})", "(-?\\d[\\d.eE+-]*)\\s"));
  private static final int LONGEST_HEADER = 1000;

  private PortableFloatMap() {}

  static boolean isFloatMap(byte[] bytes) {
    return bytes.length > 2
        && bytes[0] == 'P'
        && (bytes[1] == 'F' || bytes[1] == 'f')
        && Character.isWhitespace(bytes[2]);
  }

  /** Reads the samples unchanged, reordered to the first row first. */
  static Samples read(byte[] bytes, String name, ImageLimits limits) throws MalformedFileException {
    String start =
        new String(bytes, 0, Math.min(bytes.length, LONGEST_HEADER), StandardCharsets.ISO_8859_1);
    Matcher header = HEADER.matcher(start);
    if (!header.lookingAt()) {
      throw new MalformedFileException(name, 0, "has a broken header of a float map");
    }
    int bands = header.group(1).equals("F") ? 3 : 1;
    int width = Integer.parseInt(header.group(2));
    int height = Integer.parseInt(header.group(3));
    limits.check(name, width, height, bytes.length, 1);
    long needed = 4L * width * height * bands;
    if (width == 0 || height == 0 || bytes.length - header.end() < needed) {
      throw new MalformedFileException(
          name,
          bytes.length,
          "is truncated: a float map of "
              + width
              + "x"
              + height
              + " has "
              + needed
              + " bytes of samples");
    }
    ByteBuffer samples = ByteBuffer.wrap(bytes);
    samples.order(header.group(4).startsWith("-") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    float[] values = new float[width * height * bands];
    samples.position(header.end());
    for (int y = height - 1; y >= 0; y--) {
      ElementType.F32.decode(samples, values, y * width * bands, width * bands);
    }
    return new Samples.Floats(width, height, bands, values);
  }

  /** Writes float samples of one band or three. */
  static void write(OutputStream out, PictureRaster raster) throws IOException {
    if (raster.samples().bits() < 32) {
      throw new IllegalArgumentException("pfm holds floats");
    }
    int samplesPerRow = raster.width() * raster.bands();
    String magic = raster.bands() == 3 ? "PF" : "Pf";
    Netpbm.writeHeader(out, magic, raster.width(), raster.height(), "-1.0");
    ByteBuffer row = ByteBuffer.allocate(4 * samplesPerRow).order(ByteOrder.LITTLE_ENDIAN);
    for (int y = raster.height() - 1; y >= 0; y--) {
      raster.samples().copy(y * samplesPerRow, samplesPerRow, row);
      out.write(row.array());
    }
  }
}
