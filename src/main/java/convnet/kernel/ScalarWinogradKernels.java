package convnet.kernel;

/** Winograd's transforms as plain loops: columns first, then rows. */
public final class ScalarWinogradKernels implements WinogradKernels {
  @Override
  public void data(int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane++) {
      for (int j = 0; j < TILE; j++) {
        int from = srcOffset + j * src.column() + lane;
        int next = from + 4 * src.row();
        data(src.data(), from, src.row(), next, between, j * n + lane, TILE * n);
      }
      for (int i = 0; i < TILE; i++) {
        int to = dstOffset + i * dst.row() + lane;
        int line = i * TILE * n + lane;
        data(between, line, n, line + 4 * n, dst.data(), to, dst.column());
      }
    }
  }

  @Override
  public void dataLines(
      int n, float[] src, int from, int step, int next, float[] dst, int to, int toStep) {
    for (int i = 0; i < n; i++) {
      data(src, from + i, step, next + i, dst, to + i, toStep);
    }
  }

  static void data(float[] src, int from, int step, int next, float[] dst, int to, int dstStep) {
    float x0 = src[from];
    float x1 = src[from + step];
    float x2 = src[from + 2 * step];
    float x3 = src[from + 3 * step];
    float x4 = src[next];
    float x5 = src[next + step];
    float even = fma(-4, x2, x4);
    float odd = fma(-4, x1, x3);
    float even2 = x4 - x2;
    float odd2 = x3 - x1;
    dst[to] = fma(4, x0, fma(-5, x2, x4));
    dst[to + dstStep] = even + odd;
    dst[to + 2 * dstStep] = even - odd;
    dst[to + 3 * dstStep] = fma(2, odd2, even2);
    dst[to + 4 * dstStep] = fma(-2, odd2, even2);
    dst[to + 5 * dstStep] = fma(4, x1, fma(-5, x3, x5));
  }

  @Override
  public void filter(
      int r, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane++) {
      for (int j = 0; j < r; j++) {
        int from = srcOffset + j * src.column() + lane;
        filter(r, src.data(), from, src.row(), between, j * n + lane, TILE * n);
      }
      for (int i = 0; i < TILE; i++) {
        int to = dstOffset + i * dst.row() + lane;
        filter(r, between, i * TILE * n + lane, n, dst.data(), to, dst.column());
      }
    }
  }

  @Override
  public void filterLines(int n, float[] src, int from, int step, float[] dst, int to, int toStep) {
    for (int lane = 0; lane < n; lane++) {
      filter(4, src, from + lane, step, dst, to + lane, toStep);
    }
  }

  private static void filter(
      int r, float[] src, int from, int step, float[] dst, int to, int dstStep) {
    float first = src[from];
    float last = src[from + (r - 1) * step];
    float even = first;
    float odd = src[from + step];
    float even2 = first;
    float odd2 = odd * 2;
    if (r > 2) {
      float x = src[from + 2 * step];
      even = even + x;
      even2 = fma(4, x, even2);
    }
    if (r > 3) {
      float x = src[from + 3 * step];
      odd = odd + x;
      odd2 = fma(8, x, odd2);
    }
    if (r > 4) {
      even = even + last;
      even2 = fma(16, last, even2);
    }
    dst[to] = first * 0.25f;
    dst[to + dstStep] = (even + odd) * (-1 / 6f);
    dst[to + 2 * dstStep] = (even - odd) * (-1 / 6f);
    dst[to + 3 * dstStep] = (even2 + odd2) * (1 / 24f);
    dst[to + 4 * dstStep] = (even2 - odd2) * (1 / 24f);
    dst[to + 5 * dstStep] = last;
  }

  @Override
  public void output(
      int m, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane++) {
      for (int j = 0; j < TILE; j++) {
        int from = srcOffset + j * src.column() + lane;
        output(m, src.data(), from, src.row(), between, j * n + lane, TILE * n);
      }
      for (int i = 0; i < m; i++) {
        int to = dstOffset + i * dst.row() + lane;
        output(m, between, i * TILE * n + lane, n, dst.data(), to, dst.column());
      }
    }
  }

  static void output(int m, float[] src, int from, int step, float[] dst, int to, int dstStep) {
    float x1 = src[from + step];
    float x2 = src[from + 2 * step];
    float x3 = src[from + 3 * step];
    float x4 = src[from + 4 * step];
    float last = src[from + 5 * step];
    float even = x1 + x2;
    float odd = x1 - x2;
    float even2 = x3 + x4;
    float odd2 = x3 - x4;
    dst[to] = src[from] + even + even2;
    float y = fma(2, odd2, odd);
    if (m > 2) {
      dst[to + dstStep] = y;
      y = fma(4, even2, even);
    }
    if (m > 3) {
      dst[to + 2 * dstStep] = y;
      y = fma(8, odd2, odd);
    }
    dst[to + (m - 1) * dstStep] = y + last;
  }

  private static float fma(float factor, float x, float y) {
    return Math.fma(x, factor, y);
  }
}
