package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Taps;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Filters tap by tap: the reference for all other ways, and the only one for infinities, NaN and
 * numbers that may overflow.
 */
record DirectFilter(Correlation correlation, @Nullable Stripes stripes) implements PlaneFilter {
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
    return new DirectFilter(
        Correlation.of(taps.build(), layout.step()), Stripes.of(kernel, layout));
  }

  @Override
  public double cost(int width, int rows) {
    return stripes == null ? correlation.cost() : stripes.cost();
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
    if (stripes != null && stripes.suit(kernels, width)) {
      stripes.forward(rows, width, src, dst, dstOffset, kernels, scratch, worker);
    } else {
      correlation.forward(rows, width, src, 0, dst, dstOffset, width, kernels);
    }
  }
}
