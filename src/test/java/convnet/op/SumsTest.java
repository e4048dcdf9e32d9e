package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The comparison itself: it passes float32's rounding and nothing else. */
class SumsTest {
  private static final int TERMS = 300;

  @Test
  void anyOrderOfSummationPassesAndASmallDefectDoesNot() {
    Random random = new Random(3);
    Tensor a = Views.random(random, Shape.of(TERMS));
    Tensor b = Views.random(random, Shape.of(TERMS));
    Sums sums = new Sums(1);
    float forth = 0;
    float back = 0;
    float unfused = 0;
    double small = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TERMS; i++) {
      double product = (double) a.get(i) * b.get(i);
      sums.add(0, a.get(i), b.get(i));
      forth = Math.fma(a.get(i), b.get(i), forth);
      back = Math.fma(a.get(TERMS - 1 - i), b.get(TERMS - 1 - i), back);
      unfused += a.get(i) * b.get(i);
      if (Math.abs(product) > 0.01 && Math.abs(product) < Math.abs(small)) {
        small = product;
      }
    }
    for (float right : new float[] {forth, back, unfused}) {
      assertThatCode(() -> sums.assertMatch(Tensor.of(new float[] {right}, 1), "sum"))
          .doesNotThrowAnyException();
    }
    double bound = sums.bound(0);
    assertThat(bound).isBetween(1e-4, 5e-3);
    double exact = sums.values()[0];
    for (double wrong :
        new double[] {
          exact - small,
          exact + small,
          exact + 1.01 * bound,
          exact - 1.01 * bound,
          0,
          -exact,
          2 * exact,
          Double.NaN,
          Double.POSITIVE_INFINITY
        }) {
      assertThatThrownBy(() -> sums.assertMatch(Tensor.of(new float[] {(float) wrong}, 1), "sum"))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("sum: element 0 of 1 is ");
    }
  }

  @Test
  void anEmptySumIsZeroExactly() {
    Sums sums = new Sums(2);
    assertThatCode(() -> sums.assertMatch(Tensor.of(new float[] {0, -0f}, 2), "nothing"))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> sums.assertMatch(Tensor.of(new float[] {0, Float.MIN_VALUE}, 2), "nothing"))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> sums.assertMatch(Tensor.of(new float[] {0}, 1), "nothing"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void nanIsExpectedWhereItIsDue() {
    Sums sums = new Sums(1);
    sums.add(0, Double.NaN, 0);
    assertThatCode(() -> sums.assertMatch(Tensor.of(new float[] {Float.NaN}, 1), "NaN"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> sums.assertMatch(Tensor.of(new float[] {0}, 1), "NaN"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void centralDifferencesFindTheDerivative() {
    double[] gradient =
        CentralDifferences.gradient(x -> x[0] * x[0] * x[1] + x[2], new double[] {3, 5, 7}, 0.5);
    assertThat(gradient).containsExactly(30, 9, 1);
  }
}
