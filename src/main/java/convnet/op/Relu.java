package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;

/** ReLU, {@code max(x, 0)}; NaN stays NaN. Source and destination may be the same tensor. */
public final class Relu {
  /** Elements per parallel part. */
  private static final int CHUNK = 1 << 15;

  private Relu() {}

  /**
   * @param src any shape
   * @param dst the same shape, written
   */
  public static void forward(Tensor src, Tensor dst, Compute compute) {
    int size = src.size();
    compute
        .parallel()
        .run(
            Math.ceilDiv(size, CHUNK),
            (chunk, worker) -> {
              int start = chunk * CHUNK;
              compute
                  .kernels()
                  .relu(
                      Math.min(CHUNK, size - start),
                      src.data(),
                      src.offset() + start,
                      dst.data(),
                      dst.offset() + start);
            });
  }

  /**
   * Computes {@code diffSrc = diffDst} where the output is positive or NaN, else 0; at 0 itself the
   * gradient is 0, as in PyTorch.
   *
   * @param dst the output of the forward pass, any shape
   * @param diffDst the same shape
   * @param diffSrc the same shape, overwritten; may be {@code diffDst} itself
   */
  public static void backward(Tensor dst, Tensor diffDst, Tensor diffSrc, Compute compute) {
    int size = dst.size();
    compute
        .parallel()
        .run(
            Math.ceilDiv(size, CHUNK),
            (chunk, worker) -> {
              int start = chunk * CHUNK;
              compute
                  .kernels()
                  .reluBackward(
                      Math.min(CHUNK, size - start),
                      dst.data(),
                      dst.offset() + start,
                      diffDst.data(),
                      diffDst.offset() + start,
                      diffSrc.data(),
                      diffSrc.offset() + start);
            });
  }
}
