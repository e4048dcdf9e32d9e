package convnet.io;

import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Writes tensors as pictures. One, three or four feature maps become one picture: grey, RGB or
 * RGBA. Any other number becomes a contact sheet, and so do four maps in a format without alpha,
 * three maps that are not colours in a grey format, and the maps of several images. Integer samples
 * are rounded to the nearest and clamped to their range; NaN becomes 0.
 */
final class PictureWriter {
  private static final String TIFF_STREAM = "javax_imageio_tiff_stream_1.0";
  private static final String JPEG_IMAGE = "javax_imageio_jpeg_image_1.0";

  /** From this quality on, a JPEG's chroma has the full resolution, as ImageMagick has it. */
  private static final int FULL_CHROMA = 90;

  private final OutputFormat format;
  private final int bitDepth;
  private final int quality;
  private final @Nullable ValueMap map;
  private final WriteOptions.Maps maps;
  private final PartLoop loop;

  PictureWriter(OutputFormat format, WriteOptions options) {
    this.format = format;
    this.bitDepth = options.bitDepth(format);
    this.quality = options.quality();
    this.map = options.map();
    this.maps = options.maps();
    this.loop = options.loop();
  }

  /**
   * Writes {@code tensor}, {@code (C, H, W)}, as a picture, and {@code alpha}, {@code (1, H, W)},
   * if the format has a channel for it and the size is the same.
   */
  void write(OutputStream out, Tensor tensor, @Nullable PlaneSource alpha) throws IOException {
    if (tensor.size() == 0) {
      throw new IllegalArgumentException("nothing to draw: a tensor of " + tensor.shape());
    }
    Tensor mapped = map == null ? tensor : map.apply(tensor);
    if (map != null && bitDepth == 32) {
      mapped = clamped(mapped);
    }
    Tensor picture = isOnePicture(mapped.shape()) ? mapped : ContactSheet.tile(mapped);
    if (format == OutputFormat.PGM && picture.shape().dim(0) == 3) {
      picture = Netpbm.luma(picture);
    }
    Shape shape = picture.shape();
    PictureRaster raster = raster(shape, false, picture == mapped ? alpha : null);
    raster.write(0, shape.height(), picture.data(), picture.offset(), shape.inner().size());
    encode(out, raster);
  }

  /**
   * A raster to be filled band by band; null where that is not possible: for a contact sheet, a
   * value map that depends on the extremes of all numbers, the luma of RGB, and clipped floats.
   *
   * @param shape (C, H, W)
   * @param alpha as for {@link #write}
   */
  @Nullable PictureRaster raster(Shape shape, @Nullable PlaneSource alpha) {
    boolean pointwise =
        map == null || ((map == ValueMap.CLIP || map == ValueMap.ABS) && bitDepth < 32);
    boolean mixed = format == OutputFormat.PGM && shape.dim(0) == 3;
    return pointwise && !mixed && isOnePicture(shape)
        ? raster(shape, map == ValueMap.ABS, alpha)
        : null;
  }

  private PictureRaster raster(Shape shape, boolean absolute, @Nullable PlaneSource alpha) {
    int planes = shape.dim(0);
    boolean withAlpha =
        alpha != null
            && format.holdsAlpha()
            && planes < 4
            && alpha.shape().inner().equals(shape.inner());
    int colours = format == OutputFormat.PPM ? 3 : planes;
    PictureRaster raster =
        new PictureRaster(
            shape.width(),
            shape.height(),
            planes,
            withAlpha ? colours + 1 : colours,
            bitDepth,
            absolute);
    if (alpha != null && withAlpha) {
      raster.writeAlpha(alpha);
    }
    return raster;
  }

  /**
   * Whether the maps become one picture rather than a contact sheet.
   *
   * @param shape (C, H, W)
   */
  boolean isOnePicture(Shape shape) {
    boolean mixed = format == OutputFormat.PGM && maps != WriteOptions.Maps.COLOURS;
    return switch (shape.dim(0)) {
      case 1 -> true;
      case 3 -> maps != WriteOptions.Maps.IMAGES && !mixed;
      case 4 -> maps != WriteOptions.Maps.IMAGES && format.holdsAlpha();
      default -> false;
    };
  }

