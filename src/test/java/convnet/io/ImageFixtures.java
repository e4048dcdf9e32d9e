package convnet.io;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Image files made by code. */
final class ImageFixtures {
  private ImageFixtures() {}

  /** Smooth colours with some noise on them, so that every coefficient of a codec is busy. */
  static BufferedImage colourful(int width, int height) {
    SplittableRandom random = new SplittableRandom(7);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 255 * x / width;
        int green = 255 * y / height;
        int blue = random.nextInt(256);
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  static byte[] encode(BufferedImage image, String format) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] progressiveJpeg(BufferedImage image) {
    return jpeg(new IIOImage(image, null, null), true);
  }

  /** A JPEG whose components are the bands of a flat raster, with no conversion of colours. */
  static byte[] rawJpeg(int width, int height, int... components) {
    WritableRaster raster =
        Raster.createInterleavedRaster(0, width, height, components.length, null);
    for (int band = 0; band < components.length; band++) {
      int[] plane = new int[width * height];
      Arrays.fill(plane, components[band]);
      raster.setSamples(0, 0, width, height, band, plane);
    }
    return jpeg(new IIOImage(raster, null, null), false);
  }

  private static byte[] jpeg(IIOImage image, boolean progressive) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = jpegWriterOfTheJdk();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, image, param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static ImageWriter jpegWriterOfTheJdk() {
    for (var writers = ImageIO.getImageWritersByFormatName("jpeg"); writers.hasNext(); ) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getName().startsWith("com.sun.")) {
        return writer;
      }
    }
    throw new IllegalStateException("the JDK has no JPEG writer");
  }

  /** The JPEG with one more segment right after its first marker. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + 4 + content.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** The JPEG without its JFIF segment, if that comes first. */
  static byte[] withoutJfif(byte[] jpeg) {
    if ((jpeg[3] & 0xFF) != 0xE0) {
      return jpeg;
    }
    int length = ByteBuffer.wrap(jpeg).getShort(4) + 2;
    return ByteBuffer.allocate(jpeg.length - length)
        .put(jpeg, 0, 2)
        .put(jpeg, 2 + length, jpeg.length - 2 - length)
        .array();
  }

  static byte[] adobe(int transform) {
    return ByteBuffer.allocate(12)
        .put("Adobe".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 100)
        .putInt(0)
        .put((byte) transform)
        .array();
  }

  /** A TIFF directory with nothing but an orientation in it. */
  static byte[] orientationBlock(int orientation, boolean littleEndian) {
    ByteBuffer block = ByteBuffer.allocate(26);
    block.putShort((short) (littleEndian ? 0x4949 : 0x4D4D));
    block.order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return block
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 274)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }

  static byte[] exifSegment(int orientation, boolean littleEndian) {
    byte[] block = orientationBlock(orientation, littleEndian);
    return ByteBuffer.allocate(6 + block.length)
        .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
        .put(block)
        .array();
  }

  /** The PNG with one more chunk after its header. */
  static byte[] withChunk(byte[] png, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    int headerEnd = 8 + 25;
    return ByteBuffer.allocate(png.length + 12 + content.length)
        .put(png, 0, headerEnd)
        .putInt(content.length)
        .put(name)
        .put(content)
        .putInt((int) crc.getValue())
        .put(png, headerEnd, png.length - headerEnd)
        .array();
  }
}
