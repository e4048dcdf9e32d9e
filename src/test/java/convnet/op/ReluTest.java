package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReluTest {
  private static final Machines MACHINES = new Machines();

  private final Random random = new Random(19);

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  /** Up to several parallel parts and a rest. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 31, 33, 1000, 32768, 32769, 100_003})
  void bothPassesElementByElement(int n) {
    Tensor src = Views.random(random, Shape.of(n));
    Tensor diffDst = Views.random(random, Shape.of(n));
    src.set(0, n / 2);
    src.set(-0f, n / 3);
    Function<Compute, Tensor> forward =
        compute -> {
          Tensor dst = Views.unwritten(src.shape());
          Relu.forward(src, dst, compute);
          return dst;
        };
    Tensor dst = MACHINES.sameBits(forward);
    Tensor diffSrc =
        MACHINES.sameBits(
            compute -> {
              Tensor result = Views.unwritten(src.shape());
              Relu.backward(dst, diffDst, result, compute);
              return result;
            });
    float[] expected = new float[n];
    float[] expectedDiff = new float[n];
    for (int i = 0; i < n; i++) {
      expected[i] = src.get(i) > 0 ? src.get(i) : 0;
      expectedDiff[i] = src.get(i) > 0 ? diffDst.get(i) : 0;
    }
    assertThat(dst.toArray()).isEqualTo(expected);
    assertThat(diffSrc.toArray()).isEqualTo(expectedDiff);

    Tensor inPlace = Views.copy(src);
    Relu.forward(inPlace, inPlace, MACHINES.any());
    assertThat(Views.bits(Views.checked(inPlace))).isEqualTo(Views.bits(dst));
    Tensor diffInPlace = Views.copy(diffDst);
    Relu.backward(dst, diffInPlace, diffInPlace, MACHINES.any());
    assertThat(Views.bits(Views.checked(diffInPlace))).isEqualTo(Views.bits(diffSrc));
  }

  @Test
  void nanStaysAndLetsTheGradientThrough() {
    Tensor x = Views.of(Shape.of(4), Float.NaN, Float.NEGATIVE_INFINITY, 0, 2);
    Relu.forward(x, x, MACHINES.any());
    assertThat(x.toArray()).containsExactly(Float.NaN, 0, 0, 2);
    Tensor g = Views.of(Shape.of(4), 5, 6, 7, Float.NaN);
    Relu.backward(x, g, g, MACHINES.any());
    assertThat(g.toArray()).containsExactly(5, 0, 0, Float.NaN);
  }

  /** Whole numbers but 0: a step of a half crosses no corner, and every sum is exact. */
  @Test
  void theGradientIsTheCentralDifference() {
    Tensor src = Views.of(Shape.of(6), -3, -1, 1, 2, -2, 5);
    double[] g = {1, 2, 3, 4, 5, 6};
    Tensor dst = Views.unwritten(src.shape());
    Relu.forward(src, dst, MACHINES.any());
    Tensor diff = Views.of(src.shape(), 1, 2, 3, 4, 5, 6);
    Relu.backward(dst, diff, diff, MACHINES.any());
    double[] expected =
        CentralDifferences.gradient(
            x -> {
              double loss = 0;
              for (int i = 0; i < x.length; i++) {
                loss += g[i] * Math.max(x[i], 0);
              }
              return loss;
            },
            Views.doubles(src),
            0.5);
    assertThat(Views.doubles(diff)).containsExactly(expected);
  }
}
