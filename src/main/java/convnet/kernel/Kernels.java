package convnet.kernel;

import java.util.Arrays;

/**
 * The hot inner loops, with those of batch normalisation, filters, pooling and Winograd in
 * interfaces of their own. There are four implementations:
 *
 * <ul>
 *   <li>{@link VectorKernels}, on the Vector API: for training, evaluation, long runs of {@code
 *       classify}, and {@code convolve} with the weights of a layer;
 *   <li>{@link LoopKernels}, matrix products in loops that the JIT compiler vectorises: for short
 *       runs of {@code classify}, and wherever the Vector API is missing in place of {@code
 *       VectorKernels};
 *   <li>{@link PictureKernels}, plain loops that switch to vectors after much filtering: for {@code
 *       convolve -k};
 *   <li>{@link ScalarKernels}, plain loops: for {@code pool}, as the base of the two above, for
 *       elements that do not fill a vector, and as the reference that tests compare the others to.
 * </ul>
 *
 * <p>All methods but {@link #sum} and {@link #dot} give the same bits in every implementation,
 * because each element goes through the same operations in the same order, fused multiply-adds
 * included. Those two split a sum over lanes, so its rounding depends on the vector length; for one
 * implementation it is always the same.
 */
public interface Kernels {

  /**
   * The loops for filtering images that are fastest for this work together with all before it.
   * Results do not depend on the choice.
   *
   * @param work approximate processor cycles
   */
  FilterKernels filters(double work);

  /** The loops of batch normalisation. */
  BatchNormKernels batchNorm();

  /** The loops of max pooling. */
  PoolingKernels pooling();

  /** Winograd's transforms, for convolutions with small filters. */
  WinogradKernels winograd();

  /**
   * Whether Winograd and the other special convolution methods are worth compiling; if not, every
   * convolution is an implicit GEMM. Changes the last digits of results.
   */
  default boolean usesSpecialMethods() {
    return true;
  }

  /** Rows of C that {@link #gemmTile} computes. */
  int tileRows();

  /** Rows of C that {@link #windowTile} computes if the rows of A have this many parts. */
  int windowRows(int parts);

  /** Columns of C that {@link #gemmTile} computes. */
  int tileColumns();

  /**
   * Sets a tile of {@link #tileRows} × {@link #tileColumns} to zero, laid out as in {@link
   * #gemmTile}.
   */
  default void clearTile(float[] c, int cOffset, int cStride) {
    for (int i = 0; i < tileRows(); i++) {
      int row = cOffset + i * cStride;
      Arrays.fill(c, row, row + tileColumns(), 0);
    }
  }

