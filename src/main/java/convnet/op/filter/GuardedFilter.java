package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;

/**
 * A quick way for ordinary numbers. Where a band has infinities or NaN in it, or numbers whose
 * products may become so, it is done tap by tap: a transform would spread them over a whole tile.
 */
record GuardedFilter(PlaneFilter quick, PlaneFilter direct, BandLayout layout)
    implements PlaneFilter {

  @Override
  public double cost(int rows) {
    return quick.cost(rows);
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
    boolean ordinary = kernels.isModerate(layout.rows(rows) * layout.rowPitch(), src, 0);
    (ordinary ? quick : direct).forward(rows, width, src, dst, dstOffset, kernels, scratch, worker);
  }
}
