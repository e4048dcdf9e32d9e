package convnet.kernel;

/** Batch normalisation element by element. */
public final class ScalarBatchNormKernels implements BatchNormKernels {

  @Override
  public double sum(int n, float[] x, int xOffset) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    int i = 0;
    for (; i < n - 7; i += 8) {
      sum0 += x[xOffset + i];
      sum1 += x[xOffset + i + 1];
      sum2 += x[xOffset + i + 2];
      sum3 += x[xOffset + i + 3];
      sum4 += x[xOffset + i + 4];
      sum5 += x[xOffset + i + 5];
      sum6 += x[xOffset + i + 6];
      sum7 += x[xOffset + i + 7];
    }
    double rest = 0;
    for (; i < n; i++) {
      rest += x[xOffset + i];
    }
    return ((sum0 + sum1) + (sum2 + sum3)) + ((sum4 + sum5) + (sum6 + sum7)) + rest;
  }

  @Override
  public double squares(int n, float[] x, int xOffset, double mean) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    int i = 0;
    for (; i < n - 7; i += 8) {
      sum0 += square(x[xOffset + i] - mean);
      sum1 += square(x[xOffset + i + 1] - mean);
      sum2 += square(x[xOffset + i + 2] - mean);
      sum3 += square(x[xOffset + i + 3] - mean);
      sum4 += square(x[xOffset + i + 4] - mean);
      sum5 += square(x[xOffset + i + 5] - mean);
      sum6 += square(x[xOffset + i + 6] - mean);
      sum7 += square(x[xOffset + i + 7] - mean);
    }
    double rest = 0;
    for (; i < n; i++) {
      rest += square(x[xOffset + i] - mean);
    }
    return ((sum0 + sum1) + (sum2 + sum3)) + ((sum4 + sum5) + (sum6 + sum7)) + rest;
  }

  @Override
  public double product(
      int n, float[] g, int gOffset, float[] x, int xOffset, float mean, float inverse) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double sum4 = 0;
    double sum5 = 0;
    double sum6 = 0;
    double sum7 = 0;
    int i = 0;
    for (; i < n - 7; i += 8) {
      sum0 += (double) g[gOffset + i] * ((x[xOffset + i] - mean) * inverse);
      sum1 += (double) g[gOffset + i + 1] * ((x[xOffset + i + 1] - mean) * inverse);
      sum2 += (double) g[gOffset + i + 2] * ((x[xOffset + i + 2] - mean) * inverse);
      sum3 += (double) g[gOffset + i + 3] * ((x[xOffset + i + 3] - mean) * inverse);
      sum4 += (double) g[gOffset + i + 4] * ((x[xOffset + i + 4] - mean) * inverse);
      sum5 += (double) g[gOffset + i + 5] * ((x[xOffset + i + 5] - mean) * inverse);
      sum6 += (double) g[gOffset + i + 6] * ((x[xOffset + i + 6] - mean) * inverse);
      sum7 += (double) g[gOffset + i + 7] * ((x[xOffset + i + 7] - mean) * inverse);
    }
    double rest = 0;
    for (; i < n; i++) {
      rest += (double) g[gOffset + i] * ((x[xOffset + i] - mean) * inverse);
    }
    return ((sum0 + sum1) + (sum2 + sum3)) + ((sum4 + sum5) + (sum6 + sum7)) + rest;
  }

  private static double square(double x) {
    return x * x;
  }

  @Override
  public void affine(
      int n,
      float[] src,
      int srcOffset,
      float mean,
      float scale,
      float shift,
      float[] dst,
      int dstOffset) {
    for (int i = 0; i < n; i++) {
      dst[dstOffset + i] = (src[srcOffset + i] - mean) * scale + shift;
    }
  }

  @Override
  public void gradient(
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
      int dxOffset) {
    for (int i = 0; i < n; i++) {
      float centred = x[xOffset + i] - mean;
      dx[dxOffset + i] = (g[gOffset + i] - meanGradient - centred * slope) * scale;
    }
  }
}
