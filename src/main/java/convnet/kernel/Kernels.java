package convnet.kernel;

import java.util.Arrays;

/**
 * The hot inner loops, written three times: {@link VectorKernels} on the Vector API; {@link
 * LoopKernels} for little work, and where the module is missing; and {@link ScalarKernels}, plain
 * loops for what vectors leave over and for a picture or two ({@link PictureKernels}), which in
 * tests are what the others are held against.
 *
 * <p>All but the sums give the same bits in all of them, because each element goes through the same
 * operations in the same order, fused multiply-adds included. A sum is split over lanes, so its
 * rounding depends on the vector length; for one implementation it is always the same.
 */
public interface Kernels {

  /**
   * The loops for filtering images: those that are the quickest for this work and all before it.
   * Which ones they are does not show in the results.
   *
   * @param work in processor cycles, about
   */
  FilterKernels filters(double work);

  /** The loops of batch normalisation. */
  BatchNormKernels batchNorm();

  /** The loops of max pooling. */
  PoolingKernels pooling();

  /** The transforms for convolutions with small filters. */
  WinogradKernels winograd();

  /**
   * Whether convolutions pay that go by those, or by other ways than windows one by one, where
   * there is a choice; it changes the last digits of results.
   */
  default boolean usesSpecialMethods() {
    return true;
  }

  /** Rows of C that {@link #gemmTile} computes. */
  int tileRows();

  /** Rows of C that {@link #windowTile} computes of rows of A in so many parts. */
  int windowRows(int parts);

  /** Columns of C that {@link #gemmTile} computes. */
  int tileColumns();

  /**
   * Sets a tile of {@link #tileRows} × {@link #tileColumns} to zero; rows as of {@link #gemmTile}.
   */
  default void clearTile(float[] c, int cOffset, int cStride) {
    for (int i = 0; i < tileRows(); i++) {
      int row = cOffset + i * cStride;
      Arrays.fill(c, row, row + tileColumns(), 0);
    }
  }

  /**
   * Turns rows into columns: packs a panel of B whose columns lie in memory as rows.
   *
   * @param rows how many rows there are, at most {@link #tileColumns}; the columns behind theirs
   *     are left as they are
   * @param n the length of each
   * @param dst element k of row {@code i} comes to {@code dstOffset + k·tileColumns + i}
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
   * The heart of every matrix product: {@code C[i][j] += Σ_k A[i][k] · B[k][j]} for a tile of
   * {@link #tileRows} × {@link #tileColumns}.
   *
   * @param rows how many rows of A exist, at most {@link #tileRows}; the tile's further rows repeat
   *     the last one and mean nothing
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
   * The same where the rows of A are windows of an image: element k of row {@code i}, in {@code
   * parts} rows of {@code k} pixels, is {@code a[shift + starts[first + i] + part·partStep + p]},
   * and meets row {@code part·k + p} of B.
   *
   * @param rows how many rows of A exist, at most {@link #windowRows} of {@code parts}; the others
   *     as above
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
   * Copies short runs of floats one behind the other: the heart of packing. Whole vectors are
   * moved, so up to {@link #tileColumns} floats behind the last run may be overwritten with
   * anything.
   *
   * @param count how many runs there are
   * @param runs the start in {@code src} and the length of each, in turn
   * @param shift added to every start
   * @param dst room for the runs and {@link #tileColumns} more
   * @return where in {@code dst} the last run ends
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
   * #relu}; so a NaN lets the gradient through. The arrays of gradients may be the same.
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
   * One step of stochastic gradient descent as PyTorch has it: {@code g' = g + decay·w; v =
   * momentum·v + g'; w −= rate·v}, or with Nesterov's look-ahead {@code w −= rate·(g' +
   * momentum·v)}.
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
   * The numbers of a step of {@link #adamwStep}.
   *
   * @param decayFactor {@code 1 − rate·decay}: what decay leaves of a parameter
   * @param oneMinusBeta1 {@code 1 − beta1}: how much of a gradient comes into the mean
   * @param beta2 how much of the mean square is kept
   * @param oneMinusBeta2 {@code 1 − beta2}: how much of a squared gradient comes into it
   * @param rate the learning rate over the correction of the mean, {@code 1 − beta1^step}
   * @param sqrtBiasCorrection2 the root of the correction of the mean square, {@code √(1 −
   *     beta2^step)}
   * @param eps added to the divisor
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
   * One step of Adam with decoupled weight decay as PyTorch has it: {@code w *= decayFactor; m +=
   * oneMinusBeta1·(g − m); s = beta2·s + oneMinusBeta2·g²; w −= rate · m / (√s /
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
