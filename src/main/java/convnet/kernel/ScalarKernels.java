package convnet.kernel;

/** The kernels as plain loops, and the reference that the others are tested against. */
public class ScalarKernels implements Kernels {
  private static final BatchNormKernels BATCH_NORM = new ScalarBatchNormKernels();
  private static final FilterKernels FILTERS = new ScalarFilterKernels();
  private static final PoolingKernels POOLING = new ScalarPoolingKernels();
  private static final WinogradKernels WINOGRAD = new ScalarWinogradKernels();
  private static final int ROWS = 4;
  private static final int COLUMNS = 16;

  @Override
  public FilterKernels filters(double work) {
    return FILTERS;
  }

  @Override
  public BatchNormKernels batchNorm() {
    return BATCH_NORM;
  }

  @Override
  public PoolingKernels pooling() {
    return POOLING;
  }

  @Override
  public WinogradKernels winograd() {
    return WINOGRAD;
  }

  @Override
  public int tileRows() {
    return ROWS;
  }

  @Override
  public int windowRows(int parts) {
    return ROWS;
  }

  @Override
  public int tileColumns() {
    return COLUMNS;
  }

  @Override
  public void gemmTile(
      int rows,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStride) {
    for (int i = 0; i < ROWS; i++) {
      int aRow = aOffset + Math.min(i, rows - 1) * aStride;
      addRow(1, 0, k, a, aRow, b, bOffset, c, cOffset + i * cStride);
    }
  }

  @Override
  public void windowTile(
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
      int cStride) {
    for (int i = 0; i < ROWS; i++) {
      int aRow = shift + starts[first + Math.min(i, rows - 1)];
      addRow(parts, partStep, k, a, aRow, b, bOffset, c, cOffset + i * cStride);
    }
  }

  private static void addRow(
      int parts,
      int partStep,
      int k,
      float[] a,
      int aRow,
      float[] b,
      int bOffset,
      float[] c,
      int cRow) {
    for (int p = 0; p < parts * k; p++) {
      float x = a[aRow + p / k * partStep + p % k];
      int bRow = bOffset + p * COLUMNS;
      for (int j = 0; j < COLUMNS; j++) {
        c[cRow + j] = Math.fma(x, b[bRow + j], c[cRow + j]);
      }
    }
  }

  @Override
  public int copyRuns(int count, int[] runs, int shift, float[] src, float[] dst, int dstOffset) {
    int to = dstOffset;
    for (int run = 0; run < count; run++) {
      int length = runs[2 * run + 1];
      System.arraycopy(src, runs[2 * run] + shift, dst, to, length);
      to += length;
    }
    return to;
  }

  @Override
  public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.fma(alpha, x[xOffset + i], y[yOffset + i]);
    }
  }

  @Override
  public void addScalar(
      int n, float[] src, int srcOffset, float value, float[] dst, int dstOffset) {
    for (int i = 0; i < n; i++) {
      dst[dstOffset + i] = src[srcOffset + i] + value;
    }
  }

  @Override
  public float sum(int n, float[] x, int xOffset) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[xOffset + i];
    }
    return sum;
  }

  @Override
  public float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum = Math.fma(x[xOffset + i], y[yOffset + i], sum);
    }
    return sum;
  }

  @Override
  public void relu(int n, float[] src, int srcOffset, float[] dst, int dstOffset) {
    for (int i = 0; i < n; i++) {
      dst[dstOffset + i] = Math.max(src[srcOffset + i], 0f);
    }
  }

  @Override
  public void reluBackward(
      int n,
      float[] dst,
      int dstOffset,
      float[] diffDst,
      int diffDstOffset,
      float[] diffSrc,
      int diffSrcOffset) {
    for (int i = 0; i < n; i++) {
      diffSrc[diffSrcOffset + i] = dst[dstOffset + i] <= 0 ? 0 : diffDst[diffDstOffset + i];
    }
  }

  @Override
  public void sgdStep(
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
      boolean nesterov) {
    for (int i = 0; i < n; i++) {
      float weight = w[wOffset + i];
      float gradient = Math.fma(decay, weight, g[gOffset + i]);
      float velocity = Math.fma(momentum, v[vOffset + i], gradient);
      float step = nesterov ? Math.fma(momentum, velocity, gradient) : velocity;
      v[vOffset + i] = velocity;
      w[wOffset + i] = Math.fma(-rate, step, weight);
    }
  }

  @Override
  public void adamwStep(
      int n,
      float[] w,
      int wOffset,
      float[] g,
      int gOffset,
      float[] m,
      int mOffset,
      float[] s,
      int sOffset,
      AdamW numbers) {
    for (int i = 0; i < n; i++) {
      float gradient = g[gOffset + i];
      float mean = Math.fma(numbers.oneMinusBeta1(), gradient - m[mOffset + i], m[mOffset + i]);
      float square =
          Math.fma(numbers.oneMinusBeta2() * gradient, gradient, numbers.beta2() * s[sOffset + i]);
      float divisor = (float) Math.sqrt(square) / numbers.sqrtBiasCorrection2() + numbers.eps();
      m[mOffset + i] = mean;
      s[sOffset + i] = square;
      w[wOffset + i] =
          Math.fma(-numbers.rate(), mean / divisor, w[wOffset + i] * numbers.decayFactor());
    }
  }
}
