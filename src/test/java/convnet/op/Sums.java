package convnet.op;

import convnet.tensor.Tensor;

/**
 * Sums of products in double, with the distance that the same sums in float32 may have from them.
 *
 * <p>Each of n products goes through at most n roundings (its own, and one for every addition that
 * follows), in whatever order they are added; so the sum is off by at most {@code n·u / (1 − n·u) ·
 * Σ|products|} with u = 2⁻²⁴ (Higham, "Accuracy and Stability of Numerical Algorithms", section
 * 3.1). The reference's own error, at 2⁻⁵³, is nothing beside that.
 */
final class Sums {
  /** The relative error of one float operation. */
  static final double U = 0x1p-24;

  private final double[] values;
  private final double[] sizes;
  private final int[] terms;

  Sums(int n) {
    values = new double[n];
    sizes = new double[n];
    terms = new int[n];
  }

  void add(int index, double a, double b) {
    values[index] += a * b;
    sizes[index] += Math.abs(a * b);
    terms[index]++;
  }

  /** Divides a sum: one rounding more. */
  void divide(int index, double divisor) {
    values[index] /= divisor;
    sizes[index] /= divisor;
    terms[index]++;
  }

  double[] values() {
    return values.clone();
  }

  double bound(int index) {
    double errors = terms[index] * U;
    return errors / (1 - errors) * sizes[index];
  }

  /** Fails at the first element that rounding cannot explain. */
  void assertMatch(Tensor actual, Object what) {
    if (actual.size() != values.length) {
      throw new AssertionError(what + ": " + actual + ", not " + values.length + " elements");
    }
    for (int i = 0; i < values.length; i++) {
      double value = actual.data()[actual.offset() + i];
      boolean match =
          Double.isNaN(values[i]) ? Double.isNaN(value) : Math.abs(value - values[i]) <= bound(i);
      if (!match) {
        throw new AssertionError(
            "%s: element %d of %s is %s, not %s ± %.2g"
                .formatted(what, i, actual.shape(), value, values[i], bound(i)));
      }
    }
  }
}
