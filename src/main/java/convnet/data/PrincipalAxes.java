package convnet.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The eigenvalues and eigenvectors of a small symmetric matrix.
 *
 * @param values the eigenvalues, the largest first
 * @param vectors an eigenvector of length 1 for each, in the same order; its component of largest
 *     magnitude is positive
 */
public record PrincipalAxes(double[] values, double[][] vectors) {
  /** More than enough: each sweep squares the error, so a handful reaches the last bit. */
  private static final int SWEEPS = 30;

  /**
   * By Jacobi's method (1846; Golub and Van Loan, "Matrix computations", 8.5): rotations in the
   * plane of two axes, each of which zeroes one pair of off-diagonal elements, until all of these
   * are negligible.
   *
   * @param symmetric n × n
   */
  static PrincipalAxes of(double[][] symmetric) {
    int n = symmetric.length;
    double[][] a = Arrays.stream(symmetric).map(double[]::clone).toArray(double[][]::new);
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (a[p][q] != 0) {
            rotate(a, v, p, q);
          }
        }
      }
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -a[i][i]))
            .mapToInt(i -> i)
            .toArray();
    double[] values = new double[n];
    double[][] vectors = new double[n][n];
    for (int i = 0; i < n; i++) {
      values[i] = a[order[i]][order[i]];
      for (int k = 0; k < n; k++) {
        vectors[i][k] = v[k][order[i]];
      }
      pointUp(vectors[i]);
    }
    return new PrincipalAxes(values, vectors);
  }

  /** Zeroes {@code a[p][q]}: {@code a = Jᵀ·a·J}, and {@code v = v·J}. */
  private static void rotate(double[][] a, double[][] v, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double cosine = 1 / Math.sqrt(tangent * tangent + 1);
    double sine = tangent * cosine;
    double vanishing = tangent * a[p][q];
    a[p][p] -= vanishing;
    a[q][q] += vanishing;
    a[p][q] = 0;
    a[q][p] = 0;
    for (int k = 0; k < a.length; k++) {
      if (k != p && k != q) {
        double kp = a[k][p];
        double kq = a[k][q];
        a[k][p] = cosine * kp - sine * kq;
        a[p][k] = a[k][p];
        a[k][q] = sine * kp + cosine * kq;
        a[q][k] = a[k][q];
      }
      double vp = v[k][p];
      double vq = v[k][q];
      v[k][p] = cosine * vp - sine * vq;
      v[k][q] = sine * vp + cosine * vq;
    }
  }

  /** Always chooses the same of the two directions of an axis. */
  private static void pointUp(double[] vector) {
    double largest = 0;
    for (double component : vector) {
      largest = Math.abs(component) > Math.abs(largest) ? component : largest;
    }
    for (int k = 0; k < vector.length && largest < 0; k++) {
      vector[k] = -vector[k];
    }
  }
}
