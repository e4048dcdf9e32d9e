package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HardImagesTest {
  private final HardImages hard = new HardImages();

  /** The loss is {@code log(1 + exp(−score))}: the lower an image's score, the harder it is. */
  private void add(int... scores) {
    float[] logits = new float[2 * scores.length];
    for (int i = 0; i < scores.length; i++) {
      logits[2 * i] = scores[i];
    }
    hard.add(Tensor.of(logits, scores.length, 2), new int[scores.length]);
  }

  private List<Integer> kept() {
    return hard.hardest().stream().map(HardImage::index).toList();
  }

  @Test
  void ofManyTheHardestStayWhereverTheyAre() {
    int[] scores = IntStream.range(0, 60).map(i -> 7 * i % 60).toArray();
    add(Arrays.copyOf(scores, 25));
    add(Arrays.copyOfRange(scores, 25, 60));
    assertThat(kept())
        .containsExactlyElementsOf(
            IntStream.range(0, 24).mapToObj(score -> 43 * score % 60).toList()); // 7·43 = 301
  }

  @Test
  void ofEquallyHardOnesTheFirstStay() {
    add(new int[30]);
    assertThat(kept()).containsExactlyElementsOf(IntStream.range(0, 24).boxed().toList());
  }

  @Test
  void anImageHasItsLossAndItsThreeBestGuesses() {
    hard.add(Tensor.of(new float[] {0, 3, 1, 2}, 1, 4), new int[] {2, 3});
    HardImage image = hard.hardest().getFirst();
    assertThat(image.label()).isEqualTo(2);
    assertThat(image.loss()).isCloseTo(2.4401896985611957, within(1e-12)); // log Σ exp − 1
    assertThat(image.guesses()).extracting(HardImage.Guess::label).containsExactly(1, 3, 2);
    assertThat(image.guesses().getFirst().probability()).isCloseTo(0.6439143f, within(1e-6f));
  }
}
