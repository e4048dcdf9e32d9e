package convnet.io;

import static java.math.RoundingMode.HALF_EVEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextMatrixTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2,3\n4,5,6\n",
        "1\t2\t3\r\n4\t5\t6",
        "1 2 3\n4 5 6\n",
        "  1  2   3  \n\n",
        "\uFEFF1, 2 ,3\n 4 ,5, 6\n\n",
        "# a comment\n\n1 2 3\n# another\n4 5 6\n",
        "1 2 3 # behind\n4, 5, 6 #\n",
        "1 2 3#behind\n4, 5, 6#\n",
        "\"1\",\"2\",\"3\"\n\"4\",5,\"6\"\n",
        "1\t2 3\r4 5\t6\r",
      })
  void separatorsOfAllKindsAreUnderstood(String text) throws IOException {
    Tensor matrix = read(text);
    int rows = text.startsWith("  ") ? 1 : 2;
    assertThat(matrix.shape().dims()).containsExactly(1, rows, 3);
    for (int i = 0; i < 3 * rows; i++) {
      assertThat(matrix.data()[i]).isEqualTo(i + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-0, -0.0",
    "+1.5, 1.5",
    ".5, 0.5",
    "5., 5",
    "1e3, 1000",
    "1E-3, 0.001",
    "1e-50, 0",
    "nan, NaN",
    "NaN, NaN",
    "-inf, -Infinity",
    "Infinity, Infinity",
    "+INF, Infinity",
    "16777217, 16777216",
    "0.1, 0.1"
  })
  void numbersAreThoseOfTheUsualNotation(String text, float expected) throws IOException {
    assertThat(read(text).toArray()).containsExactly(expected);
  }

  @Test
  void aBlankLineBeginsTheNextChannel() throws IOException {
    Tensor maps = read("1 2\n\n\n3 4\n\n5 6\n");
    assertThat(maps.shape().dims()).containsExactly(3, 1, 2);
    assertThat(maps.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2\\n3,x\\n | line 2, column 2: \"x\" is not a number",
        "a,b\\n1,2 | line 1, column 1: \"a\" is not a number",
        "1 2\\n\\n3 4 5z | line 3, column 3: \"5z\" is not a number",
        "1,,2 | line 1, column 2: a number is missing",
        "1,2, | line 1, column 3: a number is missing",
        ",1 | line 1, column 1: a number is missing",
        "1;2 | line 1, column 1: \"1;2\" is not a number; commas, tabs or blanks separate",
        "1,5;2,5 | line 1, column 2: \"5;2\" is not a number; commas, tabs or blanks separate",
        "\"x\",\"y\"\\n1,2 | is not a number; a line that is not to be read begins with #",
        "1 2\\n"
            + "3 -1e39 | line 2, column 2: -1e39 is beyond float32, which ends at 3.4e38: inf is"
            + " infinity",
        "0x1p3 | \"0x1p3\" is not a number",
        "1f | \"1f\" is not a number",
        "2d | \"2d\" is not a number",
        "1,2\\n3 | line 2 has 1 number, the lines before it have 2",
        "1 2\\n3 4\\n\\n5 6\\n | has 1 rows, the one before it 2",
        "1,5\t2,5 | line 1: some of its numbers are separated by commas, some are not",
        "1 2\\n1,000 2 | line 2: some of its numbers are separated by commas, some are not",
        "# only a comment | holds no numbers",
        "\\n\\n | holds no numbers",
      })
  void mistakesAreNamedWithLineAndColumn(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("m.csv: ")
        .hasMessageContaining(message);
  }

  @Test
  void aLongNumberIsNotQuotedAsAWhole() {
    byte[] text = "9".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> TextMatrix.read(text, "a.txt"))
        .hasMessageStartingWith(
            "a.txt: line 1, column 1: " + "9".repeat(40) + "… is beyond float32");
  }

  @Test
  void whatIsNoUtf8IsRefused() {
    assertThatThrownBy(() -> TextMatrix.read(new byte[] {'1', (byte) 0xC3}, "m.csv"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("m.csv: is not text");
  }

  @Test
  void writesTheShortestNumbers() throws IOException {
    Tensor maps =
        Tensor.of(
            new float[] {3, -0f, 0.1f, 1e10f, 1.5e-7f, 16777216f, Float.NaN, -1 / 0f}, 2, 2, 2);
    assertThat(write(maps, ',')).isEqualTo("3,-0\n0.1,1e10\n\n1.5e-7,16777216\nnan,-inf\n");
    assertThat(write(Tensor.of(new float[] {3, 5, 7, 9}, 1, 1, 4), ' ')).isEqualTo("3 5 7 9\n");
    assertThat(write(Tensor.of(new float[] {3}), ' ')).isEqualTo("3\n");
  }

  @Test
  void everyFloatReadsBackToTheBit() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      values[i] = Float.isNaN(value) ? i : value;
    }
    Tensor tensor = Tensor.of(values, 1, 100, 200);
    Tensor read = read(write(tensor, '\t'));
    assertThat(read.shape()).isEqualTo(tensor.shape());
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(read.data()[i]))
          .isEqualTo(Float.floatToRawIntBits(values[i]));
    }
  }

  /** The short way of reading numbers, beside the JDK's, also just between two floats. */
  @Test
  void decimalsAreRoundedAsTheJdkRoundsThem() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 60_000; i++) {
      String text =
          switch (i % 4) {
            case 0 -> Float.toString(random.nextFloat() * (1 << random.nextInt(24)));
            case 1 -> Double.toString(random.nextDouble() * 1000);
            case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
            default -> between(random.nextInt(1 << 20));
          };
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      if (FloatText.parse(bytes, 0, bytes.length) != Float.parseFloat(text)) {
        fail(text + " became " + FloatText.parse(bytes, 0, bytes.length));
      }
    }
    for (String text : new String[] {"-0", "-.0", "9007199254740993", "0.1e2", "1e-45", "00.50"}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      assertThat(FloatText.parse(bytes, 0, bytes.length)).isEqualTo(Float.parseFloat(text));
    }
    for (String text : new String[] {"", "-", "+", ".", "-.", "1..2", "--1", "1.2.3", "1e"}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> FloatText.parse(bytes, 0, bytes.length))
          .as(text)
          .isInstanceOf(NumberFormatException.class);
    }
  }

  /** So near to the middle of two neighbouring floats of 8..9 that a double takes it for that. */
  private static String between(int step) {
    return new BigDecimal(8 + (step + 0.5) / (1 << 20)).setScale(15, HALF_EVEN).toPlainString();
  }

  private static Tensor read(String text) throws IOException {
    return TextMatrix.read(text.getBytes(StandardCharsets.UTF_8), "m.csv");
  }

  private static String write(Tensor tensor, char separator) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TextMatrix.write(out, tensor, separator);
    return out.toString(StandardCharsets.US_ASCII);
  }
}
