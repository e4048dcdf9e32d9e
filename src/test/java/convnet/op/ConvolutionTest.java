package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All passes of the convolution against its definition, and against numbers worked out by hand. */
class ConvolutionTest {
  private static final Machines MACHINES = new Machines();

  private final Random random = new Random(7);

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  /** One convolution with its inputs. */
  private record Case(
      NaiveConvolution naive, Tensor src, Tensor weights, Tensor bias, Tensor diffDst) {
    ConvolutionParameters p() {
      return naive.p();
    }
  }

  private Case make(ConvolutionParameters p, Shape src, int outChannels) {
    Shape weights =
        Shape.of(outChannels, src.channels() / p.groups(), p.kernel().height(), p.kernel().width());
    NaiveConvolution naive = new NaiveConvolution(p, src, weights);
    return new Case(
        naive,
        Views.random(random, src),
        Views.random(random, weights),
        Views.random(random, Shape.of(outChannels)),
        Views.random(random, naive.dst()));
  }

  private Tensor forward(Case c, boolean biased) {
    return MACHINES.sameBits(
        compute -> {
          Tensor dst = Views.unwritten(c.naive.dst());
          Convolution.forward(c.p(), c.src, c.weights, biased ? c.bias : null, dst, compute);
          return dst;
        });
  }

  private Tensor backwardData(Case c) {
    return MACHINES.sameBits(
        compute -> {
          Tensor diffSrc = Views.unwritten(c.src.shape());
          Convolution.backwardData(c.p(), c.diffDst, c.weights, diffSrc, compute);
          return diffSrc;
        });
  }

  private Tensor backwardWeights(Case c) {
    return MACHINES.sameBits(
        compute -> {
          Tensor diffWeights = Views.unwritten(c.weights.shape());
          Convolution.backwardWeights(c.p(), c.src, c.diffDst, diffWeights, compute);
          return diffWeights;
        });
  }

  private List<Tensor> backwardBias(Case c) {
    return MACHINES.sameBitsPerKernel(
        compute -> {
          Tensor diffBias = Views.unwritten(c.bias.shape());
          Convolution.backwardBias(c.diffDst, diffBias, compute);
          return diffBias;
        });
  }

  /** Every pass on every machine against the definition. */
  private void check(Case c, boolean biased) {
    double[] x = Views.doubles(c.src);
    double[] w = Views.doubles(c.weights);
    double[] g = Views.doubles(c.diffDst);
    String what = c.p() + " of " + c.src.shape() + " by " + c.weights.shape();
    c.naive
        .forward(x, w, biased ? Views.doubles(c.bias) : null)
        .assertMatch(forward(c, biased), what);
    c.naive.backwardData(w, g).assertMatch(backwardData(c), "diffSrc of " + what);
    c.naive.backwardWeights(x, g).assertMatch(backwardWeights(c), "diffWeights of " + what);
    Sums diffBias = c.naive.backwardBias(g);
    backwardBias(c).forEach(actual -> diffBias.assertMatch(actual, "diffBias of " + what));
  }

  // Worked examples

