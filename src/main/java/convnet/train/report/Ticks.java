package convnet.train.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Round numbers along an axis.
 *
 * @param step from one to the next: 1, 2 or 5 times a power of ten
 * @param values the numbers, at least two, from at or below the least to at or above the greatest
 */
record Ticks(double step, List<Double> values) {
  private static final int WANTED = 5;

  /** The most characters of a number that is not written with an exponent. */
  private static final int LONGEST = 6;

  /** Ticks that cover the range from {@code least} to {@code greatest}. */
  static Ticks over(double least, double greatest) {
    double range = greatest > least ? greatest - least : Math.max(Math.abs(greatest), 1e-6);
    double rough = range / WANTED;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor =
        rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10;
    double step = factor * power;
    long first = (long) Math.floor(least / step + 1e-9);
    long last = Math.max(first + 1, (long) Math.ceil(greatest / step - 1e-9));
    List<Double> values = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      values.add(i * step);
    }
    return new Ticks(step, values);
  }

  double first() {
    return values.getFirst();
  }

  double last() {
    return values.getLast();
  }

  /**
   * A tick as people write it, without the noise of binary fractions: short enough to stand beside
   * an axis.
   */
  static String label(double value) {
    BigDecimal rounded = new BigDecimal(value, new MathContext(6)).stripTrailingZeros();
    if (rounded.signum() == 0) {
      return "0";
    }
    String plain = rounded.toPlainString();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return plain.length() <= LONGEST
        ? plain
        : rounded.movePointLeft(exponent).toPlainString() + "e" + exponent;
  }
}
