package convnet.kernel;

import java.util.Arrays;

/**
 * The kernels for short runs, and for a runtime without the Vector API: plain loops, those of the
 * matrix product written so that the JIT compiler vectorises them. They reach a third of the speed
 * of {@link VectorKernels}, but after some ten milliseconds instead of a second: one image has been
 * through AlexNet before those are compiled.
 *
 * <p>The compiler vectorises a loop if it reads and writes all arrays at the same index; otherwise
 * it must assume that they overlap. So the rows of B and C that a tile needs are first copied into
 * arrays of their own.
 */
public final class LoopKernels extends ScalarKernels {
  private static final int ROWS = 8;

  /** Enough that the scalar loops before and after the vectorised one matter little. */
  private static final int COLUMNS = 128;

  /** Rows of B that are added to a sum between loading and storing it. */
  private static final int STEP = 4;

  /** A plain matrix product is done before the transforms would be compiled. */
  @Override
  public boolean usesSpecialMethods() {
    return false;
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
    int[] starts = new int[rows];
    Arrays.setAll(starts, i -> aOffset + i * aStride);
    addProduct(starts, 1, 0, k, a, b, bOffset, c, cOffset, cStride);
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
    int[] shifted = new int[rows];
    Arrays.setAll(shifted, i -> starts[first + i] + shift);
    addProduct(shifted, parts, partStep, k, a, b, bOffset, c, cOffset, cStride);
  }

  private static void addProduct(
      int[] starts,
      int parts,
      int partStep,
      int k,
      float[] a,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStride) {
    float[][] sums = new float[starts.length][];
    for (int i = 0; i < sums.length; i++) {
      int row = cOffset + i * cStride;
      sums[i] = Arrays.copyOfRange(c, row, row + COLUMNS);
    }
    float[][] factors = new float[STEP][COLUMNS];
    int bRow = bOffset;
    for (int part = 0; part < parts; part++) {
      int count;
      for (int p = 0; p < k; p += count, bRow += count * COLUMNS) {
        count = p + STEP <= k ? STEP : 1;
        for (int q = 0; q < count; q++) {
          System.arraycopy(b, bRow + q * COLUMNS, factors[q], 0, COLUMNS);
        }
        for (int i = 0; i < sums.length; i++) {
          int at = starts[i] + part * partStep + p;
          if (count == STEP) {
            addFour(a, at, factors[0], factors[1], factors[2], factors[3], sums[i]);
          } else {
            addOne(a[at], factors[0], sums[i]);
          }
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      System.arraycopy(sums[i], 0, c, cOffset + i * cStride, COLUMNS);
    }
  }

  private static void addFour(
      float[] a, int at, float[] b0, float[] b1, float[] b2, float[] b3, float[] sum) {
    float a0 = a[at];
    float a1 = a[at + 1];
    float a2 = a[at + 2];
    float a3 = a[at + 3];
    for (int j = 0; j < sum.length; j++) {
      float first = Math.fma(a1, b1[j], Math.fma(a0, b0[j], sum[j]));
      sum[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], first));
    }
  }

  private static void addOne(float a, float[] b, float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(a, b[j], sum[j]);
    }
  }

  /** Four independent sums, so that no addition waits for the one before it. */
  @Override
  public float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int whole = n - n % STEP;
    for (int i = 0; i < whole; i += STEP) {
      int at = xOffset + i;
      int other = yOffset + i;
      sum0 = Math.fma(x[at], y[other], sum0);
      sum1 = Math.fma(x[at + 1], y[other + 1], sum1);
      sum2 = Math.fma(x[at + 2], y[other + 2], sum2);
      sum3 = Math.fma(x[at + 3], y[other + 3], sum3);
    }
    float rest = super.dot(n - whole, x, xOffset + whole, y, yOffset + whole);
    return (sum0 + sum1) + (sum2 + sum3) + rest;
  }
}
