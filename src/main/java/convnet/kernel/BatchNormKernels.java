package convnet.kernel;

/**
 * The inner loops of batch normalisation, over the pixels of a channel in one image. Sums are in
 * double precision and of eight parts, element {@code i} in part {@code i mod 8}, and what makes no
 * eight comes last; so all implementations give the same bits.
 */
public interface BatchNormKernels {

  /** {@code Σ x[i]}. */
  double sum(int n, float[] x, int xOffset);

  /** {@code Σ (x[i] − mean)²}. */
  double squares(int n, float[] x, int xOffset, double mean);

  /** {@code Σ g[i] · (x[i] − mean) · inverse}, but for the sum in single precision. */
  double product(int n, float[] g, int gOffset, float[] x, int xOffset, float mean, float inverse);

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
