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
  public boolean isAccurateFor(BandPeaks.Range range) {
    return true;
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
    correlation.forward(rows, width, src, 0, dst, dstOffset, width, kernels);
  }
}
