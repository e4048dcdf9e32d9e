package convnet.op.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamedKernelTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity     | 0 0 0; 0 1 0; 0 0 0",
        "box          | 1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9",
        "box:2        | 1/4 1/4; 1/4 1/4",
        "sharpen      | 0 -1 0; -1 5 -1; 0 -1 0",
        "sharpen:0.5  | 0 -0.5 0; -0.5 3 -0.5; 0 -0.5 0",
        "edge         | -1 -1 -1; -1 8 -1; -1 -1 -1",
        "laplacian    | 0 1 0; 1 -4 1; 0 1 0",
        "laplacian:4  | 0 1 0; 1 -4 1; 0 1 0",
        "laplacian:8  | 1 1 1; 1 -8 1; 1 1 1",
        "sobel-x      | -1 0 1; -2 0 2; -1 0 1",
        "sobel-y      | -1 -2 -1; 0 0 0; 1 2 1",
        "prewitt-x    | -1 0 1; -1 0 1; -1 0 1",
        "prewitt-y    | -1 -1 -1; 0 0 0; 1 1 1",
        "scharr-x     | -3 0 3; -10 0 10; -3 0 3",
        "scharr-y     | -3 -10 -3; 0 0 0; 3 10 3",
        "roberts-x    | 1 0; 0 -1",
        "roberts-y    | 0 1; -1 0",
        "emboss       | -2 -1 0; -1 1 1; 0 1 2",
        "motion:3     | 1/3 1/3 1/3",
        "motion:3,90  | 1/3; 1/3; 1/3",
        "motion:4     | 1/8 1/4 1/4 1/4 1/8",
        "motion:1     | 1",
      })
  void numbers(String name, String numbers) {
    Tensor expected = KernelText.parse(numbers);
    Tensor kernel = NamedKernel.of(name).values();
    assertThat(kernel.shape()).isEqualTo(expected.shape());
    assertThat(kernel.toArray()).containsExactly(expected.toArray(), within(1e-7f));
  }

  @Test
  void aDifferenceOfGaussiansHasRoomForTheLargerOne() {
    Tensor kernel = NamedKernel.of("dog:1,2").values();
    Tensor negative = NamedKernel.of("dog:2,1").values();
    assertThat(negative.shape()).isEqualTo(kernel.shape()).isEqualTo(Shape.of(13, 13));
    for (int i = 0; i < kernel.size(); i++) {
      assertThat(negative.data()[i] + kernel.data()[i]).isZero();
    }
  }

  /** exp(0) = 1, exp(−1/2) = 0.60653, exp(−1) = 0.36788, together 4.89764. */
  @Test
  void gaussian() {
    assertThat(NamedKernel.of("gaussian:1,3").values().toArray())
        .containsExactly(
            new float[] {
              0.0751136f, 0.1238414f, 0.0751136f,
              0.1238414f, 0.2041799f, 0.1238414f,
              0.0751136f, 0.1238414f, 0.0751136f
            },
            within(1e-6f));
    assertThat(NamedKernel.of("gaussian:1").values().shape()).isEqualTo(Shape.of(7, 7));
    assertThat(NamedKernel.of("gaussian:1.5").values().shape()).isEqualTo(Shape.of(11, 11));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussian:2", "gaussian:0.7,4", "box:5", "unsharp:1.5,2", "motion:9,30"})
  void brightnessIsKept(String name) {
    assertThat(applied(name, (x, y) -> 1)).isCloseTo(1, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"edge", "laplacian:8", "log:1.4", "dog:1,2", "sobel-y", "roberts-x", "gabor:6,30"})
  void plainAreasGiveNothing(String name) {
    assertThat(applied(name, (x, y) -> 1)).isCloseTo(0, within(1e-5));
  }

  /** A bell's spread: Σ x²·g = σ². */
  @Test
  void sigmaIsTheStandardDeviation() {
    assertThat(applied("gaussian:2,31", (x, y) -> x * x)).isCloseTo(4, within(1e-3));
    assertThat(applied("gaussian:2,31", (x, y) -> y * y)).isCloseTo(4, within(1e-3));
  }

  /** Without noise the Laplacian of x² + y² is 4, whatever the blur before it. */
  @Test
  void laplacians() {
    assertThat(applied("laplacian", (x, y) -> x * x + y * y)).isCloseTo(4, within(1e-6));
    assertThat(applied("laplacian:8", (x, y) -> x * x + y * y)).isCloseTo(12, within(1e-6));
    assertThat(applied("log:1.4", (x, y) -> x * x + y * y)).isCloseTo(4, within(0.1));
    assertThat(applied("log:2", (x, y) -> x * x + y * y)).isCloseTo(4, within(0.1));
  }

  /** Σ (x² + y²) of the narrower bell less that of the wider: 2σ1² − 2σ2². */
  @Test
  void differenceOfGaussians() {
    assertThat(applied("dog:1,2", (x, y) -> x * x + y * y)).isCloseTo(-6, within(0.3));
  }

  @Test
  void derivativesPointRightAndDown() {
    assertThat(applied("sobel-x", (x, y) -> x)).isEqualTo(8);
    assertThat(applied("sobel-y", (x, y) -> y)).isEqualTo(8);
    assertThat(applied("prewitt-x", (x, y) -> x)).isEqualTo(6);
    assertThat(applied("scharr-y", (x, y) -> y)).isEqualTo(32);
    assertThat(applied("sobel-x", (x, y) -> y)).isZero();
  }

  @Test
  void unsharpIsTheImageAndWhatTheBlurTakes() {
    Tensor blur = NamedKernel.of("gaussian:1").values();
    Tensor unsharp = NamedKernel.of("unsharp:1,0.5").values();
    assertThat(unsharp.get(3, 3)).isCloseTo(1.5f - 0.5f * blur.get(3, 3), within(1e-6f));
    assertThat(unsharp.get(0, 1)).isCloseTo(-0.5f * blur.get(0, 1), within(1e-6f));
  }

  @Test
  void motionRisesToTheRight() {
    Tensor line = NamedKernel.of("motion:9,45").values();
    assertThat(line.shape()).isEqualTo(Shape.of(7, 7));
    assertThat(line.get(0, 6)).isPositive();
    assertThat(line.get(6, 0)).isPositive();
    assertThat(line.get(0, 0)).isZero();
    assertThat(line.get(6, 6)).isZero();
  }

  @Test
  void gaborFindsStripesOfItsWavelengthAndAngle() {
    DoubleBinaryOperator vertical = (x, y) -> Math.cos(2 * Math.PI * x / 6);
    DoubleBinaryOperator horizontal = (x, y) -> Math.cos(2 * Math.PI * y / 6);
    DoubleBinaryOperator finer = (x, y) -> Math.cos(2 * Math.PI * x / 2);
    double found = applied("gabor:6,0", vertical);
    assertThat(found).isGreaterThan(0.5);
    assertThat(applied("gabor:6,90", horizontal)).isCloseTo(found, within(1e-6));
    assertThat(applied("gabor:6,0", horizontal)).isCloseTo(0, within(0.05));
    assertThat(applied("gabor:6,0", finer)).isCloseTo(0, within(0.05));
    // 45 degrees: the wave goes up and to the right, where y is negative.
    DoubleBinaryOperator diagonal = (x, y) -> Math.cos(2 * Math.PI * (x - y) * Math.sqrt(0.5) / 6);
    assertThat(applied("gabor:6,45", diagonal)).isGreaterThan(0.5);
  }

  @ParameterizedTest
  @EnumSource(NamedKernel.class)
  void examplesAreKernels(NamedKernel kernel) {
    assertThat(NamedKernel.of(kernel.example()).values().size()).isBetween(3, 121);
    assertThat(kernel.example()).startsWith(kernel.kernelName());
    assertThat(kernel.description()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blur           | no kernel is called 'blur'",
        "gaussian       | it is written gaussian:SIGMA[,N]",
        "gaussian:1,3,5 | it is written gaussian:SIGMA[,N]",
        "edge:3         | it is written edge",
        "gaussian:x     | SIGMA is not a number: 'x'",
        "gaussian:      | SIGMA is not a number: ''",
        "gaussian:0     | SIGMA must be between 0.01 and 100",
        "gaussian:NaN   | SIGMA is not a number: 'NaN'",
        "gaussian:1,2.5 | N must be a whole number between 1 and 1001",
        "box:0          | N must be a whole number between 1 and 1001",
        "laplacian:6    | the number of neighbours is 4 or 8",
        "motion:0.5     | LENGTH must be between 1 and 1001",
        "gabor:0.5,0    | WAVELENGTH must be between 1 and 100",
        "sharpen:-1     | AMOUNT must be above 0 and at most 1000000",
      })
  void mistakes(String name, String message) {
    assertThatThrownBy(() -> NamedKernel.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  /** What the kernel makes of this image at the middle, where x and y are 0. */
  private static double applied(String name, DoubleBinaryOperator image) {
    Tensor kernel = NamedKernel.of(name).values();
    double sum = 0;
    for (int row = 0; row < kernel.shape().height(); row++) {
      for (int column = 0; column < kernel.shape().width(); column++) {
        double x = column - (kernel.shape().width() - 1) / 2.0;
        double y = row - (kernel.shape().height() - 1) / 2.0;
        sum += kernel.get(row, column) * image.applyAsDouble(x, y);
      }
    }
    return sum;
  }
}
