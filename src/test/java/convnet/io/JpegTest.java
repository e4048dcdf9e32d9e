package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegTest {
  private static byte[] jpeg(boolean progressive) {
    BufferedImage image = ImageFixtures.colourful(45, 37);
    return progressive ? ImageFixtures.progressiveJpeg(image) : ImageFixtures.encode(image, "jpg");
  }

  /** ImageIO leaves the conversion from YCbCr to libjpeg: the very same bits must come out. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void coloursAreThoseOfLibjpeg(boolean progressive) throws IOException {
    byte[] file = jpeg(progressive);
    assertThat(read(file).samples()).isEqualTo(ImageFilesTest.imageIoSamples(file));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTruncationIsFound(boolean progressive) throws IOException {
    byte[] file = jpeg(progressive);
    assertThat(read(file).height()).isEqualTo(37);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut to %d of %d bytes", length, file.length)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageStartingWith("photo.jpg: ");
    }
  }

  /**
   * A flipped bit may lead to another valid file. What must not happen is an exception of any other
   * kind, and most of those that derail the decoder must be found.
   */
  @Test
  void flippedBitsNeverLeadToAnythingButAClearError() {
    byte[] file = jpeg(false);
    SplittableRandom random = new SplittableRandom(5);
    int found = 0;
    for (int i = 0; i < 400; i++) {
      byte[] flipped = file.clone();
      flipped[2 + random.nextInt(file.length - 2)] ^= (byte) (1 << random.nextInt(8));
      try {
        read(flipped);
      } catch (IOException e) {
        assertThat(e).isInstanceOf(MalformedFileException.class);
        found++;
      }
    }
    assertThat(found).isGreaterThan(40);
  }

  @Test
  void bytesAfterTheEndAreNoConcern() throws IOException {
    byte[] file = jpeg(false);
    assertThat(read(Arrays.copyOf(file, file.length + 100)).samples())
        .isEqualTo(read(file).samples());
    // A film behind it, or what an application keeps in it, may have any bytes.
    byte[] scans = new byte[10_000];
    for (int i = 0; i < scans.length; i++) {
      scans[i] = (byte) (i % 2 == 0 ? 0xFF : 0xDA);
    }
    byte[] followed = Arrays.copyOf(file, file.length + scans.length);
    System.arraycopy(scans, 0, followed, file.length, scans.length);
    assertThat(read(followed).samples()).isEqualTo(read(file).samples());
    assertThat(read(ImageFixtures.withSegment(file, 0xED, scans)).samples())
        .isEqualTo(read(file).samples());
  }

  @Test
  void threeComponentsAreRgbWhenAdobeSaysSo() throws IOException {
    byte[] raw = ImageFixtures.withoutJfif(ImageFixtures.rawJpeg(16, 16, 200, 30, 60));
    byte[] rgb = ImageFixtures.withSegment(raw, 0xEE, ImageFixtures.adobe(0));
    assertThat(firstPixel(read(rgb))).containsExactly(new float[] {200, 30, 60}, within(2f));

    byte[] ycc = ImageFixtures.withSegment(raw, 0xEE, ImageFixtures.adobe(1));
    // Y = 200, Cb = 30, Cr = 60: R = 200 + 1.402 (60 - 128), and so on by JFIF's formulas.
    assertThat(firstPixel(read(ycc))).containsExactly(new float[] {105, 255, 26}, within(2f));
  }

  /** Adobe stores the inks inverted: 255 is none. */
  @Test
  void cmykBecomesRgb() throws IOException {
    byte[] raw = ImageFixtures.withoutJfif(ImageFixtures.rawJpeg(16, 16, 255, 0, 0, 255));
    byte[] red = ImageFixtures.withSegment(raw, 0xEE, ImageFixtures.adobe(0));
    assertThat(firstPixel(read(red))).containsExactly(new float[] {255, 0, 0}, within(3f));
    Picture picture = ImageFiles.readPicture(red, "red.jpg", ImageLimits.DEFAULT, false);
    assertThat(picture.pixels().shape().dims()).containsExactly(3, 16, 16);
    assertThat(picture.alpha()).isNull();
  }

  /** Without Adobe's marker they are not inverted, whatever the components are called. */
  @Test
  void fourComponentsWithoutAMarkerAreCmyk() throws IOException {
    byte[] raw = ImageFixtures.withoutJfif(ImageFixtures.rawJpeg(16, 16, 255, 0, 0, 0));
    float[] cyan = firstPixel(read(JpegHeader.withCmykNames(raw)));
    assertThat(firstPixel(read(raw))).containsExactly(cyan);
    Picture picture = ImageFiles.readPicture(raw, "cyan.jpg", ImageLimits.DEFAULT, false);
    assertThat(picture.pixels().shape().dims()).containsExactly(3, 16, 16);
    assertThat(picture.alpha()).isNull();
    byte[] marked = ImageFixtures.withSegment(raw, 0xEE, ImageFixtures.adobe(0));
    assertThat(JpegHeader.withCmykNames(marked)).isEqualTo(marked);
  }

  @Test
  void anEmbeddedProfileIsApplied() throws IOException {
    byte[] flat = ImageFixtures.encode(flat(0xFF808080), "jpg");
    byte[] linear = withProfile(flat, ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData());
    // Half of linear light is 188 of 255 in sRGB (IEC 61966-2-1).
    assertThat(firstPixel(read(linear))).containsExactly(new float[] {188, 188, 188}, within(3f));

    byte[] srgb = withProfile(flat, ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
    assertThat(firstPixel(read(srgb))).containsExactly(new float[] {128, 128, 128}, within(1f));
  }

  @Test
  void aBrokenProfileOrExifBlockIsNoReasonToRefuseThePicture() throws IOException {
    byte[] file = jpeg(false);
    byte[] broken =
        ImageFixtures.withSegment(
            ImageFixtures.withSegment(file, 0xE1, new byte[] {'E', 'x', 'i', 'f', 0, 0, 'I', 'I'}),
            0xE2,
            "ICC_PROFILE\0\1\1garbage".getBytes(StandardCharsets.US_ASCII));
    assertThat(read(broken).samples()).isEqualTo(read(file).samples());
  }

  private static BufferedImage flat(int rgb) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, rgb);
    }
    return image;
  }

  private static byte[] withProfile(byte[] file, byte[] profile) {
    byte[] segment =
        ByteBuffer.allocate(14 + profile.length)
            .put("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII))
            .put(profile)
            .array();
    return ImageFixtures.withSegment(file, 0xE2, segment);
  }

  private static float[] firstPixel(RgbImage image) {
    return new float[] {
      image.samples()[0] & 0xFF, image.samples()[1] & 0xFF, image.samples()[2] & 0xFF
    };
  }

  private static RgbImage read(byte[] file) throws IOException {
    return ImageFiles.readRgb(file, "photo.jpg", ImageLimits.DEFAULT);
  }
}
