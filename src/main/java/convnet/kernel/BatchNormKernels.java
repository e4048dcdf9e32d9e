package convnet.kernel;

/**
 * The inner loops of batch normalisation, over the pixels of one channel of one image. Sums are
 * doubles in {@link #PARTS} partial sums, element {@code i} in partial sum {@code i mod PARTS}; the
 * partial sums are added in order, then the remaining {@code n mod PARTS} elements one by one, so
 * all implementations give the same bits.
 */
public interface BatchNormKernels {

  /** The number of partial sums. */
  int PARTS = 8;

  /**
   * Adds {@code Σ (x[i] − shift)} to {@code sums[at]} and {@code Σ (x[i] − shift)²} to {@code
   * sums[at + 1]}.
   */
  void addMoments(int n, float[] x, int xOffset, double shift, double[] sums, int at);

  /**
   * Adds {@code Σ g[i]} to {@code sums[at]} and {@code Σ g[i] · ((x[i] − mean) · inverse)} to
   * {@code sums[at + 1]}: the gradients with respect to β and γ. The normalised {@code x[i]} is
   * computed in float, its product with {@code g[i]} in double.
   *
   * @param g the gradient with respect to the output
   * @param inverse {@code 1/√(var + ε)}
   */
  void addProducts(
      int n,
      float[] g,
      int gOffset,
      float[] x,
      int xOffset,
      float mean,
      float inverse,
      double[] sums,
      int at);

  /**
   * Normalises: {@code dst[i] = (src[i] − mean) · scale + shift}. The arrays may be the same.
   *
   * @param scale {@code γ/√(var + ε)}
   * @param shift β
   */
  void affine(
      int n,
      float[] src,
      int srcOffset,
      float mean,
      float scale,
      float shift,
      float[] dst,
      int dstOffset);

  /**
   * The gradient with respect to the input (Ioffe and Szegedy, "Batch normalization", 2015, section
   * 3): {@code dx[i] = (g[i] − meanGradient − (x[i] − mean) · slope) · scale}. {@code g} and {@code
   * dx} may be the same array.
   *
   * @param slope the mean of {@code g[i] · (x[i] − mean)}, divided by {@code var + ε}
   * @param g the gradient with respect to the output
   * @param meanGradient the mean of {@code g}
   * @param scale {@code γ/√(var + ε)}
   */
  void gradient(
      int n,
      float[] x,
      int xOffset,
      float mean,
      float slope,
      float[] g,
      int gOffset,
      float meanGradient,
      float scale,
      float[] dx,
      int dxOffset);
}
