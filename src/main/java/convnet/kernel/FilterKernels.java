package convnet.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The inner loops of image filters. Both implementations give the same bits: every sum starts from
 * 0 and goes through its taps in order, with fused multiply-adds.
 */
public interface FilterKernels {

  /**
   * The vector length, 1 for plain loops. Methods that say so may read or overwrite up to this many
   * elements past the last.
   */
  int lanes();

  /**
   * Correlates a row: {@code dst[i] = Σ_t weights[t] · src[i + offsets[t]]}.
   *
   * @param src must not be {@code dst}
   */
  void correlate(int n, Taps taps, float[] src, int srcOffset, float[] dst, int dstOffset);

  /**
   * Computes two rows of output at once, the lower one {@code dstStride} after the upper one.
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

  /** The loops for filters downwards; null if {@link #correlateTwo} is as fast. */
  default @Nullable StripeKernels stripes() {
    return null;
  }

  /** The largest magnitude, {@code max |x[offset + i]|}; 0 if n is 0, NaN if an element is NaN. */
  float peak(int n, float[] x, int offset);

  /**
   * Computes {@code peaks[i] = max(peaks[i], |x[offset + i]|)}, NaN if either is.
   *
   * @param peaks none of them negative
   * @return the largest magnitude in {@code x}, as {@link #peak} computes it
   */
  float raisePeaks(int n, float[] x, int offset, float[] peaks);

  /**
   * One radix-4 pass of {@link FourierTransform}, in place: a butterfly combines four points that
   * are {@code span} apart. {@code n} transforms lie side by side: the real part of point {@code p}
   * of transform {@code i} is at {@code p·pitch + i}, its imaginary part {@code imaginary} elements
   * after that. Up to {@link #lanes} transforms past the last may be overwritten.
   *
   * @param twiddles three complex factors for each of the {@code span} butterflies of a block
   */
  void butterflies(
      int points, int span, float[] twiddles, int n, float[] data, int imaginary, int pitch);

  /** The inverse of {@link #butterflies}, up to a factor of 4. */
  void inverseButterflies(
      int points, int span, float[] twiddles, int n, float[] data, int imaginary, int pitch);

  /** The radix-2 pass, over pairs of neighbouring points; its own inverse, up to a factor of 2. */
  void pairButterflies(int points, int n, float[] data, int imaginary, int pitch);

  /**
   * Correlates across the transforms that lie side by side, separately for each point, in complex
   * numbers and in place: {@code z[p][i] = Σ_t kernel[p][t] · z[p][i + t·step]}. Up to {@link
   * #lanes} further sums past the last may be computed.
   *
   * @param taps the number of terms of a sum
   * @param kernel for each point and tap the real part, the imaginary part and the negated
   *     imaginary part
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
