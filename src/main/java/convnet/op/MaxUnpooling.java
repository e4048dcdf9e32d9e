package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * Partial inverse of max pooling, as {@code torch.nn.MaxUnpool2d}: every value returns to where it
 * was the maximum, and all other elements are zero. Of several values for one place, the last wins.
 */
public final class MaxUnpooling {
  private MaxUnpooling() {}

  /**
   * The smallest size along one axis that pooling with such windows, none of them overhanging,
   * reduces to {@code input}: {@code (i − 1)·s − 2p + d(k − 1) + 1}; 0 or less where there is none.
   * With a stride, sizes of up to s − 1 more are possible, too.
   */
  public static int outputSize(int input, int padding, int kernel, int dilation, int stride) {
    long size = (input - 1L) * stride - 2L * padding + WindowArithmetic.extent(kernel, dilation);
    return Math.clamp(size, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /**
   * @param src (N, C, H, W)
   * @param indices one for each element of {@code src}: where in its H' × W' plane it goes, {@code
   *     row · W' + column}
   * @param dst (N, C, H', W'), written
   */
  public static void forward(Tensor src, int[] indices, Tensor dst, Compute compute) {
    int inPlane = src.shape().height() * src.shape().width();
    int outPlane = dst.shape().height() * dst.shape().width();
    compute
        .parallel()
        .run(
            src.size() / inPlane,
            (plane, worker) -> {
              int to = dst.offset() + plane * outPlane;
              Arrays.fill(dst.data(), to, to + outPlane, 0);
              for (int i = plane * inPlane; i < (plane + 1) * inPlane; i++) {
                dst.data()[to + indices[i]] = src.data()[src.offset() + i];
              }
            });
  }

  /**
   * Gives each value the gradient of the place that it went to.
   *
   * @param diffDst (N, C, H', W')
   * @param indices as in the forward pass
   * @param diffSrc (N, C, H, W), overwritten
   */
  public static void backward(Tensor diffDst, int[] indices, Tensor diffSrc, Compute compute) {
    int inPlane = diffSrc.shape().height() * diffSrc.shape().width();
    int outPlane = diffDst.shape().height() * diffDst.shape().width();
    compute
        .parallel()
        .run(
            diffSrc.size() / inPlane,
            (plane, worker) -> {
              int from = diffDst.offset() + plane * outPlane;
              for (int i = plane * inPlane; i < (plane + 1) * inPlane; i++) {
                diffSrc.data()[diffSrc.offset() + i] = diffDst.data()[from + indices[i]];
              }
            });
  }
}
