package convnet.io;

import convnet.tensor.Tensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tensors as the images that ImageIO's writers take: the way back from {@link ImageSamples}. */
final class ImageBuffers {
  private ImageBuffers() {}

  /**
   * An image of the samples in {@code maps}, rounded unless they stay floating point.
   *
   * @param maps {@code (C, H, W)} with C of 1 for grey, 3 for RGB, 4 for RGBA
   * @param alpha {@code (1, H, W)}, one band more; null for none
   * @param bitDepth 8, 16, or 32 for floating point
   */
  static BufferedImage of(Tensor maps, @Nullable Tensor alpha, int bitDepth) {
    int colours = maps.shape().dim(0);
    int bands = alpha == null ? colours : colours + 1;
    BufferedImage image = blank(maps.shape().width(), maps.shape().height(), bands, bitDepth);
    for (int band = 0; band < colours; band++) {
      fill(image.getRaster(), band, maps.slice(band), bitDepth);
    }
    if (alpha != null) {
      fill(image.getRaster(), colours, alpha.slice(0), bitDepth);
    }
    return image;
  }

  /** An image of black: 1 band is grey, 2 grey and alpha, 3 sRGB, 4 sRGB and alpha. */
  static BufferedImage blank(int width, int height, int bands, int bitDepth) {
    if (bitDepth == 8 && bands == 1) {
      return new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    }
    if (bitDepth == 8 && bands == 3) {
      return new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    }
    int type =
        switch (bitDepth) {
          case 8 -> DataBuffer.TYPE_BYTE;
          case 16 -> DataBuffer.TYPE_USHORT;
          default -> DataBuffer.TYPE_FLOAT;
        };
    boolean hasAlpha = bands % 2 == 0;
    var layout =
        new PixelInterleavedSampleModel(
            type, width, height, bands, bands * width, IntStream.range(0, bands).toArray());
    var colours =
        new ComponentColorModel(
            ColorSpace.getInstance(bands < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            hasAlpha,
            false,
            hasAlpha ? BufferedImage.TRANSLUCENT : BufferedImage.OPAQUE,
            type);
    WritableRaster raster = Raster.createWritableRaster(layout, null);
    return new BufferedImage(colours, raster, false, null);
  }

  private static void fill(WritableRaster raster, int band, Tensor plane, int bitDepth) {
    int width = raster.getWidth();
    float[] row = new float[width];
    int[] samples = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      System.arraycopy(plane.data(), plane.offset() + y * width, row, 0, width);
      if (bitDepth == 32) {
        raster.setSamples(0, y, width, 1, band, row);
        continue;
      }
      for (int x = 0; x < width; x++) {
        samples[x] = Quantizer.quantize(row[x], (1 << bitDepth) - 1);
      }
      raster.setSamples(0, y, width, 1, band, samples);
    }
  }
}
