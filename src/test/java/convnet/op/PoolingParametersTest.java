package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.tensor.Shape;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolingParametersTest {

  private static PoolingParameters pooling(
      int kernel, int stride, int padding, int dilation, boolean ceilMode) {
    return new PoolingParameters(
        Size.of(kernel), Size.of(stride), Size.of(padding), Size.of(dilation), ceilMode);
  }

  @ParameterizedTest(name = "{0}: k{1} s{2} p{3} d{4} ceil {5} → {6}")
  @CsvSource({
    "5, 2, 4, 1, 1, false, 2",
    "5, 2, 4, 1, 1, true, 2",
    "5, 2, 3, 1, 1, true, 2",
    "55, 3, 2, 0, 1, false, 27",
    "55, 3, 2, 0, 1, true, 27",
    "56, 3, 2, 0, 1, false, 27",
    "56, 3, 2, 0, 1, true, 28",
    "6, 3, 3, 1, 1, true, 3",
    "6, 3, 3, 1, 1, false, 2",
    "2, 3, 2, 0, 1, true, 1",
    "7, 3, 2, 1, 2, false, 3",
    "1, 1, 1, 0, 1, false, 1",
  })
  void outputSizes(
      int input, int kernel, int stride, int padding, int dilation, boolean ceil, int output) {
    PoolingParameters p = pooling(kernel, stride, padding, dilation, ceil);
    assertThat(p.outputHeight(input)).isEqualTo(output);
    assertThat(p.outputWidth(input)).isEqualTo(output);
    assertThat(p.outputShape(Shape.of(4, input, input))).isEqualTo(Shape.of(4, output, output));
  }

  @Test
  void heightAndWidthAreEachTheirOwn() {
    PoolingParameters p =
        new PoolingParameters(Size.of(3, 2), Size.of(2, 5), Size.of(1, 0), Size.of(1, 3), false);
    assertThat(p.outputShape(Shape.of(2, 4, 9, 14))).isEqualTo(Shape.of(2, 4, 5, 3));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @Test
  void impossibleParametersAreRefused() {
    assertRefused(() -> pooling(0, 1, 0, 1, false), "kernel size must be at least 1, not 0");
    assertRefused(() -> pooling(1, 0, 0, 1, false), "stride must be at least 1, not 0");
    assertRefused(
        () -> pooling(2, 1, 0, 0, false), "dilation 0 does not exist: 1 is the dense kernel");
    assertRefused(() -> pooling(2, 1, 0, -1, false), "dilation must be at least 1, not -1");
    assertRefused(() -> pooling(2, 1, -1, 1, false), "padding must be at least 0, not -1");
    assertRefused(
        () -> pooling(3, 1, 2, 1, false),
        "padding of 2 is more than half of the pooling kernel of 3: at most 1");
    assertRefused(
        () -> new PoolingParameters(Size.of(3, 4), Size.of(1), Size.of(1, 3), Size.of(9), false),
        "padding of 1x3 is more than half of the pooling kernel of 3x4: at most 1x2");
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    assertRefused(
        () -> pooling(3, 2, 0, 1, false).outputShape(Shape.of(1, 2, 9)),
        "no pooling window of 3 (dilation 1, padding 0) fits an input of 2x9:"
            + " it needs at least 3x3");
    assertRefused(
        () -> pooling(3, 2, 1, 2, false).outputShape(Shape.of(1, 9, 2)),
        "no pooling window of 3 (dilation 2, padding 1) fits an input of 9x2:"
            + " it needs at least 3x3");
    assertRefused(
        () -> pooling(3, 2, 0, 1, true).outputShape(Shape.of(1, 1, 1)),
        "no pooling window of 3 (dilation 1, padding 0) fits an input of 1x1:"
            + " it needs at least 2x2");
    assertRefused(
        () -> pooling(2, 2, 0, 1, false).outputShape(Shape.of(1, 1, 5)),
        "no pooling window of 2 (dilation 1, padding 0) fits an input of 1x5:"
            + " it needs at least 2x2; a row is pooled by 1x2");
    assertRefused(
        () -> pooling(2, 2, 0, 1, false).outputShape(Shape.of(1, 5, 1)),
        "no pooling window of 2 (dilation 1, padding 0) fits an input of 5x1:"
            + " it needs at least 2x2; a column is pooled by 2x1");
    assertRefused(
        () -> pooling(2, 1, 1, 1, false).outputShape(Shape.of(1, 0, 4)),
        "no pooling window of 2 (dilation 1, padding 1) fits an input of 0x4:"
            + " it needs at least 1x1");
    assertRefused(
        () -> pooling(3, 1, 0, 1 << 30, false).outputShape(Shape.of(1, 4, 4)),
        "no pooling window of 3 (dilation 1073741824, padding 0) fits an input of 4x4:"
            + " it needs at least 2147483649x2147483649");
  }

  /** The least size that a message names is the least that is accepted. */
  @Test
  void theLeastSizeIsTheLeast() {
    for (int kernel = 1; kernel <= 4; kernel++) {
      for (int stride = 1; stride <= 4; stride++) {
        for (int padding = 0; padding <= kernel / 2; padding++) {
          for (int dilation = 1; dilation <= 3; dilation++) {
            for (boolean ceil : new boolean[] {false, true}) {
              PoolingParameters p = pooling(kernel, stride, padding, dilation, ceil);
              int least = 1;
              while (p.outputHeight(least) < 1) {
                least++;
              }
              assertThat(p.outputShape(Shape.of(1, least, least)).height()).isPositive();
              int tooSmall = least - 1;
              assertThatIllegalArgumentException()
                  .isThrownBy(() -> p.outputShape(Shape.of(1, tooSmall, 50)))
                  .withMessageContaining(" it needs at least %dx%d", least, least);
            }
          }
        }
      }
    }
  }
}
