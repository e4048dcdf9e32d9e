package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxCrossEntropyTest {
  private final Random random = new Random(23);

  /** The losses of a batch added up, as they are without smoothing, weights and mixing. */
  private static double sum(Tensor logits, int[] labels) {
    MixedLabels unmixed = MixedLabels.unmixed(labels);
    double sum = 0;
    for (int image = 0; image < logits.shape().dim(0); image++) {
      sum += SoftmaxCrossEntropy.loss(logits, image, unmixed, Criterion.PLAIN);
    }
    return sum;
  }

  private static void backward(Tensor logits, int[] labels, Tensor diffLogits) {
    SoftmaxCrossEntropy.backward(logits, MixedLabels.unmixed(labels), Criterion.PLAIN, diffLogits);
  }

  private static double loss(int label, float... logits) {
    return sum(Views.of(Shape.of(1, logits.length), logits), new int[] {label});
  }

  @Test
  void lossesByHand() {
    assertThat(loss(3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).isCloseTo(Math.log(10), within(1e-15));
    assertThat(loss(0, 5)).isZero();
    assertThat(loss(1, 0, 1)).isCloseTo(Math.log1p(Math.exp(-1)), within(1e-15));
    assertThat(loss(0, 0, 1)).isCloseTo(Math.log1p(Math.exp(1)), within(1e-15));
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    assertThat(loss(0, 1000, 0)).isZero();
    assertThat(loss(1, 1000, 0)).isEqualTo(1000);
    assertThat(loss(1, 1000, 1000)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(loss(0, -1e30f, -1e30f)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(loss(1, 3e38f, -3e38f)).isCloseTo(6e38, within(1e32));
    assertThat(loss(0, Float.NEGATIVE_INFINITY, 0)).isEqualTo(Double.POSITIVE_INFINITY);
    Tensor logits = Views.of(Shape.of(2, 3), 1000, 0, -1000, -3e38f, 3e38f, 3e38f);
    Tensor probabilities = Views.unwritten(logits.shape());
    SoftmaxCrossEntropy.softmax(logits, probabilities);
    Views.assertNumbers(probabilities, 1, 0, 0, 0, 0.5, 0.5);
    backward(logits, new int[] {1, 1}, probabilities);
    Views.assertNumbers(probabilities, 0.5, -0.5, 0, 0, -0.25, 0.25);
  }

  /** A loss far below float's resolution of 1 is still there: the sum is in double. */
  @Test
  void smallLossesAreKept() {
    assertThat(loss(0, 30, 0)).isCloseTo(Math.exp(-30), within(3e-16));
    Tensor logits = Views.unwritten(Shape.of(1000, 2));
    for (int n = 0; n < 1000; n++) {
      logits.set(n == 0 ? -100 : 12, n, 0);
      logits.set(0, n, 1);
    }
    assertThat(sum(logits, new int[1000]))
        .isCloseTo(100 + 999 * Math.log1p(Math.exp(-12)), within(1e-11));
  }

  @Test
  void nanIsNotHidden() {
    assertThat(loss(0, 1, Float.NaN)).isNaN();
    assertThat(loss(1, 1, Float.NaN)).isNaN();
    Tensor diff = Views.of(Shape.of(2, 2), 1, Float.NaN, 0, 0);
    backward(diff, new int[] {0, 1}, diff);
    assertThat(diff.toArray()).containsExactly(Float.NaN, Float.NaN, 0.25f, -0.25f);
  }

  @Test
  void theGradientIsTheCentralDifferenceOfTheMeanLoss() {
    Tensor logits = Views.random(random, Shape.of(4, 7));
    for (int i = 0; i < logits.size(); i++) {
      logits.data()[logits.offset() + i] *= 5;
    }
    int[] labels = {6, 0, 3, 3, 99};
    double[] expected =
        CentralDifferences.gradient(x -> meanLoss(x, labels), Views.doubles(logits), 1e-5);
    Tensor diff = Views.unwritten(logits.shape());
    backward(logits, labels, diff);
    for (int i = 0; i < expected.length; i++) {
      // Probabilities are rounded, less 1, rounded, divided by 4, rounded: 3 roundings of at most
      // 1/4. The differences are off by 10⁻¹⁰/6 and 10⁻¹⁶·10/10⁻⁵.
      assertThat(Views.doubles(diff)[i]).isCloseTo(expected[i], within(0.75 * Sums.U + 2e-10));
    }
    Views.checked(diff);
    backward(logits, labels, logits);
    assertThat(Views.bits(Views.checked(logits))).isEqualTo(Views.bits(diff));
    assertThat(sum(diff, labels))
        .isCloseTo(4 * meanLoss(Views.doubles(diff), labels), within(1e-14));
  }

  @Test
  void theGradientWithSmoothingWeightsAndMixedLabelsIsTheCentralDifference() {
    Tensor logits = Views.random(random, Shape.of(4, 7));
    Tensor weights = Views.random(random, Shape.of(7));
    for (int i = 0; i < 7; i++) {
      weights.set(1 + weights.get(i) / 2, i);
    }
    MixedLabels labels =
        new MixedLabels(
            new int[] {6, 0, 3, 3}, new int[] {1, 0, 3, 5}, new double[] {0.75, 0.5, 1, 0});
    Criterion criterion = new Criterion(0.2, weights);
    // The loss is tested against PyTorch's; it takes floats, so the steps are whole floats.
    Tensor diff = Views.unwritten(logits.shape());
    SoftmaxCrossEntropy.backward(logits, labels, criterion, diff);
    double step = 0x1p-10;
    for (int i = 0; i < logits.size(); i++) {
      float here = logits.data()[logits.offset() + i];
      float above = (float) (here + step);
      float below = (float) (here - step);
      logits.data()[logits.offset() + i] = above;
      double higher = SoftmaxCrossEntropy.meanLoss(logits, labels, criterion);
      logits.data()[logits.offset() + i] = below;
      double lower = SoftmaxCrossEntropy.meanLoss(logits, labels, criterion);
      logits.data()[logits.offset() + i] = here;
      double expected = (higher - lower) / (above - below);
      // The third derivative is below 1, so the difference is off by at most step²/6; the gradient
      // by the float32 of the probabilities.
      assertThat(Views.doubles(diff)[i]).isCloseTo(expected, within(step * step / 6 + 2e-7));
    }
    Views.checked(diff);
  }

  /** PyTorch's for a label of probabilities, where the weights are 1. */
  @Test
  void theLossOfAnImageOfTwoIsTheMeanByTheirShares() {
    Tensor logits = Views.random(random, Shape.of(2, 7));
    MixedLabels mixed =
        new MixedLabels(new int[] {6, 2}, new int[] {1, 2}, new double[] {0.25, 0.5});
    Criterion smoothed = new Criterion(0.2, null);
    double first =
        SoftmaxCrossEntropy.loss(logits, 0, MixedLabels.unmixed(new int[] {6}), smoothed);
    double second =
        SoftmaxCrossEntropy.loss(logits, 0, MixedLabels.unmixed(new int[] {1}), smoothed);
    double both = SoftmaxCrossEntropy.loss(logits, 0, mixed, smoothed);
    assertThat(both).isCloseTo(0.25 * first + 0.75 * second, within(1e-14)).isNotEqualTo(first);
    MixedLabels same = MixedLabels.unmixed(new int[] {6, 2});
    assertThat(SoftmaxCrossEntropy.loss(logits, 1, mixed, smoothed))
        .isCloseTo(SoftmaxCrossEntropy.loss(logits, 1, same, smoothed), within(1e-14));
    assertThat(mixed.label(0)).isEqualTo(1);
    assertThat(SoftmaxCrossEntropy.meanLoss(logits, mixed, smoothed))
        .isCloseTo((both + SoftmaxCrossEntropy.loss(logits, 1, same, smoothed)) / 2, within(1e-14));
  }

  /** The weight is a mean too, by which the sum of the losses is divided. */
  @Test
  void anImageOfTwoCountsByTheWeightsOfBoth() {
    Tensor weights = Tensor.of(new float[] {1, 3}, 2);
    MixedLabels mixed = new MixedLabels(new int[] {0}, new int[] {1}, new double[] {0.25});
    Tensor logits = Tensor.of(new float[] {0, 0}, 1, 2);
    assertThat(SoftmaxCrossEntropy.loss(logits, 0, mixed, new Criterion(0, weights)))
        .isCloseTo(2.5 * Math.log(2), within(1e-14));
    assertThat(SoftmaxCrossEntropy.meanLoss(logits, mixed, new Criterion(0, weights)))
        .isCloseTo(Math.log(2), within(1e-14));
  }

  /** By the plain formula, which numbers of this size do not overflow. */
  private static double meanLoss(double[] x, int[] labels) {
    double loss = 0;
    for (int n = 0; n < 4; n++) {
      double total = 0;
      for (int c = 0; c < 7; c++) {
        total += Math.exp(x[n * 7 + c]);
      }
      loss -= Math.log(Math.exp(x[n * 7 + labels[n]]) / total);
    }
    return loss / 4;
  }

  @Test
  void probabilitiesAddUpToOne() {
    Tensor logits = Views.random(random, Shape.of(5, 1000));
    Tensor probabilities = Views.unwritten(logits.shape());
    SoftmaxCrossEntropy.softmax(logits, probabilities);
    for (int n = 0; n < 5; n++) {
      double sum = 0;
      for (int c = 0; c < 1000; c++) {
        sum += probabilities.get(n, c);
      }
      assertThat(sum).isCloseTo(1, within(Sums.U));
    }
    SoftmaxCrossEntropy.softmax(logits, logits);
    assertThat(Views.bits(Views.checked(logits))).isEqualTo(Views.bits(probabilities));
  }

  @Test
  void aLabelThatIsNoClassIsRefused() {
    Tensor logits = Views.random(random, Shape.of(2, 3));
    for (int label : new int[] {3, -1}) {
      String message = "label " + label + " is not a class: it must be 0 to 2";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sum(logits, new int[] {label, 0}))
          .withMessage(message);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> backward(logits, new int[] {label, 0}, logits))
          .withMessage(message);
    }
  }
}
