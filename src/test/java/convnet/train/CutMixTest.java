package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.data.PixelPermutation;
import convnet.model.Architecture;
import convnet.model.NetworkFormatException;
import convnet.model.NetworkJson;
import convnet.op.MixedLabels;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CutMixTest {
  private static final int HEIGHT = 7;
  private static final int WIDTH = 5;
  private static final int PIXELS = HEIGHT * WIDTH;

  private static CutMix cutMix(double share, String preprocessing) throws NetworkFormatException {
    Architecture architecture =
        NetworkJson.read(
            """
            {"name": "test", "input": [2, 7, 5], "classes": 10,
             "layers": [{"type": "Flatten", "name": "flatten"},
                        {"type": "Linear", "name": "classifier", "out_features": "classes"}],
             "preprocessing": {%s}, "recipe": {"cutmix": %s}}
            """
                .formatted(preprocessing, share),
            "test",
            OptionalInt.empty());
    return new CutMix(architecture);
  }

  private static CutMix cutMix(double share) throws NetworkFormatException {
    return cutMix(share, "");
  }

  /** Images that are all of their label, from 0 up. */
  private static Tensor images(int n) {
    Tensor images = Tensor.zeros(Shape.of(n, 2, HEIGHT, WIDTH));
    for (int i = 0; i < n; i++) {
      images.slice(i).fill(i);
    }
    return images;
  }

  private static MixedLabels labels(int n) {
    MixedLabels labels = MixedLabels.forBatch(n);
    for (int i = 0; i < n; i++) {
      labels.own()[i] = i;
      labels.partners()[i] = 77;
    }
    return labels;
  }

  private static double[] shares(MixedLabels labels) {
    return Objects.requireNonNull(labels.shares());
  }

  /** A box of the other, the same in all channels; the labels say how large it is. */
  @Test
  void twoImagesExchangeABox() throws NetworkFormatException {
    double sum = 0;
    int rounds = 2000;
    boolean[] seen = new boolean[PIXELS];
    for (int seed = 0; seed < rounds; seed++) {
      Tensor images = images(2);
      MixedLabels labels = labels(2);
      cutMix(1).apply(images, 2, labels, seed);
      int top = HEIGHT;
      int bottom = -1;
      int left = WIDTH;
      int right = -1;
      int exchanged = 0;
      for (int i = 0; i < PIXELS; i++) {
        float first = images.get(0, 0, i / WIDTH, i % WIDTH);
        assertThat(images.get(0, 1, i / WIDTH, i % WIDTH)).isEqualTo(first);
        assertThat(images.get(1, 0, i / WIDTH, i % WIDTH)).isEqualTo(1 - first);
        assertThat(images.get(1, 1, i / WIDTH, i % WIDTH)).isEqualTo(1 - first);
        if (first == 1) {
          exchanged++;
          seen[i] = true;
          top = Math.min(top, i / WIDTH);
          bottom = Math.max(bottom, i / WIDTH);
          left = Math.min(left, i % WIDTH);
          right = Math.max(right, i % WIDTH);
        }
      }
      if (exchanged > 0) {
        assertThat((bottom - top + 1) * (right - left + 1)).isEqualTo(exchanged);
      }
      assertThat(shares(labels)).containsOnly(1 - exchanged / (double) PIXELS);
      assertThat(labels.partners()).containsExactly(1, 0);
      sum += exchanged / (double) PIXELS;
    }
    assertThat(seen).containsOnly(true);
    // Half of the image is drawn on average, less what is rounded down or reaches over the edge:
    // the mean over all boxes, counted out, is 0.2619, and the standard deviation of the mean of
    // 2000 is 0.0038.
    assertThat(sum / rounds).isCloseTo(0.2619, within(4 * 0.0038));
  }

  @Test
  void theShareOfImagesIsThatOfTheRecipe() throws NetworkFormatException {
    int n = 4001;
    Tensor images = images(n);
    MixedLabels labels = labels(n);
    cutMix(0.25).apply(images, n, labels, 3);
    int mixed = 0;
    for (int i = 0; i < n; i++) {
      mixed += labels.partners()[i] == i ? 0 : 1;
      assertThat(labels.partners()[i]).isIn(i, i ^ 1);
    }
    // Four times the standard deviation of 2000 pairs.
    assertThat(mixed / 4000.0).isCloseTo(0.25, within(4 * Math.sqrt(0.25 * 0.75 / 2000)));
    assertThat(labels.partners()[n - 1]).as("one without a partner").isEqualTo(n - 1);
    assertThat(shares(labels)[n - 1]).isOne();
  }

  @Test
  void withoutItAndBeyondTheBatchAllStaysAsItIs() throws NetworkFormatException {
    Tensor images = images(4);
    MixedLabels labels = labels(4);
    cutMix(0).apply(images, 4, labels, 5);
    assertThat(images.toArray()).isEqualTo(images(4).toArray());
    assertThat(labels.partners()).isEqualTo(labels.own());
    assertThat(shares(labels)).containsOnly(1);
    cutMix(1).apply(images, 1, labels, 5);
    assertThat(images.toArray()).isEqualTo(images(4).toArray());
  }

  @Test
  void aSeedAlwaysGivesTheSame() throws NetworkFormatException {
    Tensor once = images(8);
    Tensor again = images(8);
    Tensor other = images(8);
    cutMix(1).apply(once, 8, labels(8), 5);
    cutMix(1).apply(again, 8, labels(8), 5);
    cutMix(1).apply(other, 8, labels(8), 6);
    assertThat(again.toArray()).isEqualTo(once.toArray()).isNotEqualTo(other.toArray());
  }

  @Test
  void pixelsAreExchangedWhereAPermutationHasPutThem() throws NetworkFormatException {
    Tensor straight = images(2);
    Tensor permuted = images(2);
    cutMix(1).apply(straight, 2, labels(2), 8);
    cutMix(1, "\"permute_pixels\": 3").apply(permuted, 2, labels(2), 8);
    int[] places = PixelPermutation.of(PIXELS, 3);
    assertThat(permuted.toArray()).isNotEqualTo(straight.toArray());
    for (int i = 0; i < PIXELS; i++) {
      assertThat(permuted.data()[places[i]]).isEqualTo(straight.data()[i]);
    }
  }
}
