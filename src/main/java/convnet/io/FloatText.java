package convnet.io;

/** Numbers as people and programs write them. */
public final class FloatText {
  private static final int EXACT_INTEGERS = 1 << 24;

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
   * The float32 nearest to a number in decimal notation, {@code nan} or {@code inf}.
   *
   * @throws NumberFormatException if {@code text} is none of these
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
    return Float.parseFloat(text);
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
