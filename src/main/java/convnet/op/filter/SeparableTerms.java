package convnet.op.filter;

import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kernel as a sum of outer products, {@code kernel[i][j] = Σ column[i] · row[j]}: a box or a
 * Gaussian is one such product, a difference of two of them is two. One product takes two passes
 * with kh and kw multiplications instead of one with kh·kw.
 *
 * <p>Found by cross approximation with full pivoting: the column and the row through the largest
 * remaining number make a product that is subtracted, until only rounding errors remain (Bebendorf,
 * "Approximation of boundary element matrices", 2000).
 */
record SeparableTerms(List<Term> terms) {

  /** One outer product. */
  record Term(float[] column, float[] row) {}

  /**
   * How far the sum may be from a number of the kernel, relative to the sum of the terms'
   * magnitudes there. The number was rounded to float, and so were those in the pivot's column and
   * row: 2⁻²⁴ each; every further product adds as much.
   */
  private static final double ROUNDING = 0x1p-21;

  /**
   * Where two or more terms nearly cancel, they come from numbers that were larger when they were
   * rounded. From two terms on, so much more is tolerated, relative to the kernel's largest number:
   * a quarter of that number's rounding error.
   */
  private static final double NOTHING = 0x1p-26;

  /**
   * The terms of a kernel.
   *
   * @param kernel (kh, kw)
   * @param most the most terms
   * @return null if it takes more
   */
  static @Nullable SeparableTerms of(Tensor kernel, int most) {
    int rows = kernel.shape().height();
    int columns = kernel.shape().width();
    double[] rest = new double[rows * columns];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = kernel.data()[kernel.offset() + i];
    }
    double[] magnitudes = new double[rest.length];
    double nothing = NOTHING * Arrays.stream(rest).map(Math::abs).max().orElse(0);
    List<Term> terms = new ArrayList<>();
    int pivot = largest(rest, magnitudes, 0);
    while (pivot >= 0 && terms.size() < most) {
      terms.add(takeAway(pivot, rest, magnitudes, columns));
      pivot = largest(rest, magnitudes, terms.size() >= 2 ? nothing : 0);
    }
    return pivot < 0 ? new SeparableTerms(terms) : null;
  }

  /** The index of the largest remaining number that is not just a rounding error; −1 if none. */
  private static int largest(double[] rest, double[] magnitudes, double nothing) {
    int largest = -1;
    for (int i = 0; i < rest.length; i++) {
      double size = Math.abs(rest[i]);
      if (!(size <= ROUNDING * magnitudes[i] + nothing)
          && (largest < 0 || size > Math.abs(rest[largest]))) {
        largest = i;
      }
    }
    return largest;
  }

  private static Term takeAway(int pivot, double[] rest, double[] magnitudes, int columns) {
    double[] row = new double[columns];
    System.arraycopy(rest, pivot / columns * columns, row, 0, columns);
    double[] column = new double[rest.length / columns];
    for (int i = 0; i < column.length; i++) {
      column[i] = rest[i * columns + pivot % columns] / rest[pivot];
    }
    for (int i = 0; i < rest.length; i++) {
      double product = column[i / columns] * row[i % columns];
      rest[i] -= product;
      magnitudes[i] += Math.abs(product);
    }
    return new Term(rounded(column), rounded(row));
  }

  private static float[] rounded(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }
}
