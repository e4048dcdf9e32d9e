package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files of many tools against what these tools see in them: golden/make_images.py and, for lossy
 * WebPs, golden/make_webps.py.
 */
class GoldenImagesTest {
  /** A file and the name of what is in it. */
  record GoldenImage(
      String name, byte[] file, String reference, float tolerance, int frames, byte[] expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<GoldenImage> images() throws IOException {
    List<GoldenImage> images = new ArrayList<>(goldenImages("images.json"));
    images.addAll(goldenImages("webps.json"));
    return images;
  }

  private static List<GoldenImage> goldenImages(String file) throws IOException {
    try (InputStream in = GoldenImagesTest.class.getResourceAsStream("/golden/" + file)) {
      JsonNode golden = new JsonMapper().readTree(Objects.requireNonNull(in));
      return golden
          .get("files")
          .valueStream()
          .map(
              image ->
                  new GoldenImage(
                      image.get("name").stringValue(),
                      bytes(image.get("file")),
                      image.get("reference").stringValue(),
                      image.get("tolerance").floatValue(),
                      image.get("frames").intValue(),
                      bytes(golden.get("references").get(image.get("reference").stringValue()))))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("images")
  void isReadAsItsToolsSeeIt(GoldenImage golden) throws IOException {
    TensorInput read = TensorFiles.read(golden.file, golden.name, ImageLimits.DEFAULT, false);
    assertThat(read.kind()).isEqualTo(TensorInput.Kind.IMAGE);
    assertThat(read.frames()).isEqualTo(golden.frames);
    Tensor expected = Npy.read(golden.expected, golden.reference);
    Tensor pixels = read.tensor();
    int channels = expected.shape().dim(0);
    if (golden.reference.endsWith("+alpha")) {
      assertThat(read.opacity()).isNotNull();
      assertNear(
          read.opacity().toTensor(), expected.narrow(channels - 1, channels), golden.tolerance);
      expected = expected.narrow(0, channels - 1);
    } else {
      assertThat(read.opacity()).isNull();
    }
    assertNear(pixels, expected, golden.tolerance);
  }

  /** What a network is trained on: the same in 8 bits, grey three times, without alpha. */
  @ParameterizedTest
  @MethodSource("images")
  void isTheSameForTraining(GoldenImage golden) throws IOException {
    RgbImage read = ImageFiles.readRgb(golden.file, golden.name, ImageLimits.DEFAULT);
    Tensor expected = Npy.read(golden.expected, golden.reference);
    int plane = expected.shape().dim(1) * expected.shape().dim(2);
    assertThat(read.height()).isEqualTo(expected.shape().dim(1));
    assertThat(read.width()).isEqualTo(expected.shape().dim(2));
    boolean grey = expected.shape().dim(0) < 3;
    for (int i = 0; i < 3 * plane; i++) {
      int band = grey ? 0 : i % 3;
      float level = expected.data()[expected.offset() + band * plane + i / 3];
      assertThat((float) (read.samples()[i] & 0xFF))
          .as("sample %d", i)
          .isCloseTo(Math.clamp(level, 0, 255), within(golden.tolerance + 0.5f + 1e-3f));
    }
  }

  static List<GoldenImage> sampledJpegs() throws IOException {
    return images().stream().filter(image -> image.name.matches("\\dx\\d\\.jpg")).toList();
  }

  /** However their colours are sampled, and whether libjpeg-turbo is installed or not. */
  @ParameterizedTest
  @MethodSource("sampledJpegs")
  void theJdkSeesTheSamePixels(GoldenImage golden) throws IOException {
    BufferedImage expected = ImageIO.read(new ByteArrayInputStream(golden.file));
    RgbImage read = ImageFiles.readRgb(golden.file, golden.name, ImageLimits.DEFAULT);
    for (int i = 0; i < read.width() * read.height(); i++) {
      int rgb = expected.getRGB(i % read.width(), i / read.width());
      for (int band = 0; band < 3; band++) {
        assertThat(read.samples()[3 * i + band] & 0xFF).isEqualTo(rgb >> 16 - 8 * band & 0xFF);
      }
    }
  }

  /** Whatever is broken in a file, it is read or refused, and nothing else happens. */
  @ParameterizedTest
  @MethodSource("images")
  void isReadOrRefusedWhenItIsBroken(GoldenImage golden) {
    for (int i = 0; i < 8; i++) {
      byte[] broken = golden.file.clone();
      int at = (i * 7919 + 13) % broken.length;
      broken[at] ^= (byte) (1 << i % 8);
      readOrRefuse(broken);
      readOrRefuse(Arrays.copyOf(golden.file, at));
    }
  }

  private static void readOrRefuse(byte[] file) {
    try {
      ImageFiles.readPicture(file, "broken", new ImageLimits(1 << 20), false);
    } catch (IOException e) {
      assertThat(e).isInstanceOf(MalformedFileException.class).hasMessageStartingWith("broken: ");
    }
  }

  @Test
  void aKindOfJpegThatNobodyReadsIsNamed() throws IOException {
    byte[] jpeg = ImageFixtures.encode(ImageFixtures.colourful(16, 16), "jpg");
    int frame = 0;
    while (jpeg[frame] != (byte) 0xFF || jpeg[frame + 1] != (byte) 0xC0) {
      frame++;
    }
    jpeg[frame + 4] = 12;
    assertRefused(jpeg, "x.jpg: is a JPEG of 12 bits a sample; only 8 can be read");
    jpeg[frame + 1] = (byte) 0xC9;
    assertRefused(jpeg, "x.jpg: is a JPEG with arithmetic coding; only Huffman coding can be read");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> ImageFiles.readRgb(file, "x.jpg", ImageLimits.DEFAULT))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(message);
  }

  /**
   * @param actual 0..1
   * @param expected 0..255, whose float32 is not always the nearest to what has been divided
   */
  private static void assertNear(Tensor actual, Tensor expected, float tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    for (int i = 0; i < actual.size(); i++) {
      float difference =
          actual.data()[actual.offset() + i] * 255 - expected.data()[expected.offset() + i];
      assertThat(Math.abs(difference)).as("sample %d", i).isLessThanOrEqualTo(tolerance + 1e-4f);
    }
  }

  private static byte[] bytes(JsonNode text) {
    byte[] deflated = Base64.getDecoder().decode(text.stringValue());
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
