package convnet.io;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOException;
import org.jspecify.annotations.Nullable;

/**
 * Extracts the samples of a {@link BufferedImage}. They are read from the raster, not through
 * {@code getRGB}, which takes grey for linear light and brightens it, as no viewer does.
 */
final class ImageSamples {
  private ImageSamples() {}

  /**
   * The samples of {@code image}, with its palette resolved, and CMYK and other colour spaces
   * converted to sRGB. Floating-point samples of three colours stay as they are.
   *
   * @param colour whether a palette counts as colour even if all of its entries are grey
   */
  static Samples of(BufferedImage image, boolean colour) {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return indexed(image.getRaster(), palette, colour);
    }
    if (model.isAlphaPremultiplied()) {
      image.coerceData(false);
      model = image.getColorModel();
    }
    int type = image.getRaster().getTransferType();
    boolean integer = type != DataBuffer.TYPE_FLOAT && type != DataBuffer.TYPE_DOUBLE;
    boolean grey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    @Nullable ColourProfile greyProfile = ColourProfile.ofGrey(model.getColorSpace());
    boolean numbers = !integer && model.getNumColorComponents() == 3;
    if (!grey && !numbers && !model.getColorSpace().isCS_sRGB()) {
      return of(toSrgb(image), colour);
    }
    int bands = (grey ? 1 : 3) + (model.hasAlpha() ? 1 : 0);
    Raster raster = image.getRaster();
    boolean eightBit =
        integer && Arrays.stream(model.getComponentSize()).limit(bands).allMatch(size -> size == 8);
    Samples samples =
        eightBit ? bytes(raster, bands) : floats(raster, bands, model.getComponentSize(), integer);
    return greyProfile == null ? samples : greyProfile.toSrgb(samples);
  }

  /**
   * The numbers of a raster of one to four bands, unchanged.
   *
   * @throws IOException if there are more bands
   */
  static Samples ofNumbers(Raster raster) throws IOException {
    int bands = raster.getNumBands();
    if (bands > 4) {
      throw new IIOException("unsupported: " + bands + " channels; 1 to 4 can be read");
    }
    return floats(raster, bands, new int[bands], false);
  }

  /** Converts an image to sRGB, with 16 bits if it has as many, otherwise 8. */
  private static BufferedImage toSrgb(BufferedImage image) {
    boolean wide = image.getRaster().getTransferType() == DataBuffer.TYPE_USHORT;
    int bands = image.getColorModel().hasAlpha() ? 4 : 3;
    BufferedImage srgb =
        ImageBuffers.blank(image.getWidth(), image.getHeight(), bands, wide ? 16 : 8);
    return new ColorConvertOp(null).filter(image, srgb);
  }

  private static Samples indexed(Raster raster, IndexColorModel palette, boolean colour) {
    int entries = 1 << palette.getPixelSize();
    int[] argb = new int[Math.max(entries, palette.getMapSize())];
    palette.getRGBs(argb);
    boolean grey = !colour && Arrays.stream(argb).allMatch(ImageSamples::isGrey);
    int colours = grey ? 1 : 3;
    int bands = colours + (palette.hasAlpha() ? 1 : 0);
    int width = raster.getWidth();
    byte[] values = new byte[Math.multiplyExact(bands, width * raster.getHeight())];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int index : row) {
        int pixel = argb[index];
        for (int band = 0; band < colours; band++) {
          values[to++] = (byte) (pixel >> 16 - 8 * band);
        }
        if (palette.hasAlpha()) {
          values[to++] = (byte) (pixel >>> 24);
        }
      }
    }
    return new Samples.Bytes(width, raster.getHeight(), bands, values);
  }

  private static boolean isGrey(int rgb) {
    int blue = rgb & 0xFF;
    return (rgb >> 16 & 0xFF) == blue && (rgb >> 8 & 0xFF) == blue;
  }

  /**
   * The bytes of a raster in the usual layout, interleaved with bands in any order; null if the
   * layout is another.
   */
  private static @Nullable Samples interleavedBytes(Raster raster, int bands) {
    if (!(raster.getSampleModel() instanceof PixelInterleavedSampleModel layout)
        || !(raster.getDataBuffer() instanceof DataBufferByte buffer)
        || raster.getParent() != null) {
      return null;
    }
    byte[] data = buffer.getData();
    int width = raster.getWidth();
    byte[] values = new byte[Math.multiplyExact(bands, width * raster.getHeight())];
    for (int band = 0; band < bands; band++) {
      int rowStart = buffer.getOffset() + layout.getBandOffsets()[band];
      int to = band;
      for (int y = 0; y < raster.getHeight(); y++, rowStart += layout.getScanlineStride()) {
        int from = rowStart;
        for (int x = 0; x < width; x++, from += layout.getPixelStride(), to += bands) {
          values[to] = data[from];
        }
      }
    }
    return new Samples.Bytes(width, raster.getHeight(), bands, values);
  }

  private static Samples bytes(Raster raster, int bands) {
    Samples interleaved = interleavedBytes(raster, bands);
    if (interleaved != null) {
      return interleaved;
    }
    int width = raster.getWidth();
    byte[] values = new byte[Math.multiplyExact(bands, width * raster.getHeight())];
    int stored = raster.getNumBands();
    int[] row = new int[width * stored];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int from = 0; from < row.length; from += stored) {
        for (int band = 0; band < bands; band++) {
          values[to++] = (byte) row[from + band];
        }
      }
    }
    return new Samples.Bytes(width, raster.getHeight(), bands, values);
  }

  /**
   * The samples as floats: integers are divided by their largest value, floats stay as they are.
   */
  private static Samples floats(Raster raster, int bands, int[] bits, boolean integer) {
    int type = raster.getTransferType();
    double[] max = new double[bands];
    for (int band = 0; band < bands; band++) {
      int signBit = type == DataBuffer.TYPE_SHORT ? 1 : 0;
      max[band] = integer ? Math.pow(2, bits[band] - signBit) - 1 : 1;
    }
    int width = raster.getWidth();
    float[] values = new float[Math.multiplyExact(bands, width * raster.getHeight())];
    int stored = raster.getNumBands();
    double[] row = new double[width * stored];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int from = 0; from < row.length; from += stored) {
        for (int band = 0; band < bands; band++) {
          double sample = row[from + band];
          boolean wrapped = integer && bits[band] == 32 && sample < 0;
          values[to++] = (float) ((wrapped ? sample + 0x1p32 : sample) / max[band]);
        }
      }
    }
    return new Samples.Floats(width, raster.getHeight(), bands, values);
  }
}
