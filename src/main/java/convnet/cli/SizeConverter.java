package convnet.cli;

import convnet.op.Size;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes on the command line: {@code 3}, {@code 3x5} or {@code 3,5}, height first. */
final class SizeConverter implements ITypeConverter<Size> {
  private static final Pattern SIZE = Pattern.compile("(\\d+)(?:[xX,](\\d+))?");
  private static final int DIGITS = 9;

  /** Whether the text has the form of a size, even if that is too large. */
  static boolean isSize(String text) {
    return SIZE.matcher(text).matches();
  }

  @Override
  public Size convert(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a size: 3, or height and width as 3x5 or 3,5");
    }
    int height = number(size.group(1));
    return Size.of(height, size.group(2) == null ? height : number(size.group(2)));
  }

  private static int number(String digits) {
    if (digits.length() > DIGITS) {
      throw new TypeConversionException(
          "'%s' is too large: it can have %d digits".formatted(digits, DIGITS));
    }
    return Integer.parseInt(digits);
  }
}
