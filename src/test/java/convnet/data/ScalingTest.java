package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.data.Framing.Box;
import convnet.data.Resampler.View;
import convnet.tensor.Tensor;
import java.io.InputStream;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Scaling, cutting and normalising, against PIL and torchvision (golden/resize.py). */
final class ScalingTest {
  private static final List<Float> MEAN = List.of(0.485f, 0.456f, 0.406f);
  private static final List<Float> STD = List.of(0.229f, 0.224f, 0.225f);

  @Test
  void eightPixelsBecomeThree() {
    byte[] ramp = new byte[8];
    for (int i = 0; i < 8; i++) {
      ramp[i] = (byte) (30 * i);
    }
    View row = scale(new Pixels(1, 1, 8, ramp), new Box(0, 0, 1, 8), 1, 3);
    View column = scale(new Pixels(1, 8, 1, ramp), new Box(0, 0, 8, 1), 3, 1);
    assertThat(samples(row, 1, 1, 3)).containsExactly(33, 105, 177);
    assertThat(samples(column, 1, 3, 1)).containsExactly(33, 105, 177);
  }

  @TestFactory
  Stream<DynamicTest> imagesAreScaledAsByPil() {
    return each(
        "resized",
        golden -> {
          Pixels source = source(golden, 3);
          int height = golden.at("/scaled/0").asInt();
          int width = golden.at("/scaled/1").asInt();
          View view = scale(source, new Box(0, 0, source.height(), source.width()), height, width);
          assertThat(samples(view, 3, height, width)).containsExactly(samples(golden));
        });
  }

  @TestFactory
  Stream<DynamicTest> boxesAreScaledAsByTorchvision() {
    return each(
        "boxed",
        golden -> {
          int[] box = IntStream.range(0, 4).map(i -> golden.at("/box/" + i).asInt()).toArray();
          int height = golden.at("/scaled/0").asInt();
          int width = golden.at("/scaled/1").asInt();
          View view =
              scale(source(golden, 3), new Box(box[0], box[1], box[2], box[3]), height, width);
          assertThat(samples(view, 3, height, width)).containsExactly(samples(golden));
        });
  }

  @TestFactory
  Stream<DynamicTest> imagesAreEvaluatedAsByTorchvision() {
    return each(
        "evaluated",
        golden -> {
          int crop = golden.get("crop").asInt();
          int channels = golden.get("channels").asInt();
          Preprocess preprocess =
              new Preprocess(
                  golden.get("resize").asInt(),
                  crop,
                  crop,
                  MEAN.subList(0, channels),
                  STD.subList(0, channels));
          Tensor into = Tensor.zeros(channels, crop, crop);
          new ImageTransform(preprocess, Augmentation.STANDARD, null, null)
              .apply(
                  Drawings.picture(golden.at("/source/0").asInt(), golden.at("/source/1").asInt()),
                  into);
          float[] expected = new float[into.size()];
          for (int i = 0; i < expected.length; i++) {
            expected[i] = golden.get("numbers").get(i).floatValue();
          }
          // The numbers have seven digits; one level of 255 would be 0.017.
          assertThat(into.toArray()).containsExactly(expected, within(1e-6f));
        });
  }

  @TestFactory
  Stream<DynamicTest> shiftedAndMirroredAsByTorchvision() {
    return each(
        "shifted",
        golden -> {
          int size = golden.get("size").asInt();
          Pixels source = source(golden, 3);
          Box window = new Box(golden.get("top").asInt(), golden.get("left").asInt(), size, size);
          Framing framing =
              new Framing(
                  new Box(0, 0, source.height(), source.width()),
                  source.height(),
                  source.width(),
                  window,
                  true);
          Preprocess levels =
              new Preprocess(
                  0, size, size, Collections.nCopies(3, 0f), Collections.nCopies(3, 1 / 255f));
          Tensor batch = Tensor.zeros(2, 3, size, size);
          new ImageTransform(levels)
              .render(source, framing, new float[3], batch.slice(1), new Resampler());
          assertThat(levels(batch.slice(1))).containsExactly(samples(golden));
          assertThat(batch.slice(0).toArray()).containsOnly(0);
        });
  }

  @Test
  void aWindowGivesThatPartOfTheWhole() {
    Pixels source = Pixels.of(Drawings.picture(50, 70), 3);
    Box box = new Box(3, 5, 41, 60);
    Resampler resampler = new Resampler();
    int[] whole = samples(resampler.scale(source, box, 20, 30, new Box(0, 0, 20, 30)), 3, 20, 30);
    int[] part = samples(resampler.scale(source, box, 20, 30, new Box(7, 11, 6, 9)), 3, 6, 9);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 6; y++) {
        for (int x = 0; x < 9; x++) {
          assertThat(part[(c * 6 + y) * 9 + x]).isEqualTo(whole[(c * 20 + 7 + y) * 30 + 11 + x]);
        }
      }
    }
  }

  @Test
  void theBrightestStaysTheBrightest() {
    byte[] white = new byte[100_003];
    java.util.Arrays.fill(white, (byte) 255);
    View view = scale(new Pixels(1, 1, white.length, white), new Box(0, 0, 1, white.length), 1, 3);
    assertThat(samples(view, 1, 1, 3)).containsExactly(255, 255, 255);
  }

  private static View scale(Pixels source, Box box, int height, int width) {
    return new Resampler().scale(source, box, height, width, new Box(0, 0, height, width));
  }

  private static int[] samples(View view, int channels, int height, int width) {
    int[] samples = new int[channels * height * width];
    for (int i = 0; i < samples.length; i++) {
      int row = i / width;
      int from = view.first() + row / height * view.plane() + row % height * view.stride();
      samples[i] = view.samples()[from + i % width] & 0xFF;
    }
    return samples;
  }

  private static int[] levels(Tensor numbers) {
    return IntStream.range(0, numbers.size())
        .map(i -> Math.round(numbers.data()[numbers.offset() + i]))
        .toArray();
  }

  private static Pixels source(JsonNode golden, int channels) {
    int height = golden.at("/source/0").asInt();
    int width = golden.at("/source/1").asInt();
    return Pixels.of(Drawings.picture(height, width), channels);
  }

  private static int[] samples(JsonNode golden) {
    byte[] bytes = HexFormat.of().parseHex(golden.get("samples").asString());
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF).toArray();
  }

  private interface Check {
    void of(JsonNode golden);
  }

  private static Stream<DynamicTest> each(String list, Check check) {
    InputStream file = ScalingTest.class.getResourceAsStream("/golden/resize.json");
    JsonNode goldens = new ObjectMapper().readTree(file).get(list);
    assertThat(goldens.size()).isPositive();
    return IntStream.range(0, goldens.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    list + " " + i + ", source " + goldens.get(i).get("source"),
                    () -> check.of(goldens.get(i))));
  }
}
