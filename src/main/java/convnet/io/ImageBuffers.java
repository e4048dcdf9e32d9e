package convnet.io;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferFloat;
import java.awt.image.DataBufferUShort;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Wraps rasters as the {@link BufferedImage}s that ImageIO's writers take: the counterpart of
 * {@link ImageSamples}.
 */
final class ImageBuffers {
  private ImageBuffers() {}

  /** An image that shares the samples of the raster. */
  static BufferedImage of(PictureRaster raster) {
    DataBuffer buffer =
        switch (raster.samples()) {
          case RasterSamples.Bytes(byte[] values) -> new DataBufferByte(values, values.length);
          case RasterSamples.Shorts(short[] values) -> new DataBufferUShort(values, values.length);
          case RasterSamples.Floats(float[] values) -> new DataBufferFloat(values, values.length);
        };
    return image(raster.width(), raster.height(), raster.bands(), buffer.getDataType(), buffer);
  }

  /**
   * An image of zeros in sRGB.
   *
   * @param bands 3, or 4 with alpha
   * @param bitDepth 8 or 16
   */
  static BufferedImage blank(int width, int height, int bands, int bitDepth) {
    if (bitDepth == 8 && bands == 3) {
      return new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    }
    int type = bitDepth == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
    return image(width, height, bands, type, null);
  }

  private static BufferedImage image(
      int width, int height, int bands, int type, @Nullable DataBuffer samples) {
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
    WritableRaster raster =
        samples == null
            ? Raster.createWritableRaster(layout, null)
            : Raster.createWritableRaster(layout, samples, null);
    return new BufferedImage(colours, raster, false, null);
  }
}
