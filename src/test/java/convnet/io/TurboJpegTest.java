package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether libjpeg-turbo is installed must not be seen in any pixel or file. */
class TurboJpegTest {
  @BeforeAll
  static void theLibraryIsInstalled() {
    assumeTrue(TurboJpegDecoder.INSTALLED != null, "libturbojpeg is not installed");
  }

  static Stream<byte[]> files() throws IOException {
    BufferedImage colours = ImageFixtures.colourful(45, 37);
    BufferedImage grey = new BufferedImage(33, 21, BufferedImage.TYPE_BYTE_GRAY);
    grey.createGraphics().drawImage(colours, 0, 0, null);
    return Stream.of(
        ImageFixtures.encode(colours, "jpg"),
        ImageFixtures.encode(grey, "jpg"),
        ImageFixtures.progressiveJpeg(colours),
        Files.readAllBytes(Path.of("samples/photo.jpg")));
  }

  @ParameterizedTest
  @MethodSource("files")
  void pixelsAreTheJdks(byte[] file) throws IOException {
    BufferedImage expected = ImageIO.read(new ByteArrayInputStream(file));
    int bands = expected.getRaster().getNumBands();
    byte[] samples =
        decoder().decode(file, expected.getWidth(), expected.getHeight(), bands).orElseThrow();
    int[] pixels = pixels(file);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(samples[i] & 0xFF).isEqualTo(pixels[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void truncatedFilesAreLeftToTheJdk(byte[] file) throws IOException {
    BufferedImage whole = ImageIO.read(new ByteArrayInputStream(file));
    int bands = whole.getRaster().getNumBands();
    for (int length = 0; length < file.length; length += 1 + file.length / 200) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThat(decoder().decode(cut, whole.getWidth(), whole.getHeight(), bands))
          .as("%d of %d bytes", length, file.length)
          .isEmpty();
    }
  }

  @Test
  void filesAreTheJdks() throws IOException {
    BufferedImage image = ImageFixtures.colourful(45, 37);
    int[] pixels = image.getRGB(0, 0, 45, 37, null, 0, 45);
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (pixels[i / 3] >> 16 - 8 * (i % 3));
    }
    // Below 50 the JDK does not round the scale of its tables to a whole number, as libjpeg does.
    for (int quality : new int[] {50, 75, 89, 90, 92, 100}) {
      byte[] file =
          encoder().encode(rgb, 45, 37, 3, quality, quality < 90, PartLoop.IN_TURN).orElseThrow();
      byte[] expected = jdk(image, quality);
      // Byte 12 is the revision of JFIF.
      expected[12] = file[12];
      assertThat(file).isEqualTo(expected);
    }
  }

  /**
   * A large one is made of parts: more of them than there are restart markers, a single row of
   * units, a last part of one row of pixels.
   */
  @ParameterizedTest
  @CsvSource({
    "1700, 1601, 3, 92",
    "1700, 1601, 3, 89",
    "1000, 700, 1, 92",
    "17, 20000, 3, 89",
    "40000, 20, 3, 89",
    "40000, 20, 3, 92",
    "40000, 17, 1, 92"
  })
  void largePicturesHaveThePixelsOfTheJdks(int width, int height, int bands, int quality)
      throws IOException {
    boolean halves = quality < 90;
    SplittableRandom random = new SplittableRandom(1);
    byte[] samples = new byte[width * height * bands];
    int type = bands == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(width, height, type);
    int[] pixel = new int[bands];
    for (int i = 0; i < width * height; i++) {
      for (int band = 0; band < bands; band++) {
        pixel[band] = (i % width + i / width * (band + 1) + random.nextInt(60)) & 0xFF;
        samples[i * bands + band] = (byte) pixel[band];
      }
      image.getRaster().setPixel(i % width, i / width, pixel);
    }
    byte[] file =
        encoder()
            .encode(samples, width, height, bands, quality, halves, PartLoop.IN_TURN)
            .orElseThrow();
    PartLoop together = (parts, part) -> IntStream.range(0, parts).parallel().forEach(part);
    assertThat(
            encoder()
                .encode(samples, width, height, bands, quality, halves, together)
                .orElseThrow())
        .isEqualTo(file);
    byte[] whole = jdk(image, quality);
    int parts = JpegStrips.of(width, height, bands > 1 && halves ? 16 : 8).count();
    assertThat(restarts(file)).as("markers").isEqualTo(parts - 1).isPositive();
    assertThat(pixels(file)).isEqualTo(pixels(whole));
    assertThat(decoder().decode(file, width, height, bands).orElseThrow())
        .isEqualTo(decoder().decode(whole, width, height, bands).orElseThrow());
  }

  /** The restart markers, which stand alone; before them there is one that tells how far apart. */
  private static int restarts(byte[] file) {
    int restarts = 0;
    for (int i = 0; i + 1 < file.length; i++) {
      int marker = file[i + 1] & 0xFF;
      restarts += (file[i] & 0xFF) == 0xFF && marker >= 0xD0 && marker <= 0xD7 ? 1 : 0;
    }
    return restarts;
  }

  /** A part would be below the limit of the library, whatever the picture. */
  @Test
  void aPictureThatIsTooHighIsLeftToTheJdk() {
    int rows = 65_501;
    assertThat(encoder().encode(new byte[16 * rows], 16, rows, 1, 92, false, PartLoop.IN_TURN))
        .isEmpty();
  }

  private static int[] pixels(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
  }

  /** Noise in black and white is the largest file there is. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 1, 3", "64, 64, 1", "64, 64, 3", "65, 33, 1", "65, 33, 3"})
  void thereIsRoomForTheLargestFile(int width, int height, int bands) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    byte[] samples = new byte[width * height * bands];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (random.nextBoolean() ? 255 : 0);
    }
    byte[] file =
        encoder().encode(samples, width, height, bands, 100, false, PartLoop.IN_TURN).orElseThrow();
    assertThat(ImageIO.read(new ByteArrayInputStream(file)).getWidth()).isEqualTo(width);
  }

  private static byte[] jdk(BufferedImage image, int quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(quality / 100f);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      IIOImage written = new IIOImage(image, null, null);
      if (quality >= 90) {
        written.setMetadata(PictureWriter.fullChroma(writer, written, param));
      }
      writer.write(null, written, param);
    }
    return out.toByteArray();
  }

  private static TurboJpegDecoder decoder() {
    return Objects.requireNonNull(TurboJpegDecoder.INSTALLED);
  }

  private static TurboJpegEncoder encoder() {
    return Objects.requireNonNull(TurboJpegEncoder.INSTALLED);
  }
}
