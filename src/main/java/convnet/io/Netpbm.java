package convnet.io;

import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes Netpbm's binary formats: a short header as text, then the samples. */
final class Netpbm {
  private Netpbm() {}

  /** Writes P5 for one band, P6 for three. 16-bit samples are big endian. */
  static void write(OutputStream out, PictureRaster raster) throws IOException {
    int bits = raster.samples().bits();
    if (bits > 16) {
      throw new IllegalArgumentException("floats are for pfm");
    }
    String magic = raster.bands() == 1 ? "P5" : "P6";
    String last = Integer.toString((1 << bits) - 1);
    writeHeader(out, magic, raster.width(), raster.height(), last);
    int samples = raster.width() * raster.bands();
    ByteBuffer row = ByteBuffer.allocate(samples * (bits / Byte.SIZE));
    for (int y = 0; y < raster.height(); y++) {
      raster.samples().copy(y * samples, samples, row);
      out.write(row.array());
    }
  }

  static void writeHeader(OutputStream out, String magic, int width, int height, String last)
      throws IOException {
    String header = magic + "\n" + width + " " + height + "\n" + last + "\n";
    out.write(header.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The luma of a picture.
   *
   * @param rgb {@code (3, H, W)}
   * @return {@code (1, H, W)}
   */
  static Tensor luma(Tensor rgb) {
    Tensor luma = Tensor.zeros(1, rgb.shape().height(), rgb.shape().width());
    for (int i = 0; i < luma.size(); i++) {
      for (int band = 0; band < 3; band++) {
        luma.data()[i] +=
            Samples.lumaWeight(band) * rgb.data()[rgb.offset() + band * luma.size() + i];
      }
    }
    return luma;
  }
}