  @ParameterizedTest
  @CsvSource({
    "ZEROS,     2, 1, 1, 100 210 321 432 543 54 5",
    "REFLECT,   2, 1, 1, 123 212 321 432 543 454 345",
    "REPLICATE, 2, 1, 1, 111 211 321 432 543 554 555",
    "CIRCULAR,  2, 1, 1, 154 215 321 432 543 154 215",
    "SYMMETRIC, 2, 1, 1, 112 211 321 432 543 554 455",
    "ZEROS,     0, 1, 1, 321 432 543",
    "ZEROS,     2, 2, 1, 100 321 543 5",
    "ZEROS,     2, 1, 2, 310 420 531 42 53",
    "ZEROS,     2, 2, 2, 310 531 53",
  })
  void oneToFiveByOneTenHundred(
      PaddingMode mode, int padding, int stride, int dilation, String expected) {
    Tensor src = Views.of(Shape.of(1, 1, 1, 5), 1, 2, 3, 4, 5);
    Tensor weights = Views.of(Shape.of(1, 1, 1, 3), 1, 10, 100);
    double[] numbers =
        Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();
    for (boolean upright : new boolean[] {false, true}) {
      ConvolutionParameters p =
          new ConvolutionParameters(
              upright ? Size.of(3, 1) : Size.of(1, 3),
              upright ? Size.of(stride, 1) : Size.of(1, stride),
              upright ? Padding.of(padding, 0) : Padding.of(0, padding),
              upright ? Size.of(dilation, 1) : Size.of(1, dilation),
              1,
              mode);
      Shape image = upright ? Shape.of(1, 1, 5, 1) : Shape.of(1, 1, 1, 5);
      Shape filter = upright ? Shape.of(1, 1, 3, 1) : Shape.of(1, 1, 1, 3);
      Shape output =
          upright ? Shape.of(1, 1, numbers.length, 1) : Shape.of(1, 1, 1, numbers.length);
      assertThat(p.outputShape(image, 1)).isEqualTo(output);
      Tensor dst = Views.unwritten(output);
      Convolution.forward(
          p, src.reshape(image), weights.reshape(filter), null, dst, MACHINES.any());
      Views.assertNumbers(dst, numbers);
      assertThat(
              new NaiveConvolution(p, image, filter)
                  .forward(Views.doubles(src), Views.doubles(weights), null)
                  .values())
          .containsExactly(numbers);
    }
  }

