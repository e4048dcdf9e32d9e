package convnet.op.filter;

import convnet.tensor.PlaneSink;

/** Reduces several feature maps to one, pixel by pixel. */
public enum Reduction {
  /** {@code √Σx²}: the magnitude of a gradient from its components. */
  MAGNITUDE,
  SUM,
  MEAN,
  MAX,
  MIN;

  /** Pixels reduced at a time. */
  private static final int CHUNK = 512;

  /**
   * A sink that receives several maps and passes on the one that they are reduced to.
   *
   * @param dst receives (1, H, W)
   * @param maps the number of maps to reduce
   * @param width W
   */
  public PlaneSink into(PlaneSink dst, int maps, int width) {
    return (row0, rows, data, offset, planeStride) -> {
      double[] results = new double[CHUNK];
      for (int x = 0; x < rows * width; x += CHUNK) {
        int n = Math.min(CHUNK, rows * width - x);
        reduce(n, maps, data, offset + x, planeStride, results);
      }
      dst.write(row0, rows, data, offset, planeStride);
    };
  }

  /** Reduces the pixels {@code offset … offset + n} of all planes into the first one. */
  private void reduce(
      int n, int maps, float[] data, int offset, int planeStride, double[] results) {
    for (int i = 0; i < n; i++) {
      results[i] = data[offset + i];
    }
    if (this == MAGNITUDE) {
      for (int i = 0; i < n; i++) {
        results[i] *= results[i];
      }
    }
    for (int map = 1; map < maps; map++) {
      add(n, data, offset + map * planeStride, results);
    }
    for (int i = 0; i < n; i++) {
      double result =
          switch (this) {
            case MAGNITUDE -> Math.sqrt(results[i]);
            case MEAN -> results[i] / maps;
            case SUM, MAX, MIN -> results[i];
          };
      data[offset + i] = (float) result;
    }
  }

  private void add(int n, float[] data, int offset, double[] results) {
    switch (this) {
      case MAGNITUDE -> {
        for (int i = 0; i < n; i++) {
          double value = data[offset + i];
          results[i] += value * value;
        }
      }
      case SUM, MEAN -> {
        for (int i = 0; i < n; i++) {
          results[i] += data[offset + i];
        }
      }
      case MAX -> {
        for (int i = 0; i < n; i++) {
          results[i] = Math.max(results[i], data[offset + i]);
        }
      }
      case MIN -> {
        for (int i = 0; i < n; i++) {
          results[i] = Math.min(results[i], data[offset + i]);
        }
      }
    }
  }
}
