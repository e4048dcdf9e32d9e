package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.RgbImage;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CutoutTest {
  private static final int HEIGHT = 7;
  private static final int WIDTH = 5;

  private final Random random = new Random(6);

  private static Tensor ones(int channels) {
    Tensor image = Tensor.zeros(Shape.of(channels, HEIGHT, WIDTH));
    Arrays.fill(image.data(), 1);
    return image;
  }

  /** Where a plane is hidden: {@code '#'} of {@code '.'}, row by row. */
  private static String drawn(Tensor image, int channel) {
    StringBuilder rows = new StringBuilder();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        rows.append(image.get(channel, y, x) == 0 ? '#' : '.');
      }
      rows.append('\n');
    }
    return rows.toString();
  }

  /**
   * Every pixel is a square's middle at times, and a square has the same pixels in all channels.
   */
  @Test
  void hidesASquareThatMayReachOverTheEdge() {
    boolean[] seen = new boolean[HEIGHT * WIDTH];
    for (int round = 0; round < 1000; round++) {
      Tensor image = ones(2);
      new Cutout(3).apply(image, null, random);
      String rows = drawn(image, 0);
      assertThat(drawn(image, 1)).isEqualTo(rows);
      boolean matches = false;
      for (int middle = 0; middle < HEIGHT * WIDTH; middle++) {
        Tensor expected = ones(1);
        for (int i = 0; i < HEIGHT * WIDTH; i++) {
          if (Math.abs(i / WIDTH - middle / WIDTH) <= 1
              && Math.abs(i % WIDTH - middle % WIDTH) <= 1) {
            expected.data()[i] = 0;
          }
        }
        if (drawn(expected, 0).equals(rows)) {
          seen[middle] = true;
          matches = true;
        }
      }
      assertThat(matches).as(rows).isTrue();
    }
    for (boolean middle : seen) {
      assertThat(middle).isTrue();
    }
  }

  @Test
  void hidesPixelsWhereAPermutationHasPutThem() {
    int[] places = PixelPermutation.of(HEIGHT * WIDTH, 3);
    Tensor straight = ones(1);
    Tensor mixed = ones(1);
    new Cutout(4).apply(straight, null, new Random(1));
    new Cutout(4).apply(mixed, places, new Random(1));
    assertThat(drawn(straight, 0)).contains("#").isNotEqualTo(drawn(mixed, 0));
    for (int i = 0; i < places.length; i++) {
      assertThat(mixed.data()[places[i]]).isEqualTo(straight.data()[i]);
    }
  }

  /** A square as large as the image hides at least a quarter of it; a larger one all. */
  @Test
  void mayHideTheWholeImage() {
    Tensor image = ones(3);
    new Cutout(100).apply(image, null, random);
    assertThat(image.data()).containsOnly(0);
  }

  /** Images to train with have it, those to evaluate have not. */
  @Test
  void isOfTrainingAlone() {
    Preprocess preprocess = new Preprocess(HEIGHT, HEIGHT, HEIGHT, List.of(0.25f), List.of(0.5f));
    ImageTransform transform =
        new ImageTransform(preprocess, Augmentation.NONE, null, new Cutout(3));
    byte[] white = new byte[HEIGHT * HEIGHT * 3];
    Arrays.fill(white, (byte) 255);
    RgbImage photo = new RgbImage(HEIGHT, HEIGHT, white);
    Tensor trained = Tensor.zeros(transform.outputShape());
    Tensor evaluated = Tensor.zeros(transform.outputShape());
    transform.apply(Pixels.of(photo, 1), random, trained, new Resampler());
    transform.apply(photo, evaluated);
    assertThat(trained.data()).contains(0, 1.5f);
    assertThat(evaluated.data()).containsOnly(1.5f);
  }
}
