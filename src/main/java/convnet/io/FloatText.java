package convnet.io;

import java.nio.charset.StandardCharsets;

/** Formats and parses float32 numbers as text. */
public final class FloatText {
  private static final int EXACT_INTEGERS = 1 << 24;
  private static final long EXACT_LONGS = 1L << 53;

  /** The 29 low bits of a double's significand that a float lacks, and the highest of them. */
  private static final long BELOW_FLOAT = (1L << 29) - 1;

  private static final long HALF_OF_BELOW = 1L << 28;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private FloatText() {}

  /**
   * The shortest text that reads back as the same float32: {@code 3}, {@code 0.1}, {@code 1.5e-7},
   * {@code nan}, {@code -inf}.
   */
  public static String format(float value) {
    if (Float.isNaN(value)) {
      return "nan";
    }
    if (Float.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == (int) value && Math.abs(value) <= EXACT_INTEGERS && value != 0) {
      return Integer.toString((int) value);
    }
    String text = Float.toString(value).replace('E', 'e').replace(".0e", "e");
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /**
   * Parses the bytes {@code from} to {@code to} as {@link #parse(String)} does, but faster for
   * numbers of an ordinary size: an integer below 2^53 divided by a power of ten up to 10^22 is a
   * correctly rounded double (Clinger 1990), which also rounds to the correct float unless it is
   * exactly halfway between two of them.
   */
  static float parse(byte[] text, int from, int to) {
    boolean negative = from < to && text[from] == '-';
    int firstDigit = negative || (from < to && text[from] == '+') ? from + 1 : from;
    int at = firstDigit;
    long digits = 0;
    int point = -1;
    for (; at < to && digits < EXACT_LONGS; at++) {
      int digit = text[at] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
      } else if (text[at] == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
    }
    int decimals = point < 0 ? 0 : at - point - 1;
    boolean ordinary = at == to && digits < EXACT_LONGS && decimals < POWERS_OF_TEN.length;
    double value = ordinary ? digits / POWERS_OF_TEN[decimals] : 0;
    boolean between = (Double.doubleToRawLongBits(value) & BELOW_FLOAT) == HALF_OF_BELOW;
    boolean noDigits = at - firstDigit == (point < 0 ? 0 : 1);
    if (!ordinary || between || noDigits) {
      return parse(new String(text, from, to - from, StandardCharsets.UTF_8));
    }
    return (float) (negative ? -value : value);
  }

  /**
   * Parses a number in decimal notation, {@code nan} or {@code inf} to the nearest float32.
   *
   * @throws NumberFormatException if {@code text} is none of these
   * @throws ArithmeticException if the number is too large for a float32
   */
  static float parse(String text) {
    if (!text.isEmpty()) {
      switch (Character.toLowerCase(text.charAt(text.length() - 1))) {
        case 'f', 'd', 'n', 'y' -> {
          return parseWord(text);
        }
        default -> {}
      }
    }
    if (text.indexOf('x') >= 0 || text.indexOf('X') >= 0) {
      throw new NumberFormatException(text);
    }
    float value = Float.parseFloat(text);
    if (Float.isInfinite(value)) {
      throw new ArithmeticException(
          NumberList.shown(text) + " is beyond float32, which ends at 3.4e38: inf is infinity");
    }
    return value;
  }

  private static float parseWord(String text) {
    String word = text.toLowerCase(java.util.Locale.ROOT);
    boolean negative = word.startsWith("-");
    return switch (negative || word.startsWith("+") ? word.substring(1) : word) {
      case "nan" -> Float.NaN;
      case "inf", "infinity" -> negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
      default -> throw new NumberFormatException(text);
    };
  }
}
