package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "ppm", "tiff", "tga"})
  void losslessFormatsGiveTheSamplesBack(String format) throws IOException {
    BufferedImage image = ImageFixtures.colourful(13, 7);
    RgbImage read = readRgb(ImageFixtures.encode(image, format));
    assertThat(read.width()).isEqualTo(13);
    assertThat(read.height()).isEqualTo(7);
    assertThat(read.samples()).isEqualTo(samples(image));
  }

  @Test
  void greyIsRepeatedAndKeptAsStored() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 100, 255});
    byte[] png = ImageFixtures.encode(image, "png");
    assertThat(readRgb(png).samples()).isEqualTo(new byte[] {0, 0, 0, 100, 100, 100, -1, -1, -1});
    Picture picture = readPicture(png, false);
    assertThat(picture.pixels().shape().dims()).containsExactly(1, 1, 3);
    assertThat(picture.pixels().toArray()).containsExactly(0, 100 / 255f, 1);
    assertThat(picture.alpha()).isNull();
  }

  @Test
  void sixteenBitsKeepTheirPrecision() throws IOException {
    BufferedImage grey = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 1, 32768, 65535});
    byte[] png = ImageFixtures.encode(grey, "png");
    assertThat(readPicture(png, false).pixels().toArray())
        .containsExactly(0, 1 / 65535f, 32768 / 65535f, 1);
    assertThat(readRgb(png).samples())
        .isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, -128, -128, -128, -1, -1, -1});

    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 1, 1, 4, null);
    raster.setPixel(0, 0, new int[] {257, 1000, 65535, 30000});
    var colours =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).getColorModel().getColorSpace();
    BufferedImage rgba =
        new BufferedImage(
            new ComponentColorModel(colours, true, false, 3, DataBuffer.TYPE_USHORT),
            raster,
            false,
            null);
    Picture picture = readPicture(ImageFixtures.encode(rgba, "png"), false);
    assertThat(picture.pixels().toArray()).containsExactly(257 / 65535f, 1000 / 65535f, 1);
    assertThat(picture.alpha()).isNotNull();
    assertThat(picture.alpha().toArray()).containsExactly(30000 / 65535f);
  }

  /** Half of linear light is 0.735357 in sRGB (IEC 61966-2-1); 8 bits could say 0.733 or 0.737. */
  @Test
  void otherColourSpacesAreConvertedWithThePrecisionThatTheyHave() {
    var linear = ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB);
    for (int type : new int[] {DataBuffer.TYPE_USHORT, DataBuffer.TYPE_FLOAT}) {
      var model = new ComponentColorModel(linear, false, false, 1, type);
      WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
      boolean isFloat = type == DataBuffer.TYPE_FLOAT;
      raster.setPixel(0, 0, isFloat ? new float[] {.5f, 2, -1} : new float[] {32768, 0, 65535});
      Samples samples = ImageSamples.of(new BufferedImage(model, raster, false, null), false);
      assertThat(((Samples.Floats) samples).values())
          .containsExactly(
              isFloat ? new float[] {0.5f, 2, -1} : new float[] {0.735357f, 0, 1}, within(5e-4f));
    }
  }

  @Test
  void alphaIsSetAsideAndTheColoursUnderItAreAsStored() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00_0A_14_1E);
    image.setRGB(1, 0, 0x80_C8_96_64);
    byte[] png = ImageFixtures.encode(image, "png");
    assertThat(readRgb(png).samples())
        .isEqualTo(new byte[] {10, 20, 30, (byte) 200, (byte) 150, 100});
    Picture picture = readPicture(png, false);
    assertThat(picture.pixels().shape().dims()).containsExactly(3, 1, 2);
    assertThat(picture.alpha().shape().dims()).containsExactly(1, 1, 2);
    assertThat(picture.alpha().toArray()).containsExactly(0, 128 / 255f);
  }

  @Test
  void greyWithAlphaStaysGrey() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 1, 1, 2, null);
    raster.setPixel(0, 0, new int[] {90, 60});
    var grey =
        new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY).getColorModel().getColorSpace();
    BufferedImage image =
        new BufferedImage(
            new ComponentColorModel(grey, true, false, 3, DataBuffer.TYPE_BYTE),
            raster,
            false,
            null);
    byte[] png = ImageFixtures.encode(image, "png");
    Picture picture = readPicture(png, false);
    assertThat(picture.pixels().toArray()).containsExactly(90 / 255f);
    assertThat(picture.alpha().toArray()).containsExactly(60 / 255f);
    assertThat(readRgb(png).samples()).isEqualTo(new byte[] {90, 90, 90});
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "bmp"})
  void aPaletteBecomesRgb(String format) throws IOException {
    byte[] red = Arrays.copyOf(new byte[] {10, (byte) 200, 30, 0}, 256);
    byte[] green = Arrays.copyOf(new byte[] {20, 0, 99, (byte) 255}, 256);
    byte[] blue = Arrays.copyOf(new byte[] {30, 1, 0, 7}, 256);
    IndexColorModel palette = new IndexColorModel(8, 256, red, green, blue);
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {3, 1, 0, 2});
    byte[] file = ImageFixtures.encode(image, format);
    assertThat(readRgb(file).samples())
        .isEqualTo(new byte[] {0, -1, 7, (byte) 200, 0, 1, 10, 20, 30, 30, 99, 0});
    assertThat(readPicture(file, false).pixels().shape().dims()).containsExactly(3, 1, 4);
  }

  @Test
  void aGreyPaletteInAPngIsStillColour() throws IOException {
    byte[] ramp = {0, 50, 100, (byte) 150};
    IndexColorModel palette = new IndexColorModel(8, 4, ramp, ramp, ramp);
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setSample(0, 0, 0, 2);
    assertThat(readPicture(ImageFixtures.encode(image, "png"), false).pixels().toArray())
        .containsExactly(100 / 255f, 100 / 255f, 100 / 255f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void oneBitIsBlackAndWhite(String format) throws IOException {
    BufferedImage image = new BufferedImage(9, 2, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(8, 0, 0xFFFFFF);
    image.setRGB(0, 1, 0xFFFFFF);
    Picture picture = readPicture(ImageFixtures.encode(image, format), true);
    assertThat(picture.pixels().shape().dims()).containsExactly(1, 2, 9);
    float[] expected = new float[18];
    expected[8] = 1;
    expected[9] = 1;
    assertThat(picture.pixels().toArray()).containsExactly(expected, within(1e-6f));
  }

  /** In a PBM, 1 is black and rows begin with a new byte. */
  @Test
  void aBitmapOfThePortableKind() throws IOException {
    byte[] pbm = {'P', '4', '\n', '9', ' ', '2', '\n', -1, 0, 127, -1};
    assertThat(readPicture(pbm, false).pixels().toArray())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    byte[] text = "P1\n# bits\n2 2\n1 0\n0 1\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(readPicture(text, false).pixels().toArray()).containsExactly(0, 1, 1, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 24})
  void rowsOfABitmapFillWholeBytes(int width) throws IOException {
    int rowBytes = Math.ceilDiv(width, 8);
    byte[] header = ascii("P4 %d 3\n".formatted(width));
    byte[] pbm = Arrays.copyOf(header, header.length + 3 * rowBytes);
    float[] expected = new float[3 * width];
    for (int y = 0; y < 3; y++) {
      int white = y * width / 3;
      for (int x = 0; x < width; x++) {
        if (x == white) {
          expected[y * width + x] = 1;
        } else {
          pbm[header.length + y * rowBytes + x / 8] |= (byte) (0x80 >> x % 8);
        }
      }
    }
    assertThat(readPicture(pbm, false).pixels().toArray()).containsExactly(expected);
  }

  @Test
  void oneLumaChannelOnRequest() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, Color.RED.getRGB());
    image.setRGB(1, 0, Color.GREEN.getRGB());
    image.setRGB(2, 0, Color.BLUE.getRGB());
    Picture picture = readPicture(ImageFixtures.encode(image, "png"), true);
    assertThat(picture.pixels().toArray()).containsExactly(0.299f, 0.587f, 0.114f);
  }

  /**
   * The PNG gives exact samples, the JPEG shows that its segment is found: cells of 8x8 survive the
   * compression.
   */
  @ParameterizedTest
  @CsvSource({
    "1, abc/def", "2, cba/fed", "3, fed/cba", "4, def/abc",
    "5, ad/be/cf", "6, da/eb/fc", "7, fc/eb/da", "8, cf/be/ad",
    "0, abc/def", "9, abc/def"
  })
  void everyOrientationIsAppliedAsViewersDo(int orientation, String expected) throws IOException {
    int[] levels = {20, 60, 100, 140, 180, 220};
    BufferedImage small = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    small.getRaster().setSamples(0, 0, 3, 2, 0, levels);
    byte[] png =
        ImageFixtures.withChunk(
            ImageFixtures.encode(small, "png"),
            "eXIf",
            ImageFixtures.orientationBlock(orientation, orientation % 2 == 0));
    assertThat(letters(readRgb(png), 1)).isEqualTo(expected);
    Picture picture = readPicture(png, false);
    assertThat(picture.pixels().shape().height()).isEqualTo(expected.split("/").length);
    assertThat(picture.pixels().get(0, 0, 0) * 255)
        .isCloseTo(levels[expected.charAt(0) - 'a'], within(1e-3f));

    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB}) {
      BufferedImage large = new BufferedImage(24, 16, type);
      for (int i = 0; i < 24 * 16; i++) {
        int level = levels[i / 24 / 8 * 3 + i % 24 / 8];
        large.getRaster().setPixel(i % 24, i / 24, new int[] {level, level, level});
      }
      byte[] jpeg =
          ImageFixtures.withSegment(
              ImageFixtures.encode(large, "jpg"),
              0xE1,
              ImageFixtures.exifSegment(orientation, orientation % 3 == 0));
      assertThat(letters(readRgb(jpeg), 8)).isEqualTo(expected);
    }
  }

  private static String letters(RgbImage image, int cell) {
    StringBuilder letters = new StringBuilder();
    for (int y = cell / 2; y < image.height(); y += cell) {
      letters.append(letters.isEmpty() ? "" : "/");
      for (int x = cell / 2; x < image.width(); x += cell) {
        int level = image.samples()[(y * image.width() + x) * 3] & 0xFF;
        letters.append((char) ('a' + Math.round((level - 20) / 40f)));
      }
    }
    return letters.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not an image at all", "1,2,3\n4,5,6\n", "\u0000\u0000\u0000\u0000"})
  void whatIsNoImageIsRefusedByName(String content) throws IOException {
    Path file = directory.resolve("fake.jpg");
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ImageFiles.readRgb(file, ImageLimits.DEFAULT))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith(file + ": is ");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = directory.resolve("missing.jpg");
    assertThatThrownBy(() -> ImageFiles.readRgb(file, ImageLimits.DEFAULT))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(MalformedFileException.class)
        .hasMessage(file + ": no such file or directory");
    assertThatThrownBy(() -> ImageFiles.readRgb(directory, ImageLimits.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tiff"})
  void theLimitIsHeldAgainstTheHeader(String format) {
    byte[] file = ImageFixtures.encode(ImageFixtures.colourful(40, 25), format);
    assertThatThrownBy(() -> ImageFiles.readRgb(file, "big", new ImageLimits(999)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("big: is 40 wide and 25 high: 1000 pixels, over --max-pixels 999");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> ImageFiles.readRgb(file, "big", new ImageLimits(1000))))
        .isNull();
  }

  @Test
  void bombsAreRefusedBeforeTheyTakeMemory() {
    assertRefused(ascii("P6\n25000 25000\n255\n"), "over --max-pixels");
    assertRefused(
        ascii("P6\n11000 11000\n255\n"),
        "claims to be 11000 wide and 11000 high: its 19 bytes cannot hold that many pixels");
    byte[] jpeg = ImageFixtures.encode(ImageFixtures.colourful(16, 16), "jpg");
    int frame = indexOf(jpeg, 0xC0);
    jpeg[frame + 5] = 0x24;
    jpeg[frame + 7] = 0x24;
    assertRefused(jpeg, "cannot hold");
    jpeg[frame + 5] = 0x60;
    jpeg[frame + 7] = 0x60;
    assertRefused(jpeg, "over --max-pixels");
  }

  private static void assertRefused(byte[] file, String reason) {
    assertThatThrownBy(() -> ImageFiles.readRgb(file, "bomb", ImageLimits.DEFAULT))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(reason);
  }

  private static int indexOf(byte[] jpeg, int marker) {
    int at = 2;
    while ((jpeg[at + 1] & 0xFF) != marker) {
      at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | jpeg[at + 3] & 0xFF);
    }
    return at;
  }

  @Test
  void floatMapsOfBothByteOrdersKeepTheirValues() throws IOException {
    ByteBuffer big = ByteBuffer.allocate(22).put(ascii("Pf\n2 1\n1.0\n"));
    big.putFloat(3).putFloat(-7);
    byte[] file = Arrays.copyOf(big.array(), big.position());
    assertThat(readPicture(file, false).pixels().toArray()).containsExactly(3, -7);
    assertThat(readRgb(file).samples()).isEqualTo(new byte[] {-1, -1, -1, 0, 0, 0});
    for (int length = 3; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> readRgb(cut)).isInstanceOf(MalformedFileException.class);
    }
    for (String scale : List.of("-1.0", "-0.5", "-255")) {
      ByteBuffer little = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
      little.put(ascii("Pf\n2 1\n" + scale + "\n")).putFloat(3).putFloat(-7);
      byte[] other = Arrays.copyOf(little.array(), little.position());
      assertThat(readPicture(other, false).pixels().toArray()).as(scale).containsExactly(3, -7);
    }
    assertRefused(ascii("PF\n20000 20000\n-1\n"), "over --max-pixels");
    assertRefused(ascii("PF\n5000 5000\n-1\n"), "cannot hold");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The smallest lossless WebP, 1x1. */
  private static final byte[] WEBP =
      Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

  @Test
  void webpIsReadAndATruncatedOneRefused() throws IOException {
    assertThat(readRgb(WEBP).samples()).hasSize(3);
    for (int length = 1; length < WEBP.length; length++) {
      byte[] cut = Arrays.copyOf(WEBP, length);
      assertThatThrownBy(() -> readRgb(cut)).isInstanceOf(MalformedFileException.class);
    }
  }

  @Test
  void everyTruncatedPngIsRefusedAndEveryFlippedBitFound() throws IOException {
    byte[] png = ImageFixtures.encode(ImageFixtures.colourful(8, 8), "png");
    assertThat(readRgb(png).width()).isEqualTo(8);
    for (int length = 1; length < png.length; length++) {
      byte[] cut = Arrays.copyOf(png, length);
      assertThatThrownBy(() -> readRgb(cut)).isInstanceOf(MalformedFileException.class);
    }
    for (int at = 0; at < png.length; at++) {
      byte[] flipped = png.clone();
      flipped[at] ^= 0x10;
      assertThatThrownBy(() -> readRgb(flipped)).isInstanceOf(MalformedFileException.class);
    }
  }

  @Test
  void manyThreadsReadTheSame() {
    byte[] jpeg = ImageFixtures.encode(ImageFixtures.colourful(64, 48), "jpg");
    long distinct =
        java.util.stream.IntStream.range(0, 200)
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    return Arrays.hashCode(readRgb(jpeg).samples());
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                })
            .distinct()
            .count();
    assertThat(distinct).isEqualTo(1);
  }

  private static byte[] samples(BufferedImage image) {
    byte[] samples = new byte[image.getWidth() * image.getHeight() * 3];
    for (int i = 0; i < samples.length; i++) {
      int pixel = i / 3;
      int rgb = image.getRGB(pixel % image.getWidth(), pixel / image.getWidth());
      samples[i] = (byte) (rgb >> 16 - 8 * (i % 3));
    }
    return samples;
  }

  private static RgbImage readRgb(byte[] file) throws IOException {
    return ImageFiles.readRgb(file, "file", ImageLimits.DEFAULT);
  }

  private static Picture readPicture(byte[] file, boolean gray) throws IOException {
    return ImageFiles.readPicture(file, "file", ImageLimits.DEFAULT, gray);
  }

  /** Kept beside the tests of the JPEG reader: what ImageIO itself makes of a file. */
  static byte[] imageIoSamples(byte[] file) throws IOException {
    return samples(ImageIO.read(new ByteArrayInputStream(file)));
  }
}
