package convnet.op;

import java.util.function.ToDoubleFunction;

/** Gradients by definition, from function values alone. */
final class CentralDifferences {
  private CentralDifferences() {}

  /**
   * {@code (f(x + h) − f(x − h)) / 2h} for each coordinate. With f in double and of size F, this is
   * off by about {@code h²·f‴/6 + 10⁻¹⁶·F/h}; for a linear f the first part is nothing, at any h.
   */
  static double[] gradient(ToDoubleFunction<double[]> f, double[] at, double h) {
    double[] x = at.clone();
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = at[i] + h;
      double above = f.applyAsDouble(x);
      x[i] = at[i] - h;
      double below = f.applyAsDouble(x);
      x[i] = at[i];
      gradient[i] = (above - below) / (2 * h);
    }
    return gradient;
  }

  /** {@code Σ a·b}: the loss whose gradient with respect to {@code a} is {@code b}. */
  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