  /**
   * Packs a panel of B that lies in memory transposed, its columns as rows.
   *
   * @param rows the number of these rows, at most {@link #tileColumns}; the panel's columns after
   *     theirs are left unchanged
   * @param n the length of each row
   * @param src row {@code i} at {@code srcOffset + i·srcStride}
   * @param dst element k of row {@code i} is written to {@code dstOffset + k·tileColumns + i}
   */
  default void packTransposed(
      int rows, int n, float[] src, int srcOffset, int srcStride, float[] dst, int dstOffset) {
    int columns = tileColumns();
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < n; k++) {
        dst[dstOffset + k * columns + i] = src[srcOffset + i * srcStride + k];
      }
    }
  }

  /**
   * The inner kernel of matrix products: {@code C[i][j] += Σ_k A[i][k] · B[k][j]} for a tile of
   * {@link #tileRows} × {@link #tileColumns}.
   *
   * @param rows the number of rows of A, at most {@link #tileRows}; further rows of the tile are
   *     undefined afterwards
   * @param k the length of the sums
   * @param a row-major, row {@code i} at {@code aOffset + i·aStride}
   * @param b a packed panel, row {@code k} at {@code bOffset + k·tileColumns}
   * @param c row {@code i} at {@code cOffset + i·cStride}; all {@link #tileRows} rows must exist
   */
  void gemmTile(
      int rows,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStride);

  /**
   * The same where the rows of A are windows of an image. Row {@code i} of A is {@code parts} runs
   * of {@code k} floats: element (part, p) is {@code a[shift + starts[first + i] + part·partStep +
   * p]} and meets row {@code part·k + p} of B.
   *
   * @param rows the number of rows of A, at most {@link #windowRows} of {@code parts}; further rows
   *     of a tile of that height are undefined afterwards
   */
  void windowTile(
      int rows,
      int[] starts,
      int first,
      int shift,
      int parts,
      int partStep,
      int k,
      float[] a,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStride);

  /**
   * Copies short runs of floats one after the other: the inner loop of packing. Whole vectors are
   * copied, so up to {@link #tileColumns} floats past the last run may be overwritten.
   *
   * @param count the number of runs
   * @param runs for each run, its start in {@code src} and its length
   * @param shift added to every start
   * @param dst room for the runs and {@link #tileColumns} more floats
   * @return the index in {@code dst} after the last run
   */
  int copyRuns(int count, int[] runs, int shift, float[] src, float[] dst, int dstOffset);

  /** {@code y[i] += alpha · x[i]}. */
  void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset);

  /** {@code dst[i] = src[i] + value}. */
  void addScalar(int n, float[] src, int srcOffset, float value, float[] dst, int dstOffset);

  /** {@code Σ x[i]}. */
  float sum(int n, float[] x, int xOffset);

  /** {@code Σ x[i] · y[i]}. */
  float dot(int n, float[] x, int xOffset, float[] y, int yOffset);

  /** {@code dst[i] = max(src[i], 0)}; NaN stays NaN. The arrays may be the same. */
  void relu(int n, float[] src, int srcOffset, float[] dst, int dstOffset);

  /**
   * {@code diffSrc[i] = dst[i] <= 0 ? 0 : diffDst[i]}, with {@code dst} the output of {@link
   * #relu}; so the gradient passes where that is NaN. {@code diffDst} and {@code diffSrc} may be
   * the same array.
   */
  void reluBackward(
      int n,
      float[] dst,
      int dstOffset,
      float[] diffDst,
      int diffDstOffset,
      float[] diffSrc,
      int diffSrcOffset);

  /**
   * One step of stochastic gradient descent as in PyTorch: {@code g' = g + decay·w; v = momentum·v
   * + g'; w −= rate·v}, or with Nesterov's look-ahead {@code w −= rate·(g' + momentum·v)}.
   */
  void sgdStep(
      int n,
      float[] w,
      int wOffset,
      float[] g,
      int gOffset,
      float[] v,
      int vOffset,
      float rate,
      float momentum,
      float decay,
      boolean nesterov);

  /**
   * The coefficients of {@link #adamwStep}.
   *
   * @param decayFactor {@code 1 − rate·decay}, by which weights are multiplied
   * @param oneMinusBeta1 {@code 1 − beta1}, the weight of a gradient in the running mean
   * @param beta2 the decay rate of the running mean square
   * @param oneMinusBeta2 {@code 1 − beta2}, the weight of a squared gradient in it
   * @param rate the learning rate divided by the mean's bias correction, {@code 1 − beta1^step}
   * @param sqrtBiasCorrection2 the square root of the mean square's bias correction, {@code √(1 −
   *     beta2^step)}
   * @param eps added to the denominator
   */
  record AdamW(
      float decayFactor,
      float oneMinusBeta1,
      float beta2,
      float oneMinusBeta2,
      float rate,
      float sqrtBiasCorrection2,
      float eps) {}

  /**
   * One step of Adam with decoupled weight decay (AdamW) as in PyTorch: {@code w *= decayFactor; m
   * += oneMinusBeta1·(g − m); s = beta2·s + oneMinusBeta2·g²; w −= rate · m / (√s /
   * sqrtBiasCorrection2 + eps)}.
   */
  void adamwStep(
      int n,
      float[] w,
      int wOffset,
      float[] g,
      int gOffset,
      float[] m,
      int mOffset,
      float[] s,
      int sOffset,
      AdamW numbers);
}
