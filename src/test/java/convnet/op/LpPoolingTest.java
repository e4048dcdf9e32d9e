package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LpPoolingTest {
  private static final Machines MACHINES = new Machines();
  private static final float NAN = Float.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private final Random random = new Random(17);

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  private static Tensor forward(PoolingParameters p, double norm, Tensor src) {
    return MACHINES.sameBits(
        compute -> {
          Tensor dst = Views.unwritten(p.outputShape(src.shape()));
          LpPooling.forward(p, norm, src, dst, compute);
          return dst;
        });
  }

  private static Tensor backward(PoolingParameters p, double norm, Tensor src, Tensor diffDst) {
    return MACHINES.sameBits(
        compute -> {
          Tensor diffSrc = Views.unwritten(src.shape());
          LpPooling.backward(p, norm, src, diffDst, diffSrc, compute);
          return diffSrc;
        });
  }

  private static final PoolingParameters PAIRS = PoolingParameters.of(Size.of(1, 2), Size.of(1, 2));

  /** PyTorch 2.13: F.lp_pool2d(x, p, (1, 2)) and its gradient where all gradients above are 1. */
  private static void assertPairs(double norm, float[] dst, float[] diffSrc) {
    Tensor src = Views.of(Shape.of(1, 1, 1, 8), 0, 0, 1, -1, -3, 1, 2, 3);
    assertThat(forward(PAIRS, norm, src).toArray()).containsExactly(dst);
    Tensor ones = Views.of(Shape.of(1, 1, 1, 4), 1, 1, 1, 1);
    assertThat(backward(PAIRS, norm, src, ones).toArray()).containsExactly(diffSrc);
  }

  @Test
  void signsCountWithOddNormsAndASumOfZeroHasNoGradient() {
    assertPairs(1, new float[] {0, 0, -2, 5}, new float[] {0, 0, 0, 0, 1, 1, 1, 1});
    assertPairs(
        2,
        new float[] {0, 1.4142135f, 3.1622777f, 3.6055512f},
        new float[] {
          0, 0, 0.70710677f, -0.70710677f, -0.94868326f, 0.31622776f, 0.5547002f, 0.83205032f
        });
    assertThat(forward(PAIRS, 3, Views.of(Shape.of(1, 1, 1, 4), -3, 1, 3, -1)).toArray())
        .containsExactly(NAN, (float) Math.pow(26, 1 / 3f));
  }

  @Test
  void theNormOfAVectorOfTwo() {
    Tensor src = Views.of(Shape.of(1, 1, 1, 2), 3, -4);
    assertThat(forward(PAIRS, 2, src).toArray()).containsExactly(5);
    assertThat(forward(PAIRS, 4, src).get(0, 0, 0, 0))
        .isCloseTo((float) Math.pow(81 + 256, 0.25), within(1e-6f));
    assertThat(forward(PAIRS, INF, src).toArray()).containsExactly(4);
    assertThat(forward(PAIRS, -INF, src).toArray()).containsExactly(3);
  }

  /** PyTorch's mean of what is there stands for the rest: not 1, the norm of a single 1. */
  @Test
  void aWindowThatHangsOverCountsAsAWholeOne() {
    PoolingParameters p =
        new PoolingParameters(Size.of(2), Size.of(2), Size.of(0), Size.of(1), true);
    Tensor ones = Tensor.zeros(1, 1, 3, 3);
    ones.fill(1);
    assertThat(forward(p, 1, ones).toArray()).containsOnly(4);
    assertThat(forward(p, 2, ones).toArray()).containsOnly(2);
    assertThat(forward(p, INF, ones).toArray()).containsOnly(1);
  }

  @Test
  void nanStaysInItsWindows() {
    Tensor src = Views.of(Shape.of(1, 1, 1, 4), 1, NAN, 3, 4);
    assertThat(forward(PAIRS, 2, src).toArray()).containsExactly(NAN, 5);
    assertThat(forward(PAIRS, INF, src).toArray()).containsExactly(NAN, 4);
    assertThat(forward(PAIRS, -INF, src).toArray()).containsExactly(NAN, 3);
  }

  /** Elements in [0.5, 1.5), so that powers of any norm are numbers of ordinary size. */
  private Tensor positive(Shape shape) {
    Tensor src = Views.random(random, shape);
    for (int i = 0; i < src.size(); i++) {
      src.data()[src.offset() + i] = 1 + src.data()[src.offset() + i] / 2;
    }
    return src;
  }

  private NaivePooling windows() {
    while (true) {
      NaivePooling any = MaxPoolingTest.randomPooling(random, false);
      PoolingParameters p =
          new PoolingParameters(
              any.p().kernel(), any.p().stride(), Size.of(0), Size.of(1), any.p().ceilMode());
      NaivePooling naive = new NaivePooling(p, any.src());
      if (naive.dst().size() > 0) {
        return naive;
      }
    }
  }

  private static double norm(NaivePooling.Window window, int whole, double norm, double[] x) {
    var sizes = window.inside().stream().mapToDouble(i -> Math.abs(x[i]));
    if (Double.isInfinite(norm)) {
      return (norm > 0 ? sizes.max() : sizes.min()).orElseThrow();
    }
    double mean = sizes.map(v -> Math.pow(v, norm)).average().orElseThrow();
    return Math.pow(mean * whole, 1 / norm);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 3, 4, 1.5, 0.5, -1, -2, 2.5, INF, -INF})
  void matchesTheDefinition(double norm) {
    for (int i = 0; i < 60; i++) {
      NaivePooling naive = windows();
      PoolingParameters p = naive.p();
      int whole = p.kernel().height() * p.kernel().width();
      Tensor src = positive(naive.src());
      Tensor diffDst = Views.random(random, naive.dst());
      double[] x = Views.doubles(src);
      double[] g = Views.doubles(diffDst);
      List<NaivePooling.Window> windows = naive.windows();
      double[] dst = Views.doubles(forward(p, norm, src));
      for (int j = 0; j < dst.length; j++) {
        double expected = norm(windows.get(j), whole, norm, x);
        // At most 16 terms of one sign, a few roundings each, doubled by norm 0.5.
        assertThat(dst[j]).as("%s %s", naive, norm).isCloseTo(expected, within(5e-6 * expected));
      }
      double[] numerical =
          CentralDifferences.gradient(
              at -> {
                double loss = 0;
                for (int j = 0; j < g.length; j++) {
                  loss += g[j] * norm(windows.get(j), whole, norm, at);
                }
                return loss;
              },
              x,
              1e-5);
      double[] actual = Views.doubles(backward(p, norm, src, diffDst));
      for (int j = 0; j < numerical.length; j++) {
        // Norm 0.5 of 16 elements has slopes up to 30; h² times the third derivative is far less.
        assertThat(actual[j]).as("%s %s", naive, norm).isCloseTo(numerical[j], within(3e-4));
      }
    }
  }
}
