package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.SplitMix64;
import convnet.tensor.Tensor;

/**
 * Dropout (Srivastava et al., 2014), inverted as in PyTorch: in training an element is set to zero
 * with probability p and divided by 1 − p otherwise; in inference dropout is the identity and this
 * is not called.
 *
 * <p>Whether an element is dropped depends on the seed and its position alone, so the backward pass
 * can recompute the mask and nothing is stored.
 */
public final class DropoutMask {
  /** Elements per parallel part. */
  private static final int CHUNK = 1 << 15;

  private DropoutMask() {}

  /**
   * Drops or scales each element. The backward pass is the same, applied to the gradients.
   *
   * @param p the probability of dropping, 0 ≤ p ≤ 1
   * @param seed determines the mask, together with an element's position
   * @param src any shape
   * @param dst the same shape, written; may be {@code src} itself
   */
  public static void apply(float p, long seed, Tensor src, Tensor dst, Compute compute) {
    float scale = p < 1 ? 1 / (1 - p) : 0;
    // Keeps an element when 24 random bits, as an integer, reach this bound.
    int bound = Math.round(p * (1 << 24));
    // Scatters the starts: neighbouring seeds must not give shifted copies of one mask.
    long start = SplitMix64.mix(seed);
    int size = src.size();
    compute
        .parallel()
        .run(
            Math.ceilDiv(size, CHUNK),
            (chunk, worker) -> {
              int first = chunk * CHUNK;
              int end = first + Math.min(CHUNK, size - first);
              for (int i = first; i < end; i++) {
                boolean kept = SplitMix64.mix(start + (i + 1) * SplitMix64.STEP) >>> 40 >= bound;
                dst.data()[dst.offset() + i] = kept ? src.data()[src.offset() + i] * scale : 0;
              }
            });
  }
}
