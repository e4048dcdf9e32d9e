package convnet.op.filter;

import static convnet.kernel.FilterKernels.STRIPE_TAPS;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Filters with seven rows of taps, none of them 0, downwards in stripes: the fastest way for them,
 * and the same sums as tap by tap.
 *
 * @param columns the offsets of the kernel's columns
 * @param weights those of a column of the kernel after those of the one before
 */
record Stripes(BandLayout layout, int[] columns, float[] weights) {
  /** Rows of output that are begun when a row of input completes one. */
  static final int BEGUN = STRIPE_TAPS - 1;

  /** Null if this way is not for the kernel. */
  static @Nullable Stripes of(Tensor kernel, BandLayout layout) {
    int height = kernel.shape().height();
    int width = kernel.shape().width();
    boolean everyRow = layout.parameters().dilation().height() == 1;
    if (height != STRIPE_TAPS || !everyRow || !layout.parameters().stride().is(1)) {
      return null;
    }
    float[] weights = new float[height * width];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = kernel.get(k % height, k / height);
      if (weights[k] == 0) { // it would spread infinities and NaN
        return null;
      }
    }
    int[] columns = IntStream.range(0, width).map(layout::column).toArray();
    return new Stripes(layout, columns, weights);
  }

  /** The cost in the unit of {@link Costs}. */
  double cost() {
    return Costs.stripes(weights.length);
  }

  /** Whether these kernels have stripes, and this width has room for one. */
  boolean suit(FilterKernels kernels, int width) {
    return kernels.stripe() > 0 && width >= kernels.stripe();
  }

  /** Filters a band, as {@link PlaneFilter#forward} does. */
  void forward(
      int rows,
      int width,
      float[] src,
      float[] dst,
      int dstOffset,
      FilterKernels kernels,
      Scratch scratch,
      int worker) {
    int stripe = kernels.stripe();
    int pitch = layout.rowPitch();
    float[] carry = scratch.floats(Purpose.PASS, worker, (long) BEGUN * stripe);
    for (int i = 0; i < width; i += stripe) {
      int x = Math.min(i, width - stripe);
      Arrays.fill(carry, 0, BEGUN * stripe, 0);
      // What the first rows complete is overwritten by the next one.
      int to = dstOffset + x;
      kernels.correlateStripe(BEGUN, columns, weights, src, x, pitch, dst, to, 0, carry, 0);
      int from = BEGUN * pitch + x;
      kernels.correlateStripe(rows, columns, weights, src, from, pitch, dst, to, width, carry, 0);
    }
  }
}
