package convnet.op.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many products of a column and a row a kernel is, and that these make it up again. */
final class SeparableTermsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "box:7 | 1",
        "gaussian:4 | 1",
        "gaussian:0.5 | 1",
        "sobel-x | 1",
        "scharr-y | 1",
        "prewitt-x | 1",
        "motion:9 | 1",
        "motion:9,90 | 1",
        "identity | 1",
        "sharpen | 2",
        "edge | 2",
        "laplacian | 2",
        "unsharp:2 | 2",
        "dog:1,3 | 2",
        "gabor:8,0 | 3",
        "log:2 | 3",
        "emboss | 3",
      })
  void named(String name, int terms) {
    Tensor kernel = NamedKernel.of(name).values();
    requireTerms(kernel, terms);
  }

  /** As people write them: seven digits, or fractions. */
  @Test
  void inWriting() {
    requireTerms(KernelText.parse("1/16 1/8 1/16; 1/8 1/4 1/8; 1/16 1/8 1/16"), 1);
    Tensor gaussian = NamedKernel.of("gaussian:2").values();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 13; i++) {
      for (int j = 0; j < 13; j++) {
        text.append(gaussian.get(i, j)).append(j == 12 ? ";" : " ");
      }
    }
    requireTerms(KernelText.parse(text.toString()), 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 9})
  void randomNumbersHaveFullRank(int size) {
    Tensor kernel = Tensor.zeros(size, size + 1);
    Random random = new Random(size);
    for (int i = 0; i < kernel.size(); i++) {
      kernel.data()[i] = random.nextFloat() * 2 - 1;
    }
    requireTerms(kernel, size);
  }

  /** A number that is out by more than rounding is a number of its own, however small. */
  @Test
  void nearlyRankOne() {
    Tensor kernel = NamedKernel.of("gaussian:2").values();
    float corner = kernel.get(0, 0);
    kernel.set(Math.nextUp(Math.nextUp(corner)), 0, 0);
    requireTerms(kernel, 1);
    kernel.set(corner * 1.00001f, 0, 0);
    requireTerms(kernel, 2);
    requireTerms(KernelText.parse("1 0; 0 1e-9"), 2);
  }

  @Test
  void zeros() {
    assertThat(SeparableTerms.of(Tensor.zeros(2, 3), 5).terms()).isEmpty();
  }

  private static void requireTerms(Tensor kernel, int count) {
    assertThat(SeparableTerms.of(kernel, count - 1)).isNull();
    SeparableTerms terms = SeparableTerms.of(kernel, count);
    assertThat(terms.terms()).hasSize(count);
    double largest = 0;
    for (float number : kernel.toArray()) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int i = 0; i < kernel.shape().height(); i++) {
      for (int j = 0; j < kernel.shape().width(); j++) {
        double sum = 0;
        double magnitude = 0;
        for (SeparableTerms.Term term : terms.terms()) {
          sum += (double) term.column()[i] * term.row()[j];
          magnitude += Math.abs((double) term.column()[i] * term.row()[j]);
        }
        // What of() allows, and the terms' own rounding.
        double nothing = count < 2 ? 0 : 0x1p-26 * largest;
        assertThat(sum).isCloseTo(kernel.get(i, j), within(0x1.4p-21 * magnitude + nothing));
      }
    }
  }
}
