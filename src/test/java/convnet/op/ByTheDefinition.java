package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;

/** Holds a way to compute a convolution against its definition. */
final class ByTheDefinition implements AutoCloseable {
  /**
   * What an element may be off, in parts of all elements' root mean square. The transforms take
   * differences of numbers that they have multiplied by up to 5 along each axis, so that an error
   * of u = 2⁻²⁴ grows to several hundred u: 2·10⁻⁵. Acceptable is 10⁻⁴.
   */
  private static final double TOLERANCE = 1e-4;

  /** Of more images, a network in use is not looked at: it takes long. */
  private static final int FEW = 5;

  private final Machines machines = new Machines();
  private final Random random = new Random(3);
  private final ConvolutionMethod method;

  private final boolean minimal;

  /** For a way of minimal filtering. */
  ByTheDefinition(ConvolutionMethod method) {
    this(method, true);
  }

  private ByTheDefinition(ConvolutionMethod method, boolean minimal) {
    this.method = method;
    this.minimal = minimal;
  }

  /** For a way that adds the same products as the definition, and may be off by rounding alone. */
  static ByTheDefinition ofSums(ConvolutionMethod method) {
    return new ByTheDefinition(method, false);
  }

  private interface Into {
    void run(Tensor dst, Compute compute);
  }

  /** All passes; the gradient of the image where the padding is zeros. */
  void check(ConvolutionParameters p, Shape srcShape, Shape weightsShape) {
    checkImages(p, srcShape, weightsShape);
    NaiveConvolution naive = new NaiveConvolution(p, srcShape, weightsShape);
    Tensor src = activations(naive.src());
    Tensor diffDst = Views.random(random, naive.dst());
    check(
        naive.backwardWeights(Views.doubles(src), Views.doubles(diffDst)),
        naive.weights(),
        "diffWeights",
        (dst, compute) -> method.backwardWeights(p, src, diffDst, dst, compute));
  }

  /** All but the gradient of the weights. */
  void checkImages(ConvolutionParameters p, Shape srcShape, Shape weightsShape) {
    NaiveConvolution naive = new NaiveConvolution(p, srcShape, weightsShape);
    Tensor src = activations(naive.src());
    Tensor weights = Views.random(random, naive.weights());
    Tensor bias = Views.random(random, Shape.of(weightsShape.dim(0)));
    Tensor diffDst = Views.random(random, naive.dst());
    double[] x = Views.doubles(src);
    double[] w = Views.doubles(weights);
    double[] g = Views.doubles(diffDst);
    Sums expected = naive.forward(x, w, Views.doubles(bias));
    check(
        expected,
        naive.dst(),
        "dst",
        (dst, compute) -> method.forward(p, src, weights, bias, dst, null, compute));
    if (srcShape.dim(0) <= FEW) {
      check(
          expected,
          naive.dst(),
          "dst in use",
          (dst, compute) -> {
            KeptFilters kept = new KeptFilters();
            method.forward(p, src, weights, bias, dst, kept, compute);
            int[] bits = Views.bits(dst);
            // One by one: no image hangs on another.
            for (int i = 0; i < dst.shape().dim(0); i++) {
              Tensor one = dst.narrow(i, i + 1);
              one.fill(Float.NaN);
              method.forward(p, src.narrow(i, i + 1), weights, bias, one, kept, compute);
            }
            assertThat(Arrays.equals(Views.bits(dst), bits)).isTrue();
          });
    }
    if (p.paddingMode() == PaddingMode.ZEROS) {
      check(
          naive.backwardData(w, g),
          naive.src(),
          "diffSrc",
          (dst, compute) -> method.backwardData(p, diffDst, weights, dst, compute));
    }
  }

  private void check(Sums expected, Shape shape, String what, Into way) {
    Tensor actual =
        machines.sameBits(
            compute -> {
              Tensor dst = Views.unwritten(shape);
              way.run(dst, compute);
              return dst;
            });
    if (!minimal) {
      expected.assertMatch(actual, what);
      return;
    }
    assertClose(expected, actual, what);
  }

  /** As close as ways of minimal filtering come. */
  static void assertClose(Sums expected, Tensor actual, String what) {
    double[] values = expected.values();
    double squares = 0;
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      squares += values[i] * values[i];
      worst = Math.max(worst, Math.abs(actual.data()[actual.offset() + i] - values[i]));
    }
    assertThat(worst / Math.sqrt(squares / values.length)).as(what).isLessThan(TOLERANCE);
  }

  /** As they are behind a rectifier: half of them zeros, the mean far from 0. */
  private Tensor activations(Shape shape) {
    Tensor tensor = Views.random(random, shape);
    for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
      tensor.data()[i] = Math.max(0, tensor.data()[i]);
    }
    return tensor;
  }

  @Override
  public void close() {
    machines.close();
  }
}
