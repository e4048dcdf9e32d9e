package convnet.io;

import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Netpbm's plain formats: a line or two of text, then the samples. */
final class Netpbm {
  private Netpbm() {}

  /** P6: RGB. One map is repeated. */
  static void writePixmap(OutputStream out, Tensor maps, int bitDepth) throws IOException {
    writeSamples(out, "P6", maps, 3, bitDepth);
  }

  /** P5: grey. Three maps become their luma. */
  static void writeGraymap(OutputStream out, Tensor maps, int bitDepth) throws IOException {
    writeSamples(out, "P5", maps.shape().dim(0) == 3 ? luma(maps) : maps, 1, bitDepth);
  }

  /** Samples of 16 bits have the high byte first. */
  private static void writeSamples(
      OutputStream out, String magic, Tensor maps, int bands, int bitDepth) throws IOException {
    int height = maps.shape().height();
    int width = maps.shape().width();
    int max = (1 << bitDepth) - 1;
    boolean repeated = maps.shape().dim(0) == 1;
    writeHeader(out, magic, width, height, Integer.toString(max));
    ByteBuffer row = ByteBuffer.allocate(width * bands * (bitDepth / 8));
    for (int y = 0; y < height; y++) {
      row.clear();
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < bands; band++) {
          float value = maps.data()[position(maps, repeated ? 0 : band, y, x)];
          int sample = Quantizer.quantize(value, max);
          if (bitDepth == 16) {
            row.putShort((short) sample);
          } else {
            row.put((byte) sample);
          }
        }
      }
      out.write(row.array());
    }
  }

  static void writeHeader(OutputStream out, String magic, int width, int height, String last)
      throws IOException {
    String header = magic + "\n" + width + " " + height + "\n" + last + "\n";
    out.write(header.getBytes(StandardCharsets.US_ASCII));
  }

  private static Tensor luma(Tensor rgb) {
    Tensor luma = Tensor.zeros(1, rgb.shape().height(), rgb.shape().width());
    for (int i = 0; i < luma.size(); i++) {
      for (int band = 0; band < 3; band++) {
        luma.data()[i] +=
            Samples.lumaWeight(band) * rgb.data()[rgb.offset() + band * luma.size() + i];
      }
    }
    return luma;
  }

  /** Where a sample stands in the data of {@code maps}. */
  static int position(Tensor maps, int plane, int y, int x) {
    int width = maps.shape().width();
    return maps.offset() + (plane * maps.shape().height() + y) * width + x;
  }
}
