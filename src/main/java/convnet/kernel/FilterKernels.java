package convnet.kernel;

/**
 * The inner loops of image filters. As with {@link Kernels}, both implementations give the same
 * bits: every sum goes through its taps from first to last, fused multiply-adds from 0 on.
 */
public interface FilterKernels {

  /**
   * Correlates a row: {@code dst[i] = Σ_t weights[t] · src[i + offsets[t]]}.
   *
   * @param taps weights and offsets, see {@link Taps}
   * @param src must not be {@code dst}
   */
  void correlate(int n, Taps taps, float[] src, int srcOffset, float[] dst, int dstOffset);

  /**
   * Correlates two rows of output at once, so that what both read is loaded once.
   *
   * @param taps weights and offsets, see {@link PairedTaps}
   * @param dst the second row is {@code dstStride} behind the first
   */
  void correlatePair(
      int n,
      PairedTaps taps,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset,
      int dstStride);
}
