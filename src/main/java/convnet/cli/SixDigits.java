package convnet.cli;

import convnet.io.FloatText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * Formats numbers with about six significant digits. Numbers that are shown together get as many
 * decimals as the one that needs the most.
 *
 * @param decimals the number of decimals; negative if the numbers are too small or too large for
 *     that, so that each is formatted by itself, with an exponent if needed
 */
record SixDigits(int decimals) {
  private static final int DIGITS = 6;
  private static final MathContext ROUNDING = new MathContext(DIGITS);
  private static final double SMALLEST = 1e-3;
  private static final double LARGEST = 1e7;

  /** The format for numbers that are shown together. */
  static SixDigits forAll(List<Double> numbers) {
    double most = 0;
    int decimals = 0;
    for (double number : numbers) {
      if (Double.isFinite(number) && number != 0) {
        most = Math.max(most, Math.abs(number));
        decimals = Math.max(decimals, rounded(number).scale());
      }
    }
    if (most != 0 && (most < SMALLEST || most >= LARGEST)) {
      return new SixDigits(-1);
    }
    int whole = most < 1 ? 0 : (int) Math.log10(most) + 1;
    return new SixDigits(Math.min(decimals, Math.max(DIGITS - whole, 0)));
  }

  /** Formats a number that is shown alone. */
  static String of(double number) {
    return forAll(List.of(number)).format(number);
  }

  String format(double number) {
    if (!Double.isFinite(number)) {
      return FloatText.format((float) number);
    } else if (number == 0) {
      return "0";
    } else if (decimals < 0) {
      return rounded(number).toString().toLowerCase(Locale.ROOT);
    }
    return new BigDecimal(number).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static BigDecimal rounded(double number) {
    return new BigDecimal(number).round(ROUNDING).stripTrailingZeros();
  }
}
