package convnet.kernel;

/** Batch normalisation element by element. */
public final class ScalarBatchNormKernels implements BatchNormKernels {
  @Override
  public void addMoments(int n, float[] x, int xOffset, double shift, double[] sums, int at) {
    int whole = n - n % PARTS;
    double first = 0;
    double second = 0;
    for (int part = 0; part < PARTS; part++) {
      double sum = 0;
      double squares = 0;
      for (int i = part; i < whole; i += PARTS) {
        double value = x[xOffset + i] - shift;
        sum += value;
        squares += value * value;
      }
      first += sum;
      second += squares;
    }
    sums[at] += first;
    sums[at + 1] += second;
    for (int i = whole; i < n; i++) {
      double value = x[xOffset + i] - shift;
      sums[at] += value;
      sums[at + 1] += value * value;
    }
  }

  @Override
  public void addProducts(
      int n,
      float[] g,
      int gOffset,
      float[] x,
      int xOffset,
      float mean,
      float inverse,
      double[] sums,
      int at) {
    int whole = n - n % PARTS;
    double first = 0;
    double second = 0;
    for (int part = 0; part < PARTS; part++) {
      double sum = 0;
      double products = 0;
      for (int i = part; i < whole; i += PARTS) {
        double gradient = g[gOffset + i];
        sum += gradient;
        products += gradient * ((x[xOffset + i] - mean) * inverse);
      }
      first += sum;
      second += products;
    }
    sums[at] += first;
    sums[at + 1] += second;
    for (int i = whole; i < n; i++) {
      double gradient = g[gOffset + i];
      sums[at] += gradient;
      sums[at + 1] += gradient * ((x[xOffset + i] - mean) * inverse);
    }
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
