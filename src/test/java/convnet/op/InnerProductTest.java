package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InnerProductTest {
  private static final Machines MACHINES = new Machines();

  private final Random random = new Random(17);

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  @Test
  void byHand() {
    Tensor src = Views.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor weights = Views.of(Shape.of(2, 3), 1, 10, 100, -1, 0, 1);
    Tensor bias = Views.of(Shape.of(2), 0.5f, 7);
    Tensor dst = Views.unwritten(Shape.of(2, 2));
    InnerProduct.forward(src, weights, bias, dst, MACHINES.any());
    Views.assertNumbers(dst, 321.5, 9, 654.5, 9);
    Tensor diffDst = Views.of(Shape.of(2, 2), 1, 2, 3, 4);
    Tensor diffSrc = Views.unwritten(src.shape());
    InnerProduct.backwardData(diffDst, weights, diffSrc, MACHINES.any());
    Views.assertNumbers(diffSrc, -1, 10, 102, -1, 30, 304);
    Tensor diffWeights = Views.unwritten(weights.shape());
    InnerProduct.backwardWeights(src, diffDst, diffWeights, MACHINES.any());
    Views.assertNumbers(diffWeights, 13, 17, 21, 18, 24, 30);
    Tensor diffBias = Views.unwritten(Shape.of(2));
    InnerProduct.backwardBias(diffDst, diffBias, MACHINES.any());
    Views.assertNumbers(diffBias, 4, 6);
  }

  @ParameterizedTest(name = "{0} × {1} → {2}")
  @CsvSource({
    "1, 1, 1",
    "1, 7, 5",
    "3, 1, 1",
    "2, 3, 17",
    "7, 31, 33",
    "1, 300, 7",
    "129, 5, 3",
    "5, 513, 19",
    "33, 2, 530",
    "16, 256, 10",
    "300, 3, 4",
    "1, 2, 1025"
  })
  void matchesTheDefinition(int batch, int ic, int oc) {
    Tensor src = Views.random(random, Shape.of(batch, ic));
    Tensor weights = Views.random(random, Shape.of(oc, ic));
    Tensor bias = Views.random(random, Shape.of(oc));
    Tensor diffDst = Views.random(random, Shape.of(batch, oc));
    double[] x = Views.doubles(src);
    double[] w = Views.doubles(weights);
    double[] b = Views.doubles(bias);
    double[] g = Views.doubles(diffDst);
    Sums dst = new Sums(batch * oc);
    Sums dstBiased = new Sums(batch * oc);
    Sums diffSrc = new Sums(batch * ic);
    Sums diffWeights = new Sums(oc * ic);
    Sums diffBias = new Sums(oc);
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < oc; o++) {
        dstBiased.add(n * oc + o, b[o], 1);
        diffBias.add(o, g[n * oc + o], 1);
        for (int i = 0; i < ic; i++) {
          dst.add(n * oc + o, w[o * ic + i], x[n * ic + i]);
          dstBiased.add(n * oc + o, w[o * ic + i], x[n * ic + i]);
          diffSrc.add(n * ic + i, w[o * ic + i], g[n * oc + o]);
          diffWeights.add(o * ic + i, x[n * ic + i], g[n * oc + o]);
        }
      }
    }
    MACHINES
        .sameBitsPerKernel(
            compute -> {
              Tensor actual = Views.unwritten(diffDst.shape());
              InnerProduct.forward(src, weights, null, actual, compute);
              return actual;
            })
        .forEach(actual -> dst.assertMatch(actual, "dst"));
    MACHINES
        .sameBitsPerKernel(
            compute -> {
              Tensor actual = Views.unwritten(diffDst.shape());
              InnerProduct.forward(src, weights, bias, actual, compute);
              return actual;
            })
        .forEach(actual -> dstBiased.assertMatch(actual, "dst with bias"));
    diffSrc.assertMatch(
        MACHINES.sameBits(
            compute -> {
              Tensor actual = Views.unwritten(src.shape());
              InnerProduct.backwardData(diffDst, weights, actual, compute);
              return actual;
            }),
        "diffSrc");
    diffWeights.assertMatch(
        MACHINES.sameBits(
            compute -> {
              Tensor actual = Views.unwritten(weights.shape());
              InnerProduct.backwardWeights(src, diffDst, actual, compute);
              return actual;
            }),
        "diffWeights");
    diffBias.assertMatch(
        MACHINES.sameBits(
            compute -> {
              Tensor actual = Views.unwritten(bias.shape());
              InnerProduct.backwardBias(diffDst, actual, compute);
              return actual;
            }),
        "diffBias");
  }

  @ParameterizedTest(name = "{0} × {1} → {2}")
  @CsvSource({"1, 1, 1", "3, 7, 33", "2, 2000, 40", "1, 300, 65", "1, 40000, 3"})
  void weightsThatAreNotInMemoryGiveTheSameBits(int batch, int ic, int oc) {
    Tensor src = Views.random(random, Shape.of(batch, ic));
    Tensor weights = Views.random(random, Shape.of(oc, ic));
    Tensor bias = Views.random(random, Shape.of(oc));
    assertThat(InnerProduct.isSmallBatch(src)).isTrue();
    MACHINES.sameBitsPerKernel(
        compute -> {
          Tensor expected = Views.unwritten(Shape.of(batch, oc));
          InnerProduct.forward(src, weights, bias, expected, compute);
          AtomicIntegerArray reads = new AtomicIntegerArray(oc);
          WeightRows rows =
              (first, count, into) -> {
                int from = weights.offset() + first * ic;
                System.arraycopy(weights.data(), from, into, 0, count * ic);
                IntStream.range(first, first + count).forEach(reads::incrementAndGet);
              };
          Tensor actual = Views.unwritten(Shape.of(batch, oc));
          InnerProduct.forward(src, rows, bias, actual, compute);
          assertThat(Views.bits(actual)).isEqualTo(Views.bits(expected));
          for (int row = 0; row < oc; row++) {
            assertThat(reads.get(row)).as("reads of row %d", row).isEqualTo(1);
          }
          return actual;
        });
  }

  @Test
  void theGradientsAreTheCentralDifferences() {
    Tensor src = Views.random(random, Shape.of(3, 5));
    Tensor weights = Views.random(random, Shape.of(4, 5));
    Tensor diffDst = Views.random(random, Shape.of(3, 4));
    double[] x = Views.doubles(src);
    double[] w = Views.doubles(weights);
    double[] g = Views.doubles(diffDst);
    Tensor diffSrc = Views.unwritten(src.shape());
    Tensor diffWeights = Views.unwritten(weights.shape());
    Tensor diffBias = Views.unwritten(Shape.of(4));
    InnerProduct.backwardData(diffDst, weights, diffSrc, MACHINES.any());
    InnerProduct.backwardWeights(src, diffDst, diffWeights, MACHINES.any());
    InnerProduct.backwardBias(diffDst, diffBias, MACHINES.any());
    double[] zeros = new double[4];
    assertClose(diffSrc, CentralDifferences.gradient(at -> loss(at, w, zeros, g), x, 1));
    assertClose(diffWeights, CentralDifferences.gradient(at -> loss(x, at, zeros, g), w, 1));
    assertClose(diffBias, CentralDifferences.gradient(at -> loss(x, w, at, g), zeros, 1));
  }

  private static double loss(double[] x, double[] w, double[] b, double[] g) {
    double loss = 0;
    for (int n = 0; n < 3; n++) {
      for (int o = 0; o < 4; o++) {
        double y = b[o];
        for (int i = 0; i < 5; i++) {
          y += x[n * 5 + i] * w[o * 5 + i];
        }
        loss += y * g[n * 4 + o];
      }
    }
    return loss;
  }

  /** Sums of at most 4 products, each below 1: at most 4 roundings of at most 4. */
  private static void assertClose(Tensor actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(Views.doubles(actual)[i]).isCloseTo(expected[i], within(16 * Sums.U + 1e-12));
    }
  }
}
