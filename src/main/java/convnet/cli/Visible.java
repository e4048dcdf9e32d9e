package convnet.cli;

/**
 * Makes text of unknown origin, such as a file's name or the content of a broken file, safe for a
 * line on a terminal: characters that would move the cursor, break the line, colour it or change
 * its direction are escaped.
 */
final class Visible {
  /** Emoji and some scripts are written with these two. */
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

  private Visible() {}

  /**
   * The text with {@code \n}, {@code \x1b}, {@code U+202E} and the like in place of such
   * characters.
   */
  static String of(String text) {
    if (text.codePoints().allMatch(Visible::isHarmless)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmless(c)) {
                visible.appendCodePoint(c);
              } else {
                visible.append(written(c));
              }
            });
    return visible.toString();
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      case Character.SURROGATE -> false;
      case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
      default -> true;
    };
  }

  private static String written(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> c < 256 ? "\\x%02x".formatted(c) : "U+%04X".formatted(c);
    };
  }
}
