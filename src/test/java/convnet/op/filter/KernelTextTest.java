package convnet.op.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 -1 0; -1 5.5 -1; 0 1/4 1e-1",
        "0,-1,0;-1,5.5,-1;0,1/4,.1",
        " 0 , -1  0 ;\t-1\t5.5\t-1; 0 0.25 1/10 ;",
        "# a kernel\n0 -1 0\n-1 5.5 -1 # the middle\r\n\n0 0.25 0.1\n",
      })
  void writings(String text) {
    Tensor kernel = KernelText.parse(text);
    assertThat(kernel.shape()).isEqualTo(Shape.of(3, 3));
    assertThat(kernel.toArray()).containsExactly(0, -1, 0, -1, 5.5f, -1, 0, 0.25f, 0.1f);
  }

  @Test
  void rowsAndColumns() {
    assertThat(KernelText.parse("1 -1").shape()).isEqualTo(Shape.of(1, 2));
    assertThat(KernelText.parse("1; -1").shape()).isEqualTo(Shape.of(2, 1));
    assertThat(KernelText.parse("3").shape()).isEqualTo(Shape.of(1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 2; 3 | rows of different lengths: row 1 has 2, row 2 has 1",
        "1 2- 3 | '2-' is not a number such as 2, -0.5, 1e-3 or 1/9",
        "1/0 2 | '1/0' is a division by 0: write a fraction such as 1/9",
        "1e99 | '1e99' is beyond float32, which ends at 3.4e38",
        "1 -inf | '-inf' is not a number such as 2, -0.5, 1e-3 or 1/9",
        "1,,2 | '' is not a number such as 2, -0.5, 1e-3 or 1/9",
        "; ; | there are no numbers in it",
        "0,-1,0 -1,5,-1 0,-1,0 | rows end with a semicolon: '0,-1,0; -1,5,-1; 0,-1,0'",
        "1,2  3,4 | rows end with a semicolon: '1,2; 3,4'",
      })
  void mistakes(String text, String message) {
    assertThatThrownBy(() -> KernelText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  /** Channels, as the program itself writes them as text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 2\n3 4\n\n5 6\n7 8\n",
        "1 2; 3 4\r\n\r\n5 6; 7 8",
        "# of two\r\r1 2\r3 4\r \r# the other\r5 6\r# its end\r7 8\r\r",
      })
  void severalMatricesAreNoKernel(String text) {
    assertThatThrownBy(() -> KernelText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("blank lines separate 2 matrices in it: each is a kernel of its own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 2\n3 4\n5 6\n7 8\n\n\n",
        "\n\n1 2\n3 4\n5 6\n7 8",
        "1 2\r\n3 4\r\n5 6\r\n7 8\r\n",
        "1 2\n\n3 4\n\n5 6\n\n7 8\n",
        "1 2\n\n3 4\n5 6\n7 8\n",
        "1 2\n3 4\n#\n5 6\n7 8\n",
        "# written by hand\n# twice\n\n1 2\n3 4\n5 6\n7 8\n",
      })
  void otherBlankLinesMeanNothing(String text) {
    assertThat(KernelText.parse(text).shape()).isEqualTo(Shape.of(4, 2));
  }

  @Test
  void numbersAreToldFromNamesAndFiles() {
    assertThat(KernelText.isNumeric("1/9 -1; 2e3")).isTrue();
    assertThat(KernelText.isNumeric("1 2 x")).isFalse();
    assertThat(KernelText.isNumeric("box:3")).isFalse();
    assertThat(KernelText.isNumeric("edge")).isFalse();
    assertThat(KernelText.isNumeric("e")).isFalse();
  }

  @Test
  void whatIsNearlyNumbersTakesNoLonger() {
    String digits = "1 ".repeat(500_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(KernelText.isNumeric(digits + "x")).isFalse());
  }

  /** Commas with blanks beside them, and groups of other lengths, are one row. */
  @ParameterizedTest
  @ValueSource(strings = {"1, 2, 3, 4", "1 ,2 , 3,4", "1 2 3 4", "1,2 3 4", "1 2,3 4"})
  void blanksBesideCommasAreNoRows(String text) {
    assertThat(KernelText.parse(text).shape()).isEqualTo(Shape.of(1, 4));
  }
}