  @Test
  void theBackwardPassByHand() {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(1, 3))
            .withStride(Size.of(1, 2))
            .withPadding(Padding.of(0, 1));
    Tensor src = Views.of(Shape.of(1, 1, 1, 5), 1, 2, 3, 4, 5);
    Tensor weights = Views.of(Shape.of(1, 1, 1, 3), 1, 10, 100);
    Tensor ones = Views.of(Shape.of(1, 1, 1, 3), 1, 1, 1);
    Tensor dst = Views.unwritten(ones.shape());
    Convolution.forward(p, src, weights, null, dst, MACHINES.any());
    Views.assertNumbers(dst, 210, 432, 54);
    Tensor diffSrc = Views.unwritten(src.shape());
    Convolution.backwardData(p, ones, weights, diffSrc, MACHINES.any());
    Views.assertNumbers(diffSrc, 10, 101, 10, 101, 10);
    Tensor diffWeights = Views.unwritten(weights.shape());
    Convolution.backwardWeights(p, src, ones, diffWeights, MACHINES.any());
    Views.assertNumbers(diffWeights, 6, 9, 6);
    Tensor diffBias = Views.unwritten(Shape.of(1));
    Convolution.backwardBias(ones, diffBias, MACHINES.any());
    Views.assertNumbers(diffBias, 3);
  }

  /** The gradient of the image is what PyTorch calls the transposed convolution. */
  @Test
  void theTransposedConvolutionByHand() {
    ConvolutionParameters p = ConvolutionParameters.of(Size.of(1, 3)).withStride(Size.of(1, 2));
    Tensor src = Views.of(Shape.of(1, 1, 1, 2), 1, 2);
    Tensor weights = Views.of(Shape.of(1, 1, 1, 3), 1, 10, 100);
    Tensor dst = Views.unwritten(Shape.of(1, 1, 1, 5));
    Convolution.backwardData(p, src, weights, dst, MACHINES.any());
    Views.assertNumbers(dst, 1, 10, 102, 20, 200);
    // With an output padding of 1, a last pixel that no window meets.
    Tensor longer = Views.unwritten(Shape.of(1, 1, 1, 6));
    Convolution.backwardData(p, src, weights, longer, MACHINES.any());
    Views.assertNumbers(longer, 1, 10, 102, 20, 200, 0);
  }

  // The sweep

  /** What a random case is an example of: the sweep must have met each many times. */
  private enum Kind {
    GROUPS,
    DEPTHWISE,
    DILATED,
    UNEQUAL_KERNEL,
    UNEQUAL_STRIDE,
    ASYMMETRIC_PADDING,
    KERNEL_LARGER_THAN_INPUT,
    STRIDE_LARGER_THAN_KERNEL,
    LAST_COLUMNS_NEVER_VISITED,
    ONE_BY_ONE,
    ONE_PIXEL_OUTPUT,
    BATCH_OF_ONE,
    ODD_CHANNELS,
    STRIDED_AND_DILATED,
    SEVERAL_TILES,
    ZEROS,
    REFLECT,
    REPLICATE,
    CIRCULAR,
    SYMMETRIC;

    boolean isMetBy(NaiveConvolution c) {
      ConvolutionParameters p = c.p();
      Size k = p.kernel();
      Size s = p.stride();
      Padding pad = p.padding();
      long extentX = WindowArithmetic.extent(k.width(), p.dilation().width());
      int paddedX = pad.left() + c.src().width() + pad.right();
      boolean dilated = !p.dilation().equals(Size.of(1)) && k.width() > 1 && k.height() > 1;
      return switch (this) {
        case GROUPS -> p.groups() > 1 && c.weights().dim(1) > 1;
        case DEPTHWISE -> p.groups() > 1 && c.weights().dim(1) == 1;
        case DILATED -> dilated;
        case UNEQUAL_KERNEL -> k.height() != k.width();
        case UNEQUAL_STRIDE -> s.height() != s.width();
        case ASYMMETRIC_PADDING -> pad.left() != pad.right() && pad.top() != pad.bottom();
        case KERNEL_LARGER_THAN_INPUT -> extentX > c.src().width();
        case STRIDE_LARGER_THAN_KERNEL -> s.width() > extentX;
        case LAST_COLUMNS_NEVER_VISITED ->
            (c.dst().width() - 1) * s.width() + extentX <= paddedX - pad.right() - 1;
        case ONE_BY_ONE -> k.equals(Size.of(1));
        case ONE_PIXEL_OUTPUT -> c.dst().height() * c.dst().width() == 1;
        case BATCH_OF_ONE -> c.src().dim(0) == 1;
        case ODD_CHANNELS -> c.src().channels() % 2 == 1 && c.weights().dim(0) % 2 == 1;
        case STRIDED_AND_DILATED -> dilated && s.width() > 1 && s.height() > 1;
        case SEVERAL_TILES ->
            c.weights().dim(0) / p.groups() > 8
                && c.dst().dim(0) * c.dst().height() * c.dst().width() > 32;
        case ZEROS, REFLECT, REPLICATE, CIRCULAR, SYMMETRIC ->
            p.paddingMode() == PaddingMode.valueOf(name()) && pad.left() > 0 && pad.top() > 0;
      };
    }
  }

  @Test
  void allPassesOfManyRandomConvolutionsMatchTheDefinition() {
    int[] met = new int[Kind.values().length];
    for (int i = 0; i < 1500; i++) {
      Case c = randomCase();
      check(c, i % 3 != 0);
      for (Kind kind : Kind.values()) {
        met[kind.ordinal()] += kind.isMetBy(c.naive) ? 1 : 0;
      }
    }
    for (Kind kind : Kind.values()) {
      assertThat(met[kind.ordinal()]).as("cases of %s", kind).isGreaterThanOrEqualTo(20);
    }
  }

  private Case randomCase() {
    while (true) {
      PaddingMode mode = PaddingMode.values()[random.nextInt(PaddingMode.values().length)];
      int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
      int icPerGroup = 1 + random.nextInt(3);
      int ocPerGroup = random.nextInt(8) == 0 ? 9 + random.nextInt(30) : 1 + random.nextInt(4);
      int most = random.nextInt(4) == 0 ? 13 : 7;
      Shape src =
          Shape.of(
              1 + random.nextInt(3),
              groups * icPerGroup,
              1 + random.nextInt(most),
              1 + random.nextInt(most));
      ConvolutionParameters p =
          new ConvolutionParameters(
              random.nextInt(8) == 0 ? Size.of(1) : randomSize(5),
              randomSize(4),
              new Padding(
                  random.nextInt(4), random.nextInt(4), random.nextInt(4), random.nextInt(4)),
              random.nextBoolean() ? Size.of(1) : randomSize(3),
              groups,
              mode);
      int least =
          switch (mode) {
            case ZEROS, REPLICATE -> 0;
            case CIRCULAR, SYMMETRIC -> most(p.padding());
            case REFLECT -> most(p.padding()) + 1;
          };
      Shape weights =
          Shape.of(groups * ocPerGroup, icPerGroup, p.kernel().height(), p.kernel().width());
      NaiveConvolution naive = new NaiveConvolution(p, src, weights);
      if (naive.dst().size() > 0 && Math.min(src.height(), src.width()) >= least) {
        return make(p, src, groups * ocPerGroup);
      }
    }
  }

  private Size randomSize(int most) {
    return Size.of(1 + random.nextInt(most), 1 + random.nextInt(most));
  }

  private static int most(Padding p) {
    return Math.max(Math.max(p.top(), p.bottom()), Math.max(p.left(), p.right()));
  }

  /** Sums longer than a block of k, more rows and columns than a block, layers as networks have. */
  @Test
  void largerConvolutionsMatchTheDefinition() {
    ConvolutionParameters three = ConvolutionParameters.of(Size.of(3)).withPadding(Padding.of(1));
    check(make(three, Shape.of(2, 33, 6, 5), 19), true);
    check(make(three.withGroups(2), Shape.of(3, 58, 3, 4), 34), true);
    check(make(three, Shape.of(1, 1, 20, 41), 3), true);
    check(make(three, Shape.of(1, 2, 3, 4), 530), true);
    check(make(ConvolutionParameters.of(Size.of(1)), Shape.of(2, 300, 3, 5), 7), true);
    check(
        make(
            ConvolutionParameters.of(Size.of(11)).withStride(Size.of(4)).withPadding(Padding.of(2)),
            Shape.of(2, 3, 23, 19),
            13),
        true);
    check(
        make(
            ConvolutionParameters.of(Size.of(5, 3))
                .withPadding(new Padding(2, 1, 0, 3))
                .withPaddingMode(PaddingMode.REFLECT)
                .withStride(Size.of(1, 2)),
            Shape.of(2, 7, 11, 13),
            9),
        true);
    // Rows so long that those of the image count as one in the gradient of the weights.
    check(
        make(
            ConvolutionParameters.of(Size.of(11)).withStride(Size.of(4)).withPadding(Padding.of(2)),
            Shape.of(2, 2, 31, 180),
            18),
        true);
    check(
        make(
            ConvolutionParameters.of(Size.of(3, 2)).withStride(Size.of(3, 2)).withGroups(2),
            Shape.of(1, 6, 20, 95),
            4),
        true);
  }

  /** What is copied around an image goes through the fast ways too, and comes back from them. */
  @ParameterizedTest
  @CsvSource({"REFLECT, 1, 32", "CIRCULAR, 2, 64", "REPLICATE, 1, 24", "SYMMETRIC, 2, 64"})
  void copiedPaddingGoesAroundEveryWay(PaddingMode mode, int stride, int channels) {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(3))
            .withPadding(Padding.of(1))
            .withPaddingMode(mode)
            .withStride(Size.of(stride));
    Case c = make(p, Shape.of(8, channels, 13, 13), channels);
    Tensor dst = Views.unwritten(c.naive.dst());
    Tensor diffSrc = Views.unwritten(c.src.shape());
    Tensor diffWeights = Views.unwritten(c.weights.shape());
    Convolution.forward(p, c.src, c.weights, c.bias, dst, MACHINES.any());
    Convolution.backwardData(p, c.diffDst, c.weights, diffSrc, MACHINES.any());
    Convolution.backwardWeights(p, c.src, c.diffDst, diffWeights, MACHINES.any());
    double[] x = Views.doubles(c.src);
    double[] w = Views.doubles(c.weights);
    double[] g = Views.doubles(c.diffDst);
    ByTheDefinition.assertClose(c.naive.forward(x, w, Views.doubles(c.bias)), dst, "dst");
    ByTheDefinition.assertClose(c.naive.backwardData(w, g), diffSrc, "diffSrc");
    ByTheDefinition.assertClose(c.naive.backwardWeights(x, g), diffWeights, "diffWeights");
  }

  // Gradients from function values

  @ParameterizedTest
  @EnumSource(PaddingMode.class)
  void theGradientsAreTheCentralDifferencesOfTheDefinition(PaddingMode mode) {
    ConvolutionParameters p =
        new ConvolutionParameters(
            Size.of(2, 3), Size.of(2, 1), new Padding(1, 2, 2, 0), Size.of(1, 2), 2, mode);
    Case c = make(p, Shape.of(2, 4, 4, 5), 6);
    double[] x = Views.doubles(c.src);
    double[] w = Views.doubles(c.weights);
    double[] b = Views.doubles(c.bias);
    double[] g = Views.doubles(c.diffDst);
    NaiveConvolution naive = c.naive;
    // The loss is linear in each argument, so any step is exact but for rounding at 2⁻⁵³.
    double[] diffSrc =
        CentralDifferences.gradient(
            at -> CentralDifferences.dot(naive.forward(at, w, b).values(), g), x, 1);
    double[] diffWeights =
        CentralDifferences.gradient(
            at -> CentralDifferences.dot(naive.forward(x, at, b).values(), g), w, 1);
    double[] diffBias =
        CentralDifferences.gradient(
            at -> CentralDifferences.dot(naive.forward(x, w, at).values(), g), b, 1);
    assertClose(backwardData(c), diffSrc, naive.backwardData(w, g));
    assertClose(backwardWeights(c), diffWeights, naive.backwardWeights(x, g));
    for (Tensor actual : backwardBias(c)) {
      assertClose(actual, diffBias, naive.backwardBias(g));
    }
  }

  private static void assertClose(Tensor actual, double[] expected, Sums bounds) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(Views.doubles(actual)[i]).isCloseTo(expected[i], within(bounds.bound(i) + 1e-12));
    }
  }

  // A pixel and what hangs on it

  /**
   * One pixel becomes NaN: the outputs whose windows hold it become NaN, the others keep their
   * bits. In a second round it is merely changed.
   */
  @ParameterizedTest
  @EnumSource(PaddingMode.class)
  void aPixelReachesItsWindowsAndNoOther(PaddingMode mode) {
    ConvolutionParameters p =
        new ConvolutionParameters(
            Size.of(2, 3), Size.of(3, 2), new Padding(1, 0, 2, 1), Size.of(1, 2), 2, mode);
    Case c = make(p, Shape.of(2, 4, 6, 8), 6);
    int[] before = Views.bits(forward(c, true));
    int[] weightsBefore = Views.bits(backwardWeights(c));
    int unseen = 0;
    for (int pixel = 0; pixel < c.src.size(); pixel++) {
      boolean[] reached = c.naive.reachOf(pixel);
      boolean seen = false;
      float old = c.src.data()[c.src.offset() + pixel];
      for (float value : new float[] {Float.NaN, old + 1}) {
        c.src.data()[c.src.offset() + pixel] = value;
        int[] after = Views.bits(forwardOnce(c));
        for (int i = 0; i < after.length; i++) {
          seen |= reached[i];
          if (!reached[i]) {
            assertThat(after[i]).isEqualTo(before[i]);
          } else if (Float.isNaN(value)) {
            assertThat(Float.intBitsToFloat(after[i])).isNaN();
          } else {
            assertThat(after[i]).isNotEqualTo(before[i]);
          }
        }
        if (seen) {
          assertThat(Views.bits(backwardWeightsOnce(c))).isNotEqualTo(weightsBefore);
        } else {
          assertThat(Views.bits(backwardWeightsOnce(c))).isEqualTo(weightsBefore);
        }
      }
      c.src.data()[c.src.offset() + pixel] = old;
      unseen += seen ? 0 : 1;
    }
    assertThat(unseen).as("pixels that no window holds").isPositive();
  }

  private static Tensor forwardOnce(Case c) {
    Tensor dst = Views.unwritten(c.naive.dst());
    Convolution.forward(c.p(), c.src, c.weights, c.bias, dst, MACHINES.any());
    return dst;
  }

  private static Tensor backwardWeightsOnce(Case c) {
    Tensor diffWeights = Views.unwritten(c.weights.shape());
    Convolution.backwardWeights(c.p(), c.src, c.diffDst, diffWeights, MACHINES.any());
    return diffWeights;
  }

  /** The same backwards: a NaN in the output's gradient reaches the pixels of its window. */
  @ParameterizedTest
  @EnumSource(PaddingMode.class)
  void aGradientReachesItsWindowAndNoOther(PaddingMode mode) {
    ConvolutionParameters p =
        new ConvolutionParameters(
            Size.of(3, 2), Size.of(2, 3), new Padding(0, 2, 1, 1), Size.of(2, 1), 1, mode);
    Case c = make(p, Shape.of(1, 2, 6, 7), 3);
    List<boolean[]> reaches = new ArrayList<>();
    for (int pixel = 0; pixel < c.src.size(); pixel++) {
      reaches.add(c.naive.reachOf(pixel));
    }
    int[] before = Views.bits(backwardData(c));
    for (int i = 0; i < c.diffDst.size(); i++) {
      float old = c.diffDst.data()[c.diffDst.offset() + i];
      c.diffDst.data()[c.diffDst.offset() + i] = Float.NaN;
      Tensor after = Views.unwritten(c.src.shape());
      Convolution.backwardData(c.p(), c.diffDst, c.weights, after, MACHINES.any());
      for (int pixel = 0; pixel < before.length; pixel++) {
        float value = after.data()[after.offset() + pixel];
        if (reaches.get(pixel)[i]) {
          assertThat(value).isNaN();
        } else {
          assertThat(Float.floatToIntBits(value)).isEqualTo(before[pixel]);
        }
      }
      c.diffDst.data()[c.diffDst.offset() + i] = old;
    }
  }

  // Misfits

  @Test
  void tensorsThatDoNotFitAreRefused() {
    ConvolutionParameters p = ConvolutionParameters.of(Size.of(3)).withGroups(2);
    Tensor src = Tensor.zeros(1, 4, 5, 5);
    Tensor weights = Tensor.zeros(6, 2, 3, 3);
    Tensor dst = Tensor.zeros(1, 6, 3, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Convolution.forward(
                    p, src, weights, null, Tensor.zeros(1, 6, 3, 4), MACHINES.any()))
        .withMessage("an input of 1x4x5x5 with weights of 6x2x3x3 gives 1x6x3x3, not 1x6x3x4");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Convolution.backwardData(p, dst, Tensor.zeros(6, 4, 3, 3), src, MACHINES.any()))
        .withMessage(
            "weights of 6x4x3x3 do not fit an input of 1x4x5x5 in 2 groups: they must be 6x2x3x3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Convolution.backwardWeights(p, src, dst, Tensor.zeros(6, 2, 3, 5), MACHINES.any()))
        .withMessage(
            "weights of 6x2x3x5 do not fit an input of 1x4x5x5 in 2 groups: they must be 6x2x3x3");
  }
}
