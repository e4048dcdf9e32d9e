package convnet.op.filter;

import convnet.tensor.Tensor;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kernels as text: {@code "0 -1 0; -1 5 -1; 0 -1 0"}. Numbers are separated by commas or blanks and
 * may be fractions such as {@code 1/9}; rows end with a semicolon or a line break. A {@code #}
 * starts a comment up to the end of the line.
 */
public final class KernelText {
  /** Possessive, because backtracking over every digit would take quadratic time. */
  private static final Pattern NUMERIC = Pattern.compile("[\\seE.,;/+-]*+[0-9][\\s0-9eE.,;/+-]*+");

  private static final Pattern REMARK = Pattern.compile("#.*");
  private static final Pattern ROW_END = Pattern.compile("[;\\n\\r]");

  private static final Pattern BLANK_LINES =
      Pattern.compile("(?:\\r\\n?+|\\n)(?:[ \\t]*+(?:\\r\\n?+|\\n))++");

  /** A blank that no comma is beside. */
  private static final Pattern GROUP_END = Pattern.compile("(?<![,\\s])\\s+(?![,\\s])");

  private static final Pattern BETWEEN = Pattern.compile("\\s*,\\s*|\\s+");

  private KernelText() {}

  /** Whether a text looks like this, correct or not: digits and the characters used with them. */
  public static boolean isNumeric(String text) {
    return NUMERIC.matcher(REMARK.matcher(text).replaceAll("")).matches();
  }

  /**
   * Parses a kernel.
   *
   * @return (kh, kw)
   * @throws IllegalArgumentException with one line, if there are no numbers, something is not a
   *     number, a row differs in length from the first, or there are several matrices
   */
  public static Tensor parse(String text) {
    List<float[]> rows = rows(text).map(KernelText::numbers).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("there are no numbers in it");
    }
    if (rows.size() == 1) {
      requireOneRow(REMARK.matcher(text).replaceAll(""));
    }
    requireOneMatrix(text);
    int columns = rows.getFirst().length;
    Tensor values = Tensor.zeros(rows.size(), columns);
    for (int y = 0; y < rows.size(); y++) {
      float[] row = rows.get(y);
      if (row.length != columns) {
        throw new IllegalArgumentException(
            "rows of different lengths: row 1 has %d, row %d has %d"
                .formatted(columns, y + 1, row.length));
      }
      System.arraycopy(row, 0, values.data(), y * columns, columns);
    }
    return values;
  }

  /**
   * Refuses {@code "0,-1,0 -1,5,-1 0,-1,0"}: to ImageMagick these are three rows.
   *
   * @throws IllegalArgumentException if blanks separate as many numbers with commas each
   */
  private static void requireOneRow(String text) {
    List<String> groups = List.of(GROUP_END.split(text.strip()));
    long commas = commas(groups.getFirst());
    if (groups.size() > 1 && commas > 0 && groups.stream().allMatch(g -> commas(g) == commas)) {
      throw new IllegalArgumentException(
          "rows end with a semicolon: '" + String.join("; ", groups) + "'");
    }
  }

  /**
   * Refuses several matrices of one height, each of more than a row, with blank lines between them:
   * as an image these are channels. Other blank lines mean nothing.
   */
  private static void requireOneMatrix(String text) {
    List<Long> heights =
        BLANK_LINES
            .splitAsStream(text)
            .map(matrix -> rows(matrix).count())
            .filter(height -> height > 0)
            .toList();
    if (heights.size() > 1 && heights.getFirst() > 1 && heights.stream().distinct().count() == 1) {
      throw new IllegalArgumentException(
          "blank lines separate %d matrices in it: each is a kernel of its own"
              .formatted(heights.size()));
    }
  }

  private static Stream<String> rows(String text) {
    String numbers = REMARK.matcher(text).replaceAll("");
    return ROW_END.splitAsStream(numbers).filter(row -> !row.isBlank());
  }

  private static long commas(String group) {
    return group.chars().filter(c -> c == ',').count();
  }

  /**
   * Parses numbers and fractions separated by commas or blanks.
   *
   * @throws IllegalArgumentException if something is not a number
   */
  public static float[] numbers(String text) {
    String[] words = BETWEEN.split(text.strip());
    float[] numbers = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = number(words[i]);
    }
    return numbers;
  }

  private static float number(String word) {
    int slash = word.indexOf('/');
    try {
      double divisor = slash < 0 ? 1 : Double.parseDouble(word.substring(slash + 1));
      if (divisor == 0) {
        throw new IllegalArgumentException(
            "'" + word + "' is a division by 0: write a fraction such as 1/9");
      }
      double number = Double.parseDouble(slash < 0 ? word : word.substring(0, slash)) / divisor;
      if (Float.isFinite((float) number)) {
        return (float) number;
      }
      if (Double.isFinite(number)) {
        throw new IllegalArgumentException(
            "'" + word + "' is beyond float32, which ends at 3.4e38");
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new IllegalArgumentException(
        "'" + word + "' is not a number such as 2, -0.5, 1e-3 or 1/9");
  }
}