  private static Tensor clamped(Tensor tensor) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.clamp(values[i], 0f, 1f);
    }
    return new Tensor(values, 0, tensor.shape());
  }

  /** Encodes a raster made by {@link #raster}, once it is filled. */
  void encode(OutputStream out, PictureRaster raster) throws IOException {
    switch (format) {
      case PPM, PGM -> Netpbm.write(out, raster);
      case PFM -> PortableFloatMap.write(out, raster);
      case JPG -> {
        Optional<byte[]> file = encodeTurbo(raster);
        if (file.isPresent()) {
          out.write(file.get());
        } else {
          encodeWithImageIo(out, raster);
        }
      }
      case PNG -> new PngEncoder(raster).write(out, loop);
      case TIFF, BMP -> encodeWithImageIo(out, raster);
      case NPY, SAFETENSORS, CSV, TXT, JSON ->
          throw new IllegalArgumentException(format + " is no picture");
    }
  }

  private Optional<byte[]> encodeTurbo(PictureRaster raster) {
    return TurboJpegEncoder.INSTALLED != null
            && raster.samples() instanceof RasterSamples.Bytes samples
        ? TurboJpegEncoder.INSTALLED.encode(
            samples.values(),
            raster.width(),
            raster.height(),
            raster.bands(),
            quality,
            halvesChroma(),
            loop)
        : Optional.empty();
  }

  private boolean halvesChroma() {
    return quality < FULL_CHROMA;
  }

  private void encodeWithImageIo(OutputStream out, PictureRaster raster) throws IOException {
    ImageWriter writer = writer();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      IIOImage image = new IIOImage(ImageBuffers.of(raster), null, null);
      @Nullable IIOMetadata streamMetadata = null;
      if (format == OutputFormat.JPG) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality / 100f);
        if (!halvesChroma()) {
          image.setMetadata(fullChroma(writer, image, param));
        }
      } else if (format == OutputFormat.TIFF) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType("ZLib");
        streamMetadata = littleEndian(writer, param);
      }
      writer.setOutput(stream);
      writer.write(streamMetadata, image, param);
    } catch (IIOException e) {
      throw e.getCause() instanceof IOException cause ? cause : e;
    } finally {
      writer.dispose();
    }
  }

  /** The default metadata of a JPEG, but with chroma in full resolution (4:4:4). */
  static IIOMetadata fullChroma(ImageWriter writer, IIOImage image, ImageWriteParam param)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(image.getRenderedImage()), param);
    Element root = (Element) metadata.getAsTree(JPEG_IMAGE);
    NodeList components = root.getElementsByTagName("componentSpec");
    for (int i = 0; i < components.getLength(); i++) {
      Element component = (Element) components.item(i);
      component.setAttribute("HsamplingFactor", "1");
      component.setAttribute("VsamplingFactor", "1");
    }
    metadata.setFromTree(JPEG_IMAGE, root);
    return metadata;
  }

  /** Some readers get floating-point samples wrong in the other byte order. */
  private static IIOMetadata littleEndian(ImageWriter writer, ImageWriteParam param)
      throws IOException {
    IIOMetadataNode root = new IIOMetadataNode(TIFF_STREAM);
    IIOMetadataNode order = new IIOMetadataNode("ByteOrder");
    order.setAttribute("value", ByteOrder.LITTLE_ENDIAN.toString());
    root.appendChild(order);
    IIOMetadata metadata = writer.getDefaultStreamMetadata(param);
    metadata.setFromTree(TIFF_STREAM, root);
    return metadata;
  }

  /** The JDK's own writer, which supports all bit depths and is present whatever plugins are. */
  private ImageWriter writer() throws IOException {
    var writers = IIORegistry.getDefaultInstance().getServiceProviders(ImageWriterSpi.class, true);
    while (writers.hasNext()) {
      ImageWriterSpi spi = writers.next();
      if (spi.getClass().getName().startsWith("com.sun.")
          && Stream.of(spi.getFormatNames()).anyMatch(format.extension()::equals)) {
        return spi.createWriterInstance();
      }
    }
    throw new IOException("this Java cannot write " + format.extension());
  }
}
