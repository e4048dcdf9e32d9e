package convnet.kernel;

/**
 * The inner loops of image filters. As with {@link Kernels}, both implementations give the same
 * bits: every sum goes through its taps from first to last, fused multiply-adds from 0 on.
 */
public interface FilterKernels {

  /**
   * How many numbers are done at a time: so many behind the last one may be read, or spoilt, by
   * methods that say so.
   */
  int lanes();

  /**
   * Correlates a row: {@code dst[i] = Σ_t weights[t] · src[i + offsets[t]]}.
   *
   * @param src must not be {@code dst}
   */
  void correlate(int n, Taps taps, float[] src, int srcOffset, float[] dst, int dstOffset);

  /**
   * Correlates two rows of output at once, the lower one {@code dstStride} behind the upper one.
   *
   * @param src must not be {@code dst}
   */
  void correlateTwo(
      int n,
      PairedTaps taps,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset,
      int dstStride);

  /** The largest magnitude of the numbers, 0 of none; NaN if one of them is. */
  float peak(int n, float[] x, int offset);

  /**
   * Raises each number, none of which is negative, to the magnitude in {@code x}; to NaN, if so.
   *
   * @return the largest of those magnitudes, as {@link #peak} has it
   */
  float raisePeaks(int n, float[] x, int offset, float[] peaks);

  /**
   * One pass of {@link FourierTransform}: four points {@code span} apart make a butterfly. {@code
   * n} transforms lie side by side: point {@code p} of transform {@code i} is at {@code p·pitch +
   * i}, and its imaginary part {@code imaginary} behind it. Up to {@link #lanes} transforms behind
   * the last one may be spoilt.
   *
   * @param twiddles for each of {@code span} places in a block three complex factors
   */
  void butterflies(
      int points, int span, float[] twiddles, int n, float[] data, int imaginary, int pitch);

  /** The pass that undoes {@link #butterflies}, but for a factor of 4. */
  void inverseButterflies(
      int points, int span, float[] twiddles, int n, float[] data, int imaginary, int pitch);

  /** The pass of two neighbouring points, which undoes itself, but for a factor of 2. */
  void pairButterflies(int points, int n, float[] data, int imaginary, int pitch);

  /**
   * Correlates along the transforms that lie side by side, for each point by itself: {@code z[p][i]
   * = Σ_t kernel[p][t] · z[p][i + t·step]}, in complex numbers and in place. Up to {@link #lanes}
   * sums behind the last one may be computed too.
   *
   * @param taps how many terms a sum has
   * @param kernel for each point and tap its real part, its imaginary part and minus that
   */
  void correlateSpectra(
      int points,
      int n,
      int taps,
      int step,
      float[] kernel,
      float[] data,
      int imaginary,
      int pitch);
}
