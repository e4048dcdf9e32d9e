package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.op.MixedLabels;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void countsHitsAmongTheFirstAndTheFirstFive() {
    Tally tally = new Tally(7);
    float[] scores = {7, 6, 5, 4, 3, 2, 1};
    for (int label : new int[] {0, 4, 5, 6}) {
      tally.add(Tensor.of(scores, 1, 7), new int[] {label});
    }
    Metrics metrics = tally.metrics();
    assertThat(metrics.images()).isEqualTo(4);
    assertThat(metrics.top1()).isEqualTo(0.25);
    assertThat(metrics.top5()).isEqualTo(0.5);
    assertThat(metrics.confusion()[4]).containsExactly(1, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void withFewerThanFiveClassesAllOfThemCount() {
    Tally tally = new Tally(2);
    tally.add(Tensor.of(new float[] {3, 1, 0, 2}, 2, 2), new int[] {1, 1});
    assertThat(tally.metrics().top1()).isEqualTo(0.5);
    assertThat(tally.metrics().top5()).isEqualTo(1);
    assertThat(tally.metrics().confusion()).isDeepEqualTo(new long[][] {{0, 0}, {1, 1}});
  }

  /** −log(e^2 / (e^1 + e^2 + e^3)) and −log(e^0 / (3 e^0)). */
  @Test
  void theLossIsTheMeanCrossEntropy() {
    Tally tally = new Tally(3);
    tally.add(Tensor.of(new float[] {1, 2, 3, 0, 0, 0}, 2, 3), new int[] {1, 0});
    assertThat(tally.metrics().loss())
        .isCloseTo((1.4076059644443804 + 1.0986122886681098) / 2, within(1e-15));
  }

  /** Twice the first loss and the second, over 3. */
  @Test
  void theMeanIsWeightedAndWrittenDown() {
    Tally tally = Tally.ofTraining();
    Criterion criterion = new Criterion(0, Tensor.of(new float[] {1, 2, 5}, 3));
    tally.add(
        Tensor.of(new float[] {1, 2, 3, 0, 0, 0}, 2, 3),
        MixedLabels.unmixed(new int[] {1, 0}),
        criterion);
    assertThat(tally.metrics().loss())
        .isCloseTo((2 * 1.4076059644443804 + 1.0986122886681098) / 3, within(1e-15));
    assertThat(Tally.ofText(tally.text()).metrics().loss()).isEqualTo(tally.metrics().loss());
  }

  /** −log(e^2 / (e^1 + e^2 + e^3)) a quarter and −log(e^3 / …) the rest. */
  @Test
  void anImageOfTwoIsAHitWhereItsLargerPartIsFound() {
    Tally tally = Tally.ofTraining();
    MixedLabels labels = new MixedLabels(new int[] {1}, new int[] {2}, new double[] {0.25});
    tally.add(Tensor.of(new float[] {1, 2, 3}, 1, 3), labels, Criterion.PLAIN);
    assertThat(tally.metrics().top1()).isOne();
    assertThat(tally.metrics().loss())
        .isCloseTo(0.25 * 1.4076059644443804 + 0.75 * 0.4076059644443804, within(1e-15));
  }

  @Test
  void howImagesAreBatchedDoesNotMatterToTheLastBit() {
    SplittableRandom random = new SplittableRandom(1);
    float[] scores = new float[60];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextFloat() * 9;
    }
    int[] labels = {0, 1, 2, 3, 4, 5, 0, 1, 2, 3};
    Tally whole = new Tally(6);
    whole.add(Tensor.of(scores, 10, 6), labels);
    Tally single = new Tally(6);
    for (int i = 0; i < 10; i++) {
      single.add(Tensor.of(scores, 10, 6).narrow(i, i + 1), new int[] {labels[i]});
    }
    assertThat(single.metrics().loss()).isEqualTo(whole.metrics().loss());
  }

  @Test
  void ofEqualScoresTheFirstWinsAndWhatIsNoNumberComesLast() {
    Tensor scores = Tensor.of(new float[] {1, Float.NaN, 5, 5, 2}, 5);
    assertThat(Ranking.top(scores, 9)).containsExactly(2, 3, 4, 0, 1);
    assertThat(Ranking.top(scores, 2)).containsExactly(2, 3);
    assertThat(Ranking.best(scores)).isEqualTo(2);
    for (int place = 0; place < 5; place++) {
      assertThat(Ranking.rank(scores, Ranking.top(scores, 5)[place])).isEqualTo(place);
    }
  }

  @Test
  void wordsBeyondTheFiveAreNoTally() {
    assertThatThrownBy(() -> Tally.ofText("4 3 4 0.5 4.0 "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no tally: 4 3 4 0.5 4.0 ");
  }
}
