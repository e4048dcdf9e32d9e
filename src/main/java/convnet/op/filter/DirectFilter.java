package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Taps;
import convnet.tensor.Tensor;

/**
 * Filters tap by tap: the reference for all other ways, and the only one for infinities, NaN and
 * numbers that may overflow.
 */
record DirectFilter(Correlation correlation) implements PlaneFilter {
  /** Columns computed at a time, so that what a few rows of output read stays in L1. */
  private static final int STRIP = 512;

  /**
   * @param kernel (kh, kw)
   */
  static DirectFilter of(Tensor kernel, BandLayout layout) {
    Taps.Builder taps = new Taps.Builder();
    for (int i = 0; i < kernel.shape().height(); i++) {
      for (int j = 0; j < kernel.shape().width(); j++) {
        taps.add(layout.offset(i, j), kernel.get(i, j));
      }
    }
    return new DirectFilter(Correlation.of(taps.build(), layout.step()));
  }

  @Override
  public double cost(int width, int rows) {
    return correlation.cost();
  }

  @Override
  public void forward(
      int rows,
      int width,
      float[] src,
      float[] dst,
      int dstOffset,
      FilterKernels kernels,
      Scratch scratch,
      int worker) {
    for (int x = 0; x < width; x += STRIP) {
      int n = Math.min(STRIP, width - x);
      correlation.forward(rows, n, src, x, dst, dstOffset + x, width, kernels);
    }
  }
}
