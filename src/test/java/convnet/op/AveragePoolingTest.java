package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AveragePoolingTest {
  private static final Machines MACHINES = new Machines();

  private final Random random = new Random(13);

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  private static Tensor ones(int... dims) {
    Tensor ones = Views.unwritten(Shape.of(dims));
    ones.fill(1);
    return ones;
  }

  private static Tensor forward(PoolingParameters p, boolean pad, int divisor, Tensor src) {
    return MACHINES.sameBits(
        compute -> {
          Tensor dst = Views.unwritten(p.outputShape(src.shape()));
          AveragePooling.forward(p, pad, divisor, src, dst, compute);
          return dst;
        });
  }

  private static Tensor backward(
      PoolingParameters p, boolean pad, int divisor, Tensor diffDst, Shape src) {
    return MACHINES.sameBits(
        compute -> {
          Tensor diffSrc = Views.unwritten(src);
          AveragePooling.backward(p, pad, divisor, diffDst, diffSrc, compute);
          return diffSrc;
        });
  }

  private static Tensor adaptive(Tensor src, int height, int width) {
    Shape shape = Shape.of(src.shape().dim(0), src.shape().channels(), height, width);
    return MACHINES.sameBits(
        compute -> {
          Tensor dst = Views.unwritten(shape);
          AdaptiveAveragePooling.forward(src, dst, compute);
          return dst;
        });
  }

  private static Tensor adaptiveBackward(Tensor diffDst, Shape src) {
    return MACHINES.sameBits(
        compute -> {
          Tensor diffSrc = Views.unwritten(src);
          AdaptiveAveragePooling.backward(diffDst, diffSrc, compute);
          return diffSrc;
        });
  }

  /** Ones, a 3 × 3 kernel at stride 3, padding 1, ceil mode: PyTorch's numbers. */
  @Test
  void theDivisorCountsPaddingButNotWhatHangsOver() {
    PoolingParameters p =
        new PoolingParameters(Size.of(3), Size.of(3), Size.of(1), Size.of(1), true);
    float third = 1 / 3f;
    assertThat(forward(p, true, 0, ones(1, 1, 6, 6)).toArray())
        .containsExactly(4 / 9f, 6 / 9f, third, 6 / 9f, 1, 0.5f, third, 0.5f, 0.25f);
    assertThat(forward(p, false, 0, ones(1, 1, 6, 6)).toArray()).containsOnly(1);
    assertThat(forward(p, true, 2, ones(1, 1, 6, 6)).toArray())
        .containsExactly(2, 3, 1, 3, 4.5f, 1.5f, 1, 1.5f, 0.5f);
    assertThat(forward(p, false, 2, ones(1, 1, 6, 6)).toArray())
        .containsExactly(2, 3, 1, 3, 4.5f, 1.5f, 1, 1.5f, 0.5f);
  }

  @Test
  void adaptiveWindowsOverlapWhereTheSizesDoNotDivide() {
    Tensor src = Views.of(Shape.of(1, 1, 1, 7), 1, 2, 4, 8, 16, 32, 64);
    // [0, 3) [2, 5) [4, 7)
    assertThat(adaptive(src, 1, 3).toArray()).containsExactly(7 / 3f, 28 / 3f, 112 / 3f);
    Tensor upright = src.reshape(1, 1, 7, 1);
    assertThat(adaptive(upright, 3, 1).toArray()).containsExactly(7 / 3f, 28 / 3f, 112 / 3f);
    assertThat(adaptive(src, 1, 1).toArray()).containsExactly(127 / 7f);
    assertThat(adaptive(src, 1, 7).toArray()).containsExactly(src.toArray());
    // More windows than pixels: [0, 1) [0, 1) [0, 2) [1, 2) …
    Tensor three = Views.of(Shape.of(1, 1, 1, 3), 1, 2, 4);
    assertThat(adaptive(three, 2, 5).toArray()).containsExactly(1, 1.5f, 2, 3, 4, 1, 1.5f, 2, 3, 4);
    assertThat(
            adaptiveBackward(Views.of(Shape.of(1, 1, 1, 5), 1, 2, 4, 8, 16), Shape.of(1, 1, 1, 3))
                .toArray())
        .containsExactly(2, 9, 20);
  }

  @Test
  void matchesTheDefinition() {
    for (int i = 0; i < 500; i++) {
      NaivePooling narrow = MaxPoolingTest.randomPooling(random, false);
      PoolingParameters p = narrow.p();
      // Rows of many windows are summed up together.
      NaivePooling naive = i % 5 == 0 ? widened(narrow, 40 + random.nextInt(60)) : narrow;
      boolean pad = random.nextBoolean();
      int divisor = random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 0;
      assertThat(p.outputShape(naive.src())).isEqualTo(naive.dst());
      Tensor src = Views.random(random, naive.src());
      Tensor diffDst = Views.random(random, naive.dst());
      String what = naive + ", padding counted: " + pad + ", divisor " + divisor;
      List<NaivePooling.Window> windows = naive.windows();
      check(
          what,
          windows,
          windows.stream()
              .mapToInt(w -> divisor > 0 ? divisor : pad ? w.padded() : w.inside().size())
              .toArray(),
          src,
          diffDst,
          forward(p, pad, divisor, src),
          backward(p, pad, divisor, diffDst, src.shape()));
    }
  }

  private static NaivePooling widened(NaivePooling pooling, int width) {
    Shape src = pooling.src();
    return new NaivePooling(pooling.p(), Shape.of(src.dim(0), src.channels(), src.height(), width));
  }

  @Test
  void adaptivePoolingMatchesTheDefinitionForAllSmallSizes() {
    for (int in = 1; in <= 9; in++) {
      for (int out = 1; out <= 11; out++) {
        Shape shape = Shape.of(2, 1 + random.nextInt(2), in, 10 - in);
        Shape output = Shape.of(2, shape.channels(), out, 1 + random.nextInt(5));
        Tensor src = Views.random(random, shape);
        Tensor diffDst = Views.random(random, output);
        List<NaivePooling.Window> windows = NaivePooling.adaptive(shape, output);
        check(
            shape + " to " + output,
            windows,
            windows.stream().mapToInt(w -> w.inside().size()).toArray(),
            src,
            diffDst,
            adaptive(src, output.height(), output.width()),
            adaptiveBackward(diffDst, shape));
      }
    }
  }

  /** Both passes against the sums over the windows; and the backward one by central differences. */
  private static void check(
      String what,
      List<NaivePooling.Window> windows,
      int[] divisors,
      Tensor src,
      Tensor diffDst,
      Tensor actualDst,
      Tensor actualDiffSrc) {
    Sums dst = new Sums(windows.size());
    Sums diffSrc = new Sums(src.size());
    double[] x = Views.doubles(src);
    double[] g = Views.doubles(diffDst);
    for (int i = 0; i < windows.size(); i++) {
      for (int at : windows.get(i).inside()) {
        dst.add(i, x[at], 1);
        // A rounding for the quotient, beside that for the sum.
        diffSrc.add(at, g[i] / divisors[i], 1);
        diffSrc.add(at, 0, 0);
      }
      dst.divide(i, divisors[i]);
    }
    dst.assertMatch(actualDst, what);
    diffSrc.assertMatch(actualDiffSrc, "diffSrc of " + what);
  }

  @Test
  void theGradientIsTheCentralDifference() {
    PoolingParameters p =
        new PoolingParameters(Size.of(3, 2), Size.of(2, 3), Size.of(1), Size.of(1), true);
    Tensor src = Views.random(random, Shape.of(2, 2, 6, 6));
    for (boolean pad : new boolean[] {false, true}) {
      Tensor diffDst = Views.random(random, p.outputShape(src.shape()));
      double[] g = Views.doubles(diffDst);
      List<NaivePooling.Window> windows = new NaivePooling(p, src.shape()).windows();
      double[] expected =
          CentralDifferences.gradient(
              x -> {
                double loss = 0;
                for (int i = 0; i < g.length; i++) {
                  NaivePooling.Window w = windows.get(i);
                  double sum = w.inside().stream().mapToDouble(j -> x[j]).sum();
                  loss += g[i] * sum / (pad ? w.padded() : w.inside().size());
                }
                return loss;
              },
              Views.doubles(src),
              1);
      double[] actual = Views.doubles(backward(p, pad, 0, diffDst, src.shape()));
      for (int i = 0; i < expected.length; i++) {
        // At most two windows share a pixel; their shares are below 1.
        assertThat(actual[i]).isCloseTo(expected[i], within(6 * Sums.U + 1e-12));
      }
    }
  }

  @Test
  void nanStaysInItsWindows() {
    PoolingParameters p = PoolingParameters.of(Size.of(2), Size.of(2));
    Tensor src = ones(1, 1, 4, 4);
    src.set(Float.NaN, 0, 0, 1, 2);
    assertThat(forward(p, true, 0, src).toArray()).containsExactly(1, Float.NaN, 1, 1);
    assertThat(adaptive(src, 2, 2).toArray()).containsExactly(1, Float.NaN, 1, 1);
  }
}
