package convnet.model;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers in messages, as people write them: {@code 0.0005}, {@code 1e-9}, {@code 3}. */
public final class Decimal {
  /** A number with more zeros before or behind its digits is written with an exponent. */
  private static final int MOST_ZEROS = 6;

  private Decimal() {}

  public static String of(Number value) {
    if (!(value instanceof Double || value instanceof Float)) {
      return value.toString();
    }
    if (!Double.isFinite(value.doubleValue())) {
      return value.toString();
    }
    BigDecimal exact = new BigDecimal(value.toString()).stripTrailingZeros();
    int before = exact.precision() - exact.scale();
    return before > -MOST_ZEROS + 1 && -exact.scale() <= MOST_ZEROS
        ? exact.toPlainString()
        : exact.toString().toLowerCase(Locale.ROOT).replace("e+", "e");
  }
}
