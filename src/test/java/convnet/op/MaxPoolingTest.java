package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MaxPoolingTest {
  private static final Machines MACHINES = new Machines();
  private static final float NAN = Float.NaN;
  private static final float LEAST = Float.NEGATIVE_INFINITY;

  private final Random random = new Random(11);

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  /** Maxima and where they stood. */
  private record Pooled(Tensor dst, int[] indices) {}

  /** Runs on every machine; the indices go through as floats, which hold them exactly. */
  private static Pooled forward(PoolingParameters p, Tensor src) {
    Shape shape = p.outputShape(src.shape());
    Tensor both =
        MACHINES.sameBits(
            compute -> {
              Tensor result = Views.unwritten(Shape.of(2, shape.size()));
              int[] indices = new int[shape.size() + 3];
              Arrays.fill(indices, 77);
              MaxPooling.forward(p, src, result.slice(0).reshape(shape), indices, compute);
              for (int i = 0; i < shape.size(); i++) {
                result.set(indices[i], 1, i);
              }
              assertThat(Arrays.copyOfRange(indices, shape.size(), indices.length))
                  .containsOnly(77);
              return result;
            });
    int[] indices = new int[shape.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (int) both.get(1, i);
    }
    Tensor dst = both.slice(0).reshape(shape);
    assertThat(Views.bits(withoutPlaces(p, src))).isEqualTo(Views.bits(dst));
    return new Pooled(dst, indices);
  }

  private static Tensor withoutPlaces(PoolingParameters p, Tensor src) {
    return MACHINES.sameBits(
        compute -> {
          Tensor dst = Views.unwritten(p.outputShape(src.shape()));
          MaxPooling.forward(p, src, dst, compute);
          return dst;
        });
  }

  private static Tensor backward(Tensor diffDst, int[] indices, Shape src) {
    return MACHINES.sameBits(
        compute -> {
          Tensor diffSrc = Views.unwritten(src);
          MaxPooling.backward(diffDst, indices, diffSrc, compute);
          return diffSrc;
        });
  }

  private static void assertRow(int kernel, float[] row, float max, int index) {
    Pooled pooled =
        forward(
            PoolingParameters.of(Size.of(1, kernel), Size.of(1)),
            Views.of(Shape.of(1, 1, 1, row.length), row));
    assertThat(pooled.dst.toArray()).containsExactly(max);
    assertThat(pooled.indices[0]).isEqualTo(index);
  }

  @Test
  void theFirstOfEqualsWinsAndNaNBeatsAll() {
    assertRow(4, new float[] {1, 3, 3, 2}, 3, 1);
    assertRow(4, new float[] {-4, -3, -3, -9}, -3, 1);
    assertRow(4, new float[] {1, NAN, 3, 2}, NAN, 1);
    assertRow(4, new float[] {1, NAN, NAN, 2}, NAN, 2);
    assertRow(4, new float[] {Float.POSITIVE_INFINITY, 5, NAN, 2}, NAN, 2);
    assertRow(4, new float[] {LEAST, LEAST, LEAST, LEAST}, LEAST, 0);
    assertRow(4, new float[] {LEAST, -Float.MAX_VALUE, LEAST, LEAST}, -Float.MAX_VALUE, 1);
  }

  /** Zeros of both signs are equal: the first stays, in the order of rows and columns. */
  @Test
  void theFirstOfZerosKeepsItsSign() {
    PoolingParameters p = PoolingParameters.of(Size.of(2), Size.of(1));
    Pooled pooled =
        forward(p, Views.of(Shape.of(1, 1, 3, 3), -1, 0f, -0f, -0f, -1, -1, 0f, -1, -0f));
    assertThat(Views.bits(pooled.dst))
        .isEqualTo(
            new int[] {
              Float.floatToIntBits(0f),
              Float.floatToIntBits(0f),
              Float.floatToIntBits(-0f),
              Float.floatToIntBits(-0f)
            });
    assertThat(pooled.indices).containsExactly(1, 1, 3, 8);
  }

  @Test
  void giantWindowsTakeNoLongerThanTheImage() {
    int giant = 1_000_000_000;
    PoolingParameters p =
        new PoolingParameters(
            Size.of(giant), Size.of(giant), Size.of(giant / 2), Size.of(1), false);
    Pooled pooled = forward(p, Views.of(Shape.of(1, 1, 2, 2), 1, 4, 3, 2));
    Views.assertNumbers(pooled.dst, 4);
    assertThat(pooled.indices).containsExactly(1);
  }

  @Test
  void adaptiveWindowsMatchTheDefinition() {
    for (int in = 1; in <= 8; in++) {
      for (int out = 1; out <= 9; out++) {
        Shape shape = Shape.of(2, 1 + random.nextInt(2), in, 9 - in);
        Shape output = Shape.of(2, shape.channels(), out, 1 + random.nextInt(5));
        Tensor src = Views.unwritten(shape);
        for (int i = 0; i < src.size(); i++) {
          int value = random.nextInt(8);
          src.data()[src.offset() + i] = value == 0 ? LEAST : value == 7 ? NAN : value;
        }
        int[] indices = new int[output.size()];
        Tensor dst =
            MACHINES.sameBits(
                compute -> {
                  Tensor result = Views.unwritten(output);
                  MaxPooling.adaptiveForward(src, result, indices, compute);
                  return result;
                });
        List<NaivePooling.Window> windows = NaivePooling.adaptive(shape, output);
        for (int i = 0; i < indices.length; i++) {
          int best = windows.get(i).inside().getFirst();
          for (int at : windows.get(i).inside()) {
            float value = src.data()[src.offset() + at];
            boolean wins = Float.isNaN(value) || value > src.data()[src.offset() + best];
            best = wins ? at : best;
          }
          assertThat(indices[i]).isEqualTo(best % (shape.height() * shape.width()));
          assertThat(Float.valueOf(dst.toArray()[i]))
              .isEqualTo(Float.valueOf(src.data()[src.offset() + best]));
        }
        Tensor alone = Views.unwritten(output);
        MaxPooling.adaptiveForward(src, alone, null, MACHINES.any());
        assertThat(Views.bits(alone)).isEqualTo(Views.bits(dst));
      }
    }
  }

  /** PyTorch's padding counts as −∞: negative numbers at the edge stay. */
  @Test
  void paddingNeverWins() {
    PoolingParameters p =
        new PoolingParameters(Size.of(3), Size.of(2), Size.of(1), Size.of(1), false);
    Pooled pooled = forward(p, Views.of(Shape.of(1, 1, 3, 3), -1, -2, -3, -4, -5, -6, -7, -8, -9));
    Views.assertNumbers(pooled.dst, -1, -2, -4, -5);
    assertThat(pooled.indices).containsExactly(0, 1, 3, 4);
  }

  /** torch.nn.functional.max_pool2d gives −∞ here, too. */
  @Test
  void aWindowOfNothingButPaddingGivesMinusInfinityAndTakesNoGradient() {
    PoolingParameters p =
        new PoolingParameters(Size.of(2), Size.of(1), Size.of(1), Size.of(3), false);
    Shape two = Shape.of(2, 1, 2, 2);
    Pooled pooled = forward(p, Views.random(random, two));
    Views.assertNumbers(pooled.dst, LEAST, LEAST);
    assertThat(pooled.indices).containsExactly(-1, -1);
    Tensor diffSrc = backward(Views.of(pooled.dst.shape(), 1, 2), pooled.indices, two);
    assertThat(diffSrc.toArray()).containsOnly(0);
  }

  @Test
  void matchesTheDefinition() {
    int overhanging = 0;
    int dilated = 0;
    int outsideOnly = 0;
    int spreadHalvings = 0;
    for (int i = 0; i < 800; i++) {
      NaivePooling naive = randomPooling(true);
      Tensor src = Views.unwritten(naive.src());
      for (int j = 0; j < src.size(); j++) {
        // Few values, so that windows have equals; and now and then what compares strangely.
        int value = random.nextInt(12) - 6;
        src.data()[src.offset() + j] = value == -6 ? LEAST : value;
        if (random.nextInt(60) == 0) {
          src.data()[src.offset() + j] = NAN;
        }
      }
      Shape shape = naive.p().outputShape(naive.src());
      assertThat(shape).as("%s of %s", naive.p(), naive.src()).isEqualTo(naive.dst());
      Pooled pooled = forward(naive.p(), src);
      List<NaivePooling.Window> windows = naive.windows();
      int plane = naive.src().height() * naive.src().width();
      Tensor diffDst = Views.random(random, shape);
      Sums diffSrc = new Sums(src.size());
      for (int j = 0; j < windows.size(); j++) {
        List<Integer> inside = windows.get(j).inside();
        int best = inside.isEmpty() ? -1 : inside.getFirst();
        for (int at : inside) {
          float value = src.data()[src.offset() + at];
          if (Float.isNaN(value) || value > src.data()[src.offset() + best]) {
            best = at;
          }
        }
        float max = best < 0 ? LEAST : src.data()[src.offset() + best];
        assertThat(Float.valueOf(pooled.dst.toArray()[j]))
            .as("%s of %s", naive.p(), src)
            .isEqualTo(Float.valueOf(max));
        assertThat(pooled.indices[j]).isEqualTo(best < 0 ? -1 : best % plane);
        if (best >= 0) {
          diffSrc.add(best, diffDst.toArray()[j], 1);
        }
        outsideOnly += inside.isEmpty() ? 1 : 0;
        overhanging +=
            windows.get(j).padded() < naive.p().kernel().height() * naive.p().kernel().width()
                ? 1
                : 0;
      }
      boolean dense = naive.p().dilation().equals(Size.of(1));
      dilated += dense ? 0 : 1;
      spreadHalvings += !dense && naive.p().stride().equals(Size.of(2)) ? 1 : 0;
      diffSrc.assertMatch(backward(diffDst, pooled.indices, naive.src()), naive);
    }
    assertThat(overhanging).isGreaterThan(100);
    assertThat(dilated).isGreaterThan(100);
    assertThat(outsideOnly).isGreaterThan(10);
    assertThat(spreadHalvings).isGreaterThan(10);
  }

  private NaivePooling randomPooling(boolean anyDilation) {
    return randomPooling(random, anyDilation);
  }

  /**
   * Windows that fit, over one to three images of one to three channels. One in four has the kernel
   * and stride of 2 that networks have, with a dilation or without.
   */
  static NaivePooling randomPooling(Random random, boolean anyDilation) {
    while (true) {
      boolean halving = random.nextInt(4) == 0;
      Size kernel = halving ? Size.of(2) : randomSize(random, 1, 4);
      Size padding =
          halving
              ? Size.of(0)
              : Size.of(
                  random.nextInt(kernel.height() / 2 + 1), random.nextInt(kernel.width() / 2 + 1));
      boolean dilated = anyDilation && random.nextInt(3) == 0;
      Size dilation = dilated ? randomSize(random, 1, 3) : Size.of(1);
      PoolingParameters p =
          new PoolingParameters(
              kernel,
              halving ? kernel : randomSize(random, 1, 4),
              padding,
              dilation,
              random.nextBoolean());
      Shape src =
          Shape.of(
              1 + random.nextInt(3),
              1 + random.nextInt(3),
              1 + random.nextInt(9),
              1 + random.nextInt(9));
      NaivePooling naive = new NaivePooling(p, src);
      if (naive.dst().size() > 0) {
        return naive;
      }
    }
  }

  private static Size randomSize(Random random, int least, int most) {
    return Size.of(
        least + random.nextInt(most - least + 1), least + random.nextInt(most - least + 1));
  }

  /** Numbers at least 1 apart: a step of a quarter changes no maximum's place. */
  @Test
  void theGradientIsTheCentralDifference() {
    PoolingParameters p =
        new PoolingParameters(Size.of(3, 2), Size.of(2, 1), Size.of(1), Size.of(1), true);
    Shape shape = Shape.of(2, 2, 5, 4);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = order.get(i) - 17;
    }
    Tensor src = Views.of(shape, values);
    Pooled pooled = forward(p, src);
    Tensor diffDst = Views.random(random, pooled.dst.shape());
    double[] g = Views.doubles(diffDst);
    List<NaivePooling.Window> windows = new NaivePooling(p, shape).windows();
    double[] expected =
        CentralDifferences.gradient(
            x -> {
              double loss = 0;
              for (int i = 0; i < g.length; i++) {
                loss +=
                    g[i]
                        * windows.get(i).inside().stream()
                            .mapToDouble(j -> x[j])
                            .max()
                            .orElseThrow();
              }
              return loss;
            },
            Views.doubles(src),
            0.25);
    double[] actual = Views.doubles(backward(diffDst, pooled.indices, shape));
    for (int i = 0; i < expected.length; i++) {
      // At most six windows share a pixel; their gradients are below 1.
      assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(36 * Sums.U + 1e-12);
    }
  }
}
