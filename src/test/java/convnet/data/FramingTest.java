package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.data.Framing.Box;
import convnet.io.RgbImage;
import convnet.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FramingTest {

  @ParameterizedTest
  @CsvSource({
    // height, width, resize, to height, to width, scaled height, scaled width, top, left
    "375, 500, 256, 224, 224, 256, 341, 16, 58", // torchvision: int(256·500/375), round(117 / 2)
    "500, 375, 256, 224, 224, 341, 256, 58, 16",
    "227, 227, 256, 227, 227, 256, 256, 14, 14", // round(14.5) = 14: halves to even
    "32, 32, 32, 32, 32, 32, 32, 0, 0",
    "32, 32, 0, 32, 32, 32, 32, 0, 0",
    "40, 60, 0, 32, 32, 32, 48, 0, 8",
    "20, 20, 0, 32, 32, 32, 32, 0, 0",
    "20, 20, 0, 32, 48, 48, 48, 8, 0", // the longer side of the input decides
    "20, 30, 32, 32, 64, 43, 64, 6, 0", // 32 would leave 48 of the 64 columns
    "1, 1000, 256, 224, 224, 256, 256000, 16, 127888",
    "1000000000, 1, 256, 224, 224, 1073741824, 256, 536870800, 16",
  })
  void theMiddleOfTheScaledImage(
      int height,
      int width,
      int resize,
      int h,
      int w,
      int scaledH,
      int scaledW,
      int top,
      int left) {
    Framing framing = Framing.centerCrop(height, width, preprocess(resize, h, w));
    assertThat(framing)
        .isEqualTo(
            new Framing(
                new Box(0, 0, height, width), scaledH, scaledW, new Box(top, left, h, w), false));
  }

  @Test
  void randomlyResizedBoxesLieWithinAreaAndShape() {
    RandomGenerator random = new SplittableRandom(1);
    Preprocess to = preprocess(256, 224, 200);
    int mirrored = 0;
    double least = 1;
    double most = 0;
    double sumOfLogs = 0;
    int n = 4000;
    for (int i = 0; i < n; i++) {
      Framing framing = Framing.standard(400, 500, to, random);
      Box box = framing.box();
      assertInside(box, 400, 500);
      assertThat(framing.scaledHeight()).isEqualTo(224);
      assertThat(framing.scaledWidth()).isEqualTo(200);
      assertThat(framing.window()).isEqualTo(new Box(0, 0, 224, 200));
      double area = box.height() * box.width() / (400.0 * 500);
      double aspect = (double) box.width() / box.height();
      assertThat(area).isBetween(0.079, 1.0);
      assertThat(aspect).isBetween(0.74, 1.35);
      least = Math.min(least, area);
      most = Math.max(most, area);
      sumOfLogs += Math.log(aspect);
      mirrored += framing.mirrored() ? 1 : 0;
    }
    assertThat(least).isLessThan(0.1);
    assertThat(most).isGreaterThan(0.9);
    // Uniform in the logarithm, but for wide boxes that fit better here. The mean of uniform shapes
    // would be 1.012, that is 0.012.
    assertThat(sumOfLogs / n).isBetween(0.0, 0.05);
    assertThat(mirrored).isBetween(n / 2 - 160, n / 2 + 160); // five standard deviations
  }

  @Test
  void aStripThatNoBoxFitsGivesItsMiddle() {
    RandomGenerator random = new SplittableRandom(2);
    Preprocess to = preprocess(256, 224, 224);
    assertThat(Framing.standard(1000, 9, to, random).box()).isEqualTo(new Box(494, 0, 12, 9));
    assertThat(Framing.standard(9, 1000, to, random).box()).isEqualTo(new Box(0, 494, 9, 12));
  }

  @Test
  void thumbnailsAreShiftedByAnEighth() {
    RandomGenerator random = new SplittableRandom(3);
    Preprocess to = preprocess(32, 32, 32);
    Set<Box> windows = new HashSet<>();
    int mirrored = 0;
    for (int i = 0; i < 3000; i++) {
      Framing framing = Framing.standard(32, 48, to, random);
      Box window = framing.window();
      assertThat(framing.box()).isEqualTo(new Box(0, 0, 32, 48));
      assertThat(framing.scaledWidth()).isEqualTo(48);
      assertThat(window.top()).isBetween(-4, 4);
      assertThat(window.left()).isBetween(-4, 20);
      windows.add(window);
      mirrored += framing.mirrored() ? 1 : 0;
    }
    assertThat(windows).hasSize(9 * 25);
    assertThat(mirrored).isBetween(1500 - 137, 1500 + 137); // five standard deviations
  }

  @ParameterizedTest
  @CsvSource({"32, 56", "56, 32"})
  void theEighthIsOfTheShorterSide(int height, int width) {
    RandomGenerator random = new SplittableRandom(6);
    Set<Box> windows = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      Box window = Framing.standard(height, width, preprocess(0, height, width), random).window();
      assertThat(window.top()).isBetween(-4, 4);
      assertThat(window.left()).isBetween(-4, 4);
      windows.add(window);
    }
    assertThat(windows).hasSize(9 * 9);
  }

  @Test
  void partsOfTheScaledImageAreCutOutAnywhere() {
    RandomGenerator random = new SplittableRandom(4);
    Preprocess to = preprocess(70, 64, 64);
    Set<Box> windows = new HashSet<>();
    int mirrored = 0;
    for (int i = 0; i < 4000; i++) {
      Framing framing = Framing.alexnet(100, 105, to, random);
      Box window = framing.window();
      assertThat(framing.box()).isEqualTo(new Box(0, 0, 100, 105));
      assertThat(framing.scaledHeight()).isEqualTo(70);
      assertThat(framing.scaledWidth()).isEqualTo(73);
      assertInside(window, 70, 73);
      windows.add(window);
      mirrored += framing.mirrored() ? 1 : 0;
    }
    assertThat(windows).hasSize(7 * 10);
    assertThat(mirrored).isBetween(2000 - 160, 2000 + 160); // five standard deviations
    assertThat(Framing.alexnet(32, 32, preprocess(32, 32, 32), new SplittableRandom(5)))
        .isEqualTo(Framing.standard(32, 32, preprocess(32, 32, 32), new SplittableRandom(5)));
  }

  @Test
  void theBorderIsBlackAsTheNetworkSeesBlack() {
    Pixels white = new Pixels(1, 2, 2, new byte[] {-1, -1, -1, -1});
    Framing framing = new Framing(new Box(0, 0, 2, 2), 2, 2, new Box(-1, 1, 2, 2), false);
    Tensor into = Tensor.zeros(1, 2, 2);
    ImageTransform transform =
        new ImageTransform(new Preprocess(0, 2, 2, List.of(0.5f), List.of(0.25f)));
    transform.render(white, framing, new float[1], into, new Resampler());
    assertThat(into.toArray()).containsExactly(new float[] {-2, -2, 2, -2}, within(0f));
  }

  @Test
  void lumaIsThatOfItu601() {
    Pixels luma =
        Pixels.of(
            new convnet.io.RgbImage(
                5, 1, new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1, -1, -1, -1, 10, 20, 30}),
            1);
    // PIL: Image.new("RGB", (1, 1), colour).convert("L")
    assertThat(luma.samples()).containsExactly(76, 150, 29, 255, 18);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Preprocess(0, 2, 2, List.of(0f, 0f), List.of(1f, 1f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 channel or 3");
    assertThatThrownBy(() -> new Preprocess(0, 2, 2, List.of(0f), List.of(0f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> preprocess(256, 0, 224)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Preprocess preprocess(int resize, int height, int width) {
    return new Preprocess(resize, height, width, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
  }

  private static void assertInside(Box box, int height, int width) {
    assertThat(box.top()).isNotNegative();
    assertThat(box.left()).isNotNegative();
    assertThat(box.top() + box.height()).isLessThanOrEqualTo(height);
    assertThat(box.left() + box.width()).isLessThanOrEqualTo(width);
  }

  /** The whole scaled image is at hand, too: the crops are cut out of it by hand. */
  @ParameterizedTest
  @CsvSource({
    "40, 60, 20, 30",
    "60, 40, 30, 20",
    "20, 20, 20, 20",
    "16, 16, 20, 20",
    "40, 42, 20, 21"
  })
  void tenCropsAreCornersMiddleAndTheirMirrorImages(int height, int width, int h, int w) {
    int size = 16;
    List<Float> mean = List.of(0.4f, 0.5f, 0.6f);
    List<Float> std = List.of(0.2f, 0.25f, 0.3f);
    byte[] samples = new byte[3 * height * width];
    new Random(3).nextBytes(samples);
    RgbImage image = new RgbImage(width, height, samples);
    Tensor whole = Tensor.zeros(3, h, w);
    transform(new Preprocess(20, h, w, mean, std)).apply(image, whole);
    ImageTransform cropping = transform(new Preprocess(20, size, size, mean, std));
    Tensor crops = Tensor.zeros(10, 3, size, size);
    cropping.applyTenCrops(image, crops);

    int[][] corners = {
      {0, 0}, {0, w - size}, {h - size, 0}, {h - size, w - size}, {(h - size) / 2, (w - size) / 2}
    };
    for (int i = 0; i < 10; i++) {
      int[] corner = corners[i % 5].clone();
      if (i == 9) {
        // The middle of the mirror image, in pixels of the image.
        corner[1] = w - size - corner[1];
      }
      for (int channel = 0; channel < 3; channel++) {
        for (int y = 0; y < size; y++) {
          for (int x = 0; x < size; x++) {
            int from = corner[1] + (i < 5 ? x : size - 1 - x);
            assertThat(crops.get(i, channel, y, x))
                .as("crop %d at %d, %d", i, y, x)
                .isEqualTo(whole.get(channel, corner[0] + y, from));
          }
        }
      }
    }
    Tensor middle = Tensor.zeros(3, size, size);
    cropping.apply(image, middle);
    assertThat(crops.slice(4).toArray()).containsExactly(middle.toArray());
  }

  private static ImageTransform transform(Preprocess preprocess) {
    return new ImageTransform(preprocess);
  }
}
