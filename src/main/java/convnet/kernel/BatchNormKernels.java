package convnet.kernel;

/**
 * The inner loops of batch normalisation, over the pixels of a channel in one image. Sums are in
 * double precision and of {@link #PARTS} parts, element {@code i} in part {@code i mod PARTS}; what
 * the parts come to is added, then the elements that are left over one by one. So all
 * implementations give the same bits.
 */
public interface BatchNormKernels {

  /** How many parts a sum has. */
  int PARTS = 8;

  /** {@code sums[at] += Σ (x[i] − shift)} and {@code sums[at + 1] += Σ (x[i] − shift)²}. */
  void addMoments(int n, float[] x, int xOffset, double shift, double[] sums, int at);

  /**
   * {@code sums[at] += Σ g[i]} and {@code sums[at + 1] += Σ g[i] · (x[i] − mean) · inverse}, where
   * what is multiplied with {@code g[i]} is rounded to a float.
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

  /** {@code dst[i] = (src[i] − mean) · scale + shift}. The arrays may be the same. */
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
   * {@code dx[i] = (g[i] − meanGradient − (x[i] − mean) · slope) · scale}. The arrays of gradients
   * may be the same.
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
