package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.tensor.Shape;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionParametersTest {
  private static final ConvolutionParameters THREE = ConvolutionParameters.of(Size.of(3));

  /** 48,001 rows and as many columns are cut into 481 x 481 pieces of 100 x 100. */
  @Test
  void aPaddedInputThatIsTooLargeForAnArrayIsRefused() {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(100))
            .withStride(Size.of(100))
            .withPadding(Padding.of(24000, 24000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> p.outputShape(Shape.of(1, 1, 1), 1))
        .withMessage(
            "the padded input would be 1x48100x48100: at most 2,147,483,647 numbers are possible");
    assertThat(p.withPadding(Padding.of(20000, 20000)).outputShape(Shape.of(1, 1, 1), 1))
        .isEqualTo(Shape.of(1, 400, 400));
  }

  @ParameterizedTest(name = "{0}: k{1} s{2} p{3} d{4} → {5}")
  @CsvSource({
    "224, 11, 4, 2, 1, 55", "227, 11, 4, 0, 1, 55", "227, 11, 4, 2, 1, 56", "27, 5, 1, 2, 1, 27",
    "13, 3, 1, 1, 1, 13", "5, 3, 2, 2, 2, 3", "5, 3, 1, 2, 2, 5", "1, 1, 1, 0, 1, 1",
    "2, 3, 1, 1, 1, 2", "1, 5, 1, 2, 1, 1", "7, 1, 3, 0, 1, 3", "7, 3, 2, 0, 3, 1"
  })
  void outputSizes(int input, int kernel, int stride, int padding, int dilation, int output) {
    ConvolutionParameters p =
        new ConvolutionParameters(
            Size.of(kernel, 1),
            Size.of(stride, 1),
            Padding.of(padding, 0),
            Size.of(dilation, 1),
            1,
            PaddingMode.ZEROS);
    assertThat(p.outputHeight(input)).isEqualTo(output);
    assertThat(p.outputShape(Shape.of(3, input, 9), 8)).isEqualTo(Shape.of(8, output, 9));
    assertThat(p.outputShape(Shape.of(2, 3, input, 9), 8)).isEqualTo(Shape.of(2, 8, output, 9));
    ConvolutionParameters sideways =
        new ConvolutionParameters(
            Size.of(1, kernel),
            Size.of(1, stride),
            Padding.of(0, padding),
            Size.of(1, dilation),
            1,
            PaddingMode.ZEROS);
    assertThat(sideways.outputWidth(input)).isEqualTo(output);
  }

  @Test
  void paddingForTheSameSize() {
    assertThat(Padding.same(Size.of(3), Size.of(1))).isEqualTo(Padding.of(1));
    assertThat(Padding.same(Size.of(4), Size.of(1))).isEqualTo(new Padding(1, 2, 1, 2));
    assertThat(Padding.same(Size.of(2, 5), Size.of(3, 2))).isEqualTo(new Padding(1, 2, 4, 4));
    assertThat(Padding.same(Size.of(1), Size.of(7))).isEqualTo(Padding.NONE);
  }

  @Test
  void textForPeople() {
    assertThat(Size.of(3)).hasToString("3");
    assertThat(Size.of(3, 5)).hasToString("3x5");
    assertThat(Padding.of(2)).hasToString("2");
    assertThat(Padding.of(2, 1)).hasToString("2x1");
    assertThat(new Padding(1, 2, 3, 4)).hasToString("top 1, bottom 2, left 3, right 4");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @Test
  void impossibleParametersAreRefused() {
    assertRefused(
        () -> ConvolutionParameters.of(Size.of(0, 3)), "kernel size must be at least 1, not 0x3");
    assertRefused(() -> THREE.withStride(Size.of(0)), "stride must be at least 1, not 0");
    assertRefused(() -> THREE.withStride(Size.of(2, -1)), "stride must be at least 1, not 2x-1");
    assertRefused(
        () -> THREE.withDilation(Size.of(1, 0)),
        "dilation 0 does not exist: 1 is the dense kernel");
    assertRefused(() -> THREE.withDilation(Size.of(-2)), "dilation must be at least 1, not -2");
    assertRefused(() -> THREE.withGroups(0), "groups must be at least 1, not 0");
    assertRefused(
        () -> THREE.withPadding(new Padding(0, 0, 0, -1)),
        "padding cannot be negative: top 0, bottom 0, left 0, right -1");
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    assertRefused(
        () -> THREE.withGroups(3).outputShape(Shape.of(4, 9, 9), 6),
        "4 input channels and 6 output channels do not split into 3 groups:"
            + " both must be multiples of 3");
    assertRefused(
        () -> THREE.withGroups(2).outputShape(Shape.of(4, 9, 9), 5),
        "4 input channels and 5 output channels do not split into 2 groups:"
            + " both must be multiples of 2");
    assertRefused(
        () -> THREE.outputShape(Shape.of(1, 2, 9), 1),
        "the kernel's height 1·(3 − 1) + 1 = 3 is larger than the padded input's 0 + 2 + 0 = 2:"
            + " the input needs a height of at least 3");
    assertRefused(
        () ->
            THREE
                .withDilation(Size.of(1, 4))
                .withPadding(new Padding(0, 0, 1, 2))
                .outputShape(Shape.of(1, 9, 5), 1),
        "the kernel's width 4·(3 − 1) + 1 = 9 is larger than the padded input's 1 + 5 + 2 = 8:"
            + " the input needs a width of at least 6");
    assertRefused(
        () -> THREE.withPadding(Padding.of(1)).outputShape(Shape.of(1, 0, 5), 1),
        "the kernel's height 1·(3 − 1) + 1 = 3 is larger than the padded input's 1 + 0 + 1 = 2:"
            + " the input needs a height of at least 1");
    assertRefused(
        () -> THREE.withPadding(Padding.of(2)).outputShape(Shape.of(1, 5, 0), 1),
        "the input's width is 0: it needs at least 1");
  }

  @ParameterizedTest
  @CsvSource({"REFLECT, 3, 3, 2", "REFLECT, 1, 1, 0", "CIRCULAR, 4, 3, 3", "SYMMETRIC, 4, 3, 3"})
  void bordersReachOnlyOnceIntoTheImage(PaddingMode mode, int padding, int width, int most) {
    ConvolutionParameters one = ConvolutionParameters.of(Size.of(1)).withPaddingMode(mode);
    assertRefused(
        () -> one.withPadding(new Padding(0, 0, padding, 0)).outputShape(Shape.of(1, 9, width), 1),
        "%s padding of %d is too large for a width of %d: at most %d"
            .formatted(mode.name().toLowerCase(Locale.ROOT), padding, width, most));
    assertThat(one.withPadding(new Padding(0, 0, 0, most)).outputShape(Shape.of(1, 9, width), 1))
        .isEqualTo(Shape.of(1, 9, width + most));
    assertThat(
            one.withPaddingMode(PaddingMode.REPLICATE)
                .withPadding(new Padding(0, 0, 0, 50))
                .outputShape(Shape.of(1, 9, width), 1))
        .isEqualTo(Shape.of(1, 9, width + 50));
  }

  /** The size that is called for does, and the next smaller one does not. */
  @ParameterizedTest
  @CsvSource({
    "REFLECT, 9, 3, 3, 2, 4", "REFLECT, 9, 3, 3, 0, 4", "REFLECT, 9, 1, 1, 2, 7",
    "REFLECT, 9, 0, 4, 3, 5", "REFLECT, 1, 3, 3, 0, 4", "CIRCULAR, 11, 4, 4, 2, 4",
    "CIRCULAR, 9, 4, 0, 2, 5", "SYMMETRIC, 12, 4, 5, 2, 5", "SYMMETRIC, 1, 2, 2, 0, 2",
    "REPLICATE, 9, 3, 3, 2, 3", "ZEROS, 9, 3, 3, 2, 3", "ZEROS, 1, 3, 3, 0, 1"
  })
  void theLeastSizeSufficesForThePadding(
      PaddingMode mode, int kernel, int before, int after, int size, int least) {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(kernel, 1))
            .withPadding(new Padding(before, after, 0, 0))
            .withPaddingMode(mode);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> p.outputShape(Shape.of(1, size, 1), 1))
        .withMessageEndingWith(" at least " + least);
    assertThat(p.outputShape(Shape.of(1, least, 1), 1).height()).isEqualTo(p.outputHeight(least));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> p.outputShape(Shape.of(1, least - 1, 1), 1));
  }

  /** Sizes that overflow an int are too large, not negative and so fitting. */
  @Test
  void absurdSizesDoNotWrapRound() {
    assertRefused(
        () -> THREE.withDilation(Size.of(1 << 30)).outputShape(Shape.of(1, 9, 9), 1),
        "the kernel's height 1073741824·(3 − 1) + 1 = 2147483649 is larger than the padded input's"
            + " 0 + 9 + 0 = 9: the input needs a height of at least 2147483649");
    assertRefused(
        () -> THREE.withPadding(Padding.of(2_000_000_000)).outputShape(Shape.of(1, 9, 9), 1),
        "padding of 2000000000 and 2000000000 makes a height of 4000000009:"
            + " at most 2147483647 is possible");
    assertRefused(
        () -> THREE.withPadding(Padding.of(1_000_000_000)).outputShape(Shape.of(1, 9, 9), 1),
        "the padded input would be 1x2000000009x2000000009: at most 2,147,483,647 numbers are"
            + " possible");
  }
}
