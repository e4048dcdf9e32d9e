package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.op.LocalResponseNormalization.Parameters;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalResponseNormalizationTest {
  private static final Machines MACHINES = new Machines();
  private static final Offset<Float> ONE_ULP = within(Math.ulp(0.25f));

  private final Random random = new Random(29);

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  /** {@code dst} and {@code scale}, one after the other. */
  private static Tensor forward(Parameters p, Tensor src) {
    return MACHINES.sameBits(
        compute -> {
          Tensor dst = Views.unwritten(src.shape());
          float[] scale = new float[src.size()];
          Arrays.fill(scale, Float.NaN);
          LocalResponseNormalization.forward(p, src, dst, scale, compute);
          return Views.joined(dst, Views.of(src.shape(), scale));
        });
  }

  /** α/n: with n = 3, α = 3 each square counts whole. */
  @Test
  void byHand() {
    Parameters p = new Parameters(3, 3, 1, 1);
    Tensor result = forward(p, Views.of(Shape.of(1, 4, 1, 1), 1, 2, 3, 4));
    assertThat(result.toArray())
        .containsExactly(new float[] {1 / 6f, 2 / 15f, 3 / 30f, 4 / 26f, 6, 15, 30, 26}, ONE_ULP);
  }

  /** An even n reaches further back than forth, as in PyTorch. */
  @Test
  void anEvenNeighbourhoodLeansBack() {
    Parameters p = new Parameters(2, 2, 1, 1);
    Tensor result = forward(p, Views.of(Shape.of(1, 4, 1, 1), 1, 2, 3, 4));
    assertThat(result.toArray())
        .containsExactly(new float[] {1 / 2f, 2 / 6f, 3 / 14f, 4 / 26f, 2, 6, 14, 26}, ONE_ULP);
  }

  @ParameterizedTest(name = "n {0}, alpha {1}, beta {2}, k {3}, {4} channels")
  @CsvSource({
    "5, 1e-4, 0.75, 2, 7", "5, 0.5, 0.75, 1, 20", "3, 0.8, 0.5, 1, 4", "4, 0.8, 0.75, 1, 7",
    "2, 1.5, 1.25, 0.5, 5", "1, 0.7, 0.75, 2, 3", "9, 2, 0.75, 1, 3", "5, 0.9, 1, 1, 1",
    "6, 0.9, 0.3, 1.5, 2"
  })
  void matchesTheDefinition(int n, float alpha, float beta, float k, int channels) {
    Parameters p = new Parameters(n, alpha, beta, k);
    Shape shape = Shape.of(2, channels, 3, 5);
    Tensor src = Views.random(random, shape);
    Tensor diffDst = Views.random(random, shape);
    double[] x = Views.doubles(src);
    double[] g = Views.doubles(diffDst);
    Naive naive = new Naive(p, shape);
    double[] scale = naive.scale(x);
    double[] y = naive.dst(x);

    // The scale is a sum of n + 1 positive numbers, none rounded more than n + 4 times; its power
    // keeps β times that, and some roundings of its own.
    double scaleError = (n + 4) * Sums.U;
    double error = beta * scaleError + 6 * Sums.U;
    Tensor result = forward(p, src);
    float[] savedScale = result.narrow(src.size(), 2 * src.size()).toArray();
    Tensor dst = Views.copy(result.narrow(0, src.size()).reshape(shape));
    for (int i = 0; i < x.length; i++) {
      assertThat((double) savedScale[i]).isCloseTo(scale[i], within(scaleError * scale[i]));
      assertThat((double) dst.toArray()[i]).isCloseTo(y[i], within(error * Math.abs(y[i])));
    }

    Tensor diffSrc =
        MACHINES.sameBits(
            compute -> {
              Tensor actual = Views.unwritten(shape);
              LocalResponseNormalization.backward(
                  p, src, dst, savedScale, diffDst, actual, compute);
              return actual;
            });
    double[] expected =
        CentralDifferences.gradient(
            at -> CentralDifferences.dot(naive.dst(at), g), Views.doubles(src), 1e-5);
    for (int i = 0; i < x.length; i++) {
      // Both parts of the difference have the errors of the forward pass, at most n additions and
      // a few roundings more; the second term allows for the difference quotient.
      double parts = 0;
      for (int j = 0; j < n; j++) {
        int channel = i / 15 % channels - (n - 1) / 2 + j;
        if (channel >= 0 && channel < channels) {
          int at = i + (channel - i / 15 % channels) * 15;
          parts += Math.abs(g[at] * y[at] / scale[at]);
        }
      }
      double size =
          Math.abs(g[i]) * Math.pow(scale[i], -beta)
              + 2 * alpha * beta / n * Math.abs(x[i]) * parts;
      assertThat(Views.doubles(diffSrc)[i])
          .isCloseTo(expected[i], within((error + scaleError + (n + 8) * Sums.U) * size + 1e-9));
    }
  }

  /** The formula, in double. */
  private record Naive(Parameters p, Shape shape) {
    double[] scale(double[] x) {
      double[] scale = new double[x.length];
      int channels = shape.channels();
      int pixels = shape.height() * shape.width();
      for (int i = 0; i < x.length; i++) {
        int channel = i / pixels % channels;
        double sum = 0;
        for (int c = channel - p.n() / 2; c < channel - p.n() / 2 + p.n(); c++) {
          if (c >= 0 && c < channels) {
            sum += Math.pow(x[i + (c - channel) * pixels], 2);
          }
        }
        scale[i] = p.k() + (double) p.alpha() / p.n() * sum;
      }
      return scale;
    }

    double[] dst(double[] x) {
      double[] scale = scale(x);
      double[] dst = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        dst[i] = x[i] * Math.pow(scale[i], -(double) p.beta());
      }
      return dst;
    }
  }

  @Test
  void nanReachesItsNeighbourhood() {
    Parameters p = new Parameters(3, 1, 0.75f, 1);
    Tensor src = Views.random(random, Shape.of(1, 6, 1, 2));
    src.set(Float.NaN, 0, 2, 0, 1);
    float[] dst = forward(p, src).toArray();
    for (int i = 0; i < 12; i++) {
      boolean near = i % 2 == 1 && i / 2 >= 1 && i / 2 <= 3;
      assertThat(Float.isNaN(dst[i])).as("element %d", i).isEqualTo(near);
    }
  }
}
