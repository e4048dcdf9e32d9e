package convnet.io.animation;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumeralsTest {

  /** As many decimals as the largest needs for three digits. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.12345, 0.12",
    "9, -0.004, 0",
    "0.9, 0.8, 0.8",
    "0.05, 0.01234, 0.012",
    "44, 3.14159, 3.1",
    "12345, 2.5, 2",
    "12345, 12345, 12345",
    "12345, 12345.6, 12346",
    "1, -Infinity, −∞",
    "1, NaN, nan",
    "3, -2.5, −2.5",
    "0, 0, 0",
  })
  void decimalsFollowTheLargest(float largest, float value, String text) {
    Tensor values = Tensor.of(new float[] {largest, Float.NEGATIVE_INFINITY}, 2);
    assertThat(Numerals.of(values).of(value, _ -> true)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.12345, 4, 0.12",
    "0.12345, 3, 0.1",
    "-0.66, 4, −0.7",
    "123456, 4, 1e5",
    "-123456, 4, −1e5",
  })
  void whatDoesNotFitLosesDigits(float value, int room, String text) {
    assertThat(new Numerals(2).of(value, t -> t.length() <= room)).isEqualTo(text);
  }

  @Test
  void weightsAreFractionsWhereTheyAre() {
    Numerals numerals = new Numerals(2);
    assertThat(numerals.ofWeight(1 / 9f, _ -> true)).isEqualTo("1/9");
    assertThat(numerals.ofWeight(-1 / 16f, _ -> true)).isEqualTo("−1/16");
    assertThat(numerals.ofWeight(0.25f, _ -> true)).isEqualTo("0.25");
    assertThat(numerals.ofWeight(2, _ -> true)).isEqualTo("2");
    assertThat(numerals.ofWeight(0.1234567f, _ -> true)).isEqualTo("0.12");
    assertThat(numerals.ofWeight(-1 / 16f, t -> t.length() < 5)).isEqualTo("−0.1");
    assertThat(numerals.ofWeight(-1 / 16f, t -> t.length() < 6)).isEqualTo("−1/16");
  }
}
