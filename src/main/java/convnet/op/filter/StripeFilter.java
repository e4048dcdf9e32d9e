package convnet.op.filter;

import static convnet.kernel.StripeKernels.TAPS;

import convnet.tensor.Tensor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A kernel of seven rows, none of its weights 0, prepared for a {@link StripePass}.
 *
 * @param columns the offsets of the kernel's columns
 * @param weights those of a column of the kernel after those of the one before
 */
record StripeFilter(BandLayout layout, int[] columns, float[] weights) {

  /** Null if the kernel, its stride or its dilation is not of this kind. */
  static @Nullable StripeFilter of(Tensor kernel, BandLayout layout) {
    int height = kernel.shape().height();
    int width = kernel.shape().width();
    boolean everyRow = layout.parameters().dilation().height() == 1;
    if (height != TAPS || !everyRow || !layout.parameters().stride().is(1)) {
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
    return new StripeFilter(layout, columns, weights);
  }
}
