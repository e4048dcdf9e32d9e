package convnet.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The norm of an Lp pooling: inf, -inf or a number other than 0. */
final class NormConverter implements ITypeConverter<Double> {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9.]+(e[+-]?[0-9]+)?");

  @Override
  public Double convert(String text) {
    String norm = text.toLowerCase(Locale.ROOT);
    return switch (norm) {
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> finite(text, norm);
    };
  }

  private static double finite(String text, String norm) {
    if (!NUMBER.matcher(norm).matches()) {
      throw new TypeConversionException("'" + text + "' is not a number, inf or -inf");
    }
    double number;
    try {
      number = Double.parseDouble(norm);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number, inf or -inf");
    }
    // The pooling computes in float32, where neither p nor 1/p may be 0 or infinite.
    float power = (float) number;
    float root = (float) (1 / number);
    if (power == 0 || root == 0 || Float.isInfinite(power) || Float.isInfinite(root)) {
      throw new TypeConversionException(
          "'" + text + "' is not a norm: any number but 0, or inf or -inf");
    }
    return number;
  }
}
