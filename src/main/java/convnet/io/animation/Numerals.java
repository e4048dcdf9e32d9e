package convnet.io.animation;

import convnet.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * Writes numbers as short as is still legible: all numbers of a grid with the same number of
 * decimals, chosen so that the largest has three digits.
 *
 * @param decimals digits after the point, at most
 */
record Numerals(int decimals) {
  private static final int DIGITS = 3;
  private static final int LARGEST_DENOMINATOR = 99;

  /** The format for these numbers. */
  static Numerals of(Tensor values) {
    double most = 0;
    for (float value : values.toArray()) {
      if (Float.isFinite(value)) {
        most = Math.max(most, Math.abs(value));
      }
    }
    int whole = most == 0 ? 1 : (int) Math.floor(Math.log10(most)) + 1;
    // Below 1, the zero before the point is one of the three.
    return new Numerals(Math.max(0, DIGITS - (whole > 0 ? whole : whole + 1)));
  }

  /** The one of the two that writes more decimals. */
  Numerals finer(Numerals other) {
    return decimals >= other.decimals ? this : other;
  }

  /** Formats a number, with fewer decimals or as {@code 1e9} if it does not fit otherwise. */
  String of(float value, Predicate<String> fits) {
    if (Float.isNaN(value)) {
      return "nan";
    } else if (Float.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    BigDecimal exact = new BigDecimal(Float.toString(value));
    for (int places = decimals; places >= 0; places--) {
      String text = plain(exact.setScale(places, RoundingMode.HALF_EVEN));
      if (fits.test(text)) {
        return text;
      }
    }
    return exponential(exact);
  }

  /**
   * Formats a weight, as {@code 1/9} rather than 0.111 if it is a fraction with a denominator up to
   * 99 and no short decimal.
   */
  String ofWeight(float value, Predicate<String> fits) {
    String decimal = of(value, fits);
    if (Float.isFinite(value) && !decimal.equals(plain(new BigDecimal(Float.toString(value))))) {
      for (int denominator = 3; denominator <= LARGEST_DENOMINATOR; denominator++) {
        int numerator = Math.round(value * denominator);
        if (numerator != 0 && (float) numerator / denominator == value) {
          String fraction = minus(numerator + "/" + denominator);
          return fits.test(fraction) ? fraction : decimal;
        }
      }
    }
    return decimal;
  }

  private static String plain(BigDecimal value) {
    return minus(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
  }

  private static String exponential(BigDecimal value) {
    BigDecimal rounded = value.round(new MathContext(1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    return minus(rounded.unscaledValue().toString().replaceAll("0+$", "") + "e" + exponent);
  }

  private static String minus(String text) {
    return text.replace('-', '−');
  }
}
