package convnet.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG (ISO/IEC 15948). The JDK's writer filters no row, which makes the files of photos half
 * as large again, and compresses on one thread.
 *
 * <p>The rows are compressed in strips, which several threads may do: each strip is a piece of one
 * deflate stream that ends at a byte (a "sync flush"). The strips are the same for any number of
 * threads.
 */
final class PngEncoder {
  /** A zlib stream of deflate with a window of 32 KiB, of a fast level (RFC 1950, section 2.2). */
  private static final byte[] ZLIB_HEADER = {0x78, 0x5E};

  /** The default level, 6, takes half as long again for files that are a fiftieth smaller. */
  private static final int LEVEL = 4;

  /** The colour type for 1, 2, 3 or 4 bands: grey, grey and alpha, RGB, RGBA. */
  private static final byte[] COLOUR_TYPES = {0, 4, 2, 6};

  /** The bytes of a strip, about. */
  private static final int STRIP = 1 << 20;

  private static final int ADLER_BASE = 65_521;

  private final PictureRaster raster;
  private final int pixelBytes;
  private final int rowBytes;
  private final int stripRows;

  /**
   * @param raster of 8 or 16 bits
   */
  PngEncoder(PictureRaster raster) {
    if (raster.samples().bits() > 16) {
      throw new IllegalArgumentException("PNG holds no floats");
    }
    this.raster = raster;
    pixelBytes = raster.bands() * (raster.samples().bits() / Byte.SIZE);
    rowBytes = raster.width() * pixelBytes;
    stripRows = Math.max(1, STRIP / (rowBytes + 1));
  }

  /** A compressed strip, and the checksum and length of what it holds. */
  private record Strip(byte[] deflated, int adler, int length) {}

  /**
   * Writes the file.
   *
   * @param loop compresses the strips
   */
  void write(OutputStream out, PartLoop loop) throws IOException {
    Strip[] strips = new Strip[Math.ceilDiv(raster.height(), stripRows)];
    loop.run(strips.length, i -> strips[i] = strip(i * stripRows));
    out.write(ByteBuffer.allocate(Long.BYTES).putLong(PngChunks.SIGNATURE).array());
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(raster.width()).putInt(raster.height());
    header.put((byte) raster.samples().bits()).put(COLOUR_TYPES[raster.bands() - 1]);
    writeChunk(out, "IHDR", header.array());
    int adler = 1;
    for (int i = 0; i < strips.length; i++) {
      adler = combined(adler, strips[i]);
      ByteArrayOutputStream data = new ByteArrayOutputStream(strips[i].deflated.length + 6);
      if (i == 0) {
        data.writeBytes(ZLIB_HEADER);
      }
      data.writeBytes(strips[i].deflated);
      if (i == strips.length - 1) {
        data.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(adler).array());
      }
      writeChunk(out, "IDAT", data.toByteArray());
    }
    writeChunk(out, "IEND", new byte[0]);
  }

  private Strip strip(int top) {
    int rows = Math.min(stripRows, raster.height() - top);
    byte[] filtered = new byte[rows * (rowBytes + 1)];
    PngRowFilter filter = new PngRowFilter(pixelBytes, rowBytes);
    byte[] above = new byte[rowBytes];
    byte[] row = new byte[rowBytes];
    if (top > 0) {
      copyRow(top - 1, above);
    }
    for (int y = 0; y < rows; y++) {
      copyRow(top + y, row);
      filter.apply(row, above, filtered, y * (rowBytes + 1));
      byte[] done = above;
      above = row;
      row = done;
    }
    Adler32 adler = new Adler32();
    adler.update(filtered);
    boolean isLast = top + rows == raster.height();
    return new Strip(deflated(filtered, isLast), (int) adler.getValue(), filtered.length);
  }

  private void copyRow(int y, byte[] row) {
    int samples = raster.width() * raster.bands();
    raster.samples().copy(y * samples, samples, ByteBuffer.wrap(row));
  }

  private static byte[] deflated(byte[] data, boolean isLast) {
    try (Deflater deflater = new Deflater(LEVEL, true)) {
      deflater.setStrategy(Deflater.FILTERED);
      deflater.setInput(data);
      if (isLast) {
        deflater.finish();
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(data.length / 2);
      byte[] buffer = new byte[1 << 16];
      int flush = isLast ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
      int count;
      do {
        // The first call does nothing but change the strategy.
        count = deflater.deflate(buffer, 0, buffer.length, flush);
        out.write(buffer, 0, count);
      } while (isLast ? !deflater.finished() : !deflater.needsInput() || count == buffer.length);
      return out.toByteArray();
    }
  }

  /** The Adler-32 of what came before and a strip (RFC 1950, section 8.2). */
  private static int combined(int adler, Strip strip) {
    long a = adler & 0xFFFF;
    long b = Integer.toUnsignedLong(adler) >>> 16;
    long sum = (b + (strip.adler >>> 16) + strip.length * (a + ADLER_BASE - 1)) % ADLER_BASE;
    long first = (a + (strip.adler & 0xFFFF) + ADLER_BASE - 1) % ADLER_BASE;
    return (int) (sum << 16 | first);
  }

  private static void writeChunk(OutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
    out.write(name);
    out.write(data);
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
  }
}
