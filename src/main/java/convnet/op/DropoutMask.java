package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.SplitMix64;
import convnet.tensor.Tensor;

/**
 * Dropout (Srivastava et al., 2014), inverted as in PyTorch: in training an element is set to zero
 * with probability p and divided by 1 − p otherwise; elsewhere dropout does nothing and is not
 * called.
 *
 * <p>Whether an element falls depends on the seed and its position alone, so that the backward pass
 * finds the same ones again and nothing has to be remembered.
 */
public final class DropoutMask {
  /** Elements of one parallel part. */
  private static final int CHUNK = 1 << 15;

  private DropoutMask() {}

  /**
   * Keeps or drops each element; the backward pass is the same, of the gradients.
   *
   * @param p the probability of dropping, 0 ≤ p ≤ 1
   * @param seed what decides, together with an element's position
   * @param src any shape
   * @param dst the same shape, written; may be {@code src} itself
   */
  public static void apply(float p, long seed, Tensor src, Tensor dst, Compute compute) {
    float scale = p < 1 ? 1 / (1 - p) : 0;
    // Keeps an element when 24 random bits, as an integer, reach this bound.
    int bound = Math.round(p * (1 << 24));
    // Each seed starts somewhere else entirely: neighbouring seeds must not give shifted masks.
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
