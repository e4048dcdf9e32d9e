package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.PairedTaps;
import convnet.kernel.Scratch;
import convnet.kernel.Taps;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * Every tap by itself. Taps of 0 are skipped: they would matter to infinities and NaN only, which
 * nobody wants spread over pixels that the kernel does not look at.
 *
 * @param step from what a row of output reads to what the next one reads
 */
record DirectFilter(Taps taps, PairedTaps pairs, int step) implements PlaneFilter {
  /** Columns done at a time, so that what a few rows of output read stays in the first cache. */
  private static final int STRIP = 512;

  /**
   * @param kernel (kh, kw)
   */
  static DirectFilter of(Tensor kernel, BandLayout layout) {
    int count = 0;
    int[] offsets = new int[kernel.size()];
    float[] weights = new float[kernel.size()];
    for (int i = 0; i < kernel.shape().height(); i++) {
      for (int j = 0; j < kernel.shape().width(); j++) {
        if (kernel.get(i, j) != 0) {
          offsets[count] = layout.offset(i, j);
          weights[count++] = kernel.get(i, j);
        }
      }
    }
    Taps taps = new Taps(Arrays.copyOf(offsets, count), Arrays.copyOf(weights, count));
    return new DirectFilter(taps, PairedTaps.of(taps, layout.step()), layout.step());
  }

  @Override
  public void forward(
      int rows,
      int columns,
      float[] src,
      float[] dst,
      int dstOffset,
      FilterKernels kernels,
      Scratch scratch,
      int worker) {
    for (int x = 0; x < columns; x += STRIP) {
      int n = Math.min(STRIP, columns - x);
      int y = 0;
      for (; y + 2 <= rows; y += 2) {
        kernels.correlatePair(
            n, pairs, src, y * step + x, dst, dstOffset + y * columns + x, columns);
      }
      if (y < rows) {
        kernels.correlate(n, taps, src, y * step + x, dst, dstOffset + y * columns + x);
      }
    }
  }
}
