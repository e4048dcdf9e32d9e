package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;

/** The sum of two tensors, optionally followed by ReLU. */
public final class Addition {
  /** Elements per parallel part. */
  private static final int CHUNK = 1 << 15;

  private Addition() {}

  /**
   * Computes {@code dst = a + b}, or {@code max(a + b, 0)}. In the latter case {@link
   * Relu#backward} with this {@code dst} gives the gradient with respect to both a and b.
   *
   * @param a any shape
   * @param b the same shape
   * @param relu whether ReLU is applied to the sum
   * @param dst the same shape, written; may be {@code a} itself, but not {@code b}
   */
  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  public static void forward(Tensor a, Tensor b, boolean relu, Tensor dst, Compute compute) {
    int size = dst.size();
    compute
        .parallel()
        .run(
            Math.ceilDiv(size, CHUNK),
            (chunk, worker) -> {
              int start = chunk * CHUNK;
              int n = Math.min(CHUNK, size - start);
              int at = dst.offset() + start;
              if (a.data() != dst.data() || a.offset() != dst.offset()) {
                System.arraycopy(a.data(), a.offset() + start, dst.data(), at, n);
              }
              compute.kernels().axpy(n, 1, b.data(), b.offset() + start, dst.data(), at);
              if (relu) {
                compute.kernels().relu(n, dst.data(), at, dst.data(), at);
              }
            });
  }
}
