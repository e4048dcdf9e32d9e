package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;

/** One feature map out of several, pixel by pixel. */
public enum Reduction {
  /** {@code √Σx²}: the length of a gradient from its two directions. */
  MAGNITUDE,
  SUM,
  MEAN,
  MAX,
  MIN;

  /**
   * @param src (N, maps, H, W)
   * @param dst (N, 1, H, W), written
   */
  public void forward(Tensor src, Tensor dst, Compute compute) {
    int maps = src.shape().channels();
    int height = src.shape().height();
    int width = src.shape().width();
    compute
        .parallel()
        .run(
            src.shape().dim(0) * height,
            (row, worker) -> {
              int from = src.offset() + (row / height * maps * height + row % height) * width;
              int to = dst.offset() + row * width;
              for (int x = 0; x < width; x++) {
                dst.data()[to + x] = of(src.data(), from + x, height * width, maps);
              }
            });
  }

  private float of(float[] data, int start, int step, int count) {
    double result =
        switch (this) {
          case MAGNITUDE, SUM, MEAN -> 0;
          case MAX, MIN -> data[start];
        };
    for (int i = 0; i < count; i++) {
      double value = data[start + i * step];
      result =
          switch (this) {
            case MAGNITUDE -> result + value * value;
            case SUM, MEAN -> result + value;
            case MAX -> Math.max(result, value);
            case MIN -> Math.min(result, value);
          };
    }
    return (float)
        switch (this) {
          case MAGNITUDE -> Math.sqrt(result);
          case MEAN -> result / count;
          case SUM, MAX, MIN -> result;
        };
  }
}
