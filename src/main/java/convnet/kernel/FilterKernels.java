package convnet.kernel;

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

  /** The rows of taps of a filter for {@link #correlateStripe}. */
  int STRIPE_TAPS = 7;

  /**
   * The pixels of the rows of a stripe for {@link #correlateStripe}; 0 if there is no such method,
   * because {@link #correlateTwo} is as fast.
   */
  default int stripe() {
    return 0;
  }

  /**
   * Correlates a stripe of an image with a filter of {@link #STRIPE_TAPS} rows, downwards: each row
   * of input completes a row of output, the one that began six rows above, and begins another. The
   * six that are not yet complete are carried to the next call for the same stripe.
   *
   * @param rows the rows of input
   * @param columns where the columns of taps read, relative to the pixel of output, in order
   * @param weights that of row {@code i} and column {@code j} is at {@code 7·j + i}
   * @param src row {@code y} at {@code srcOffset + y·srcPitch}, read as far as the filter reaches
   *     to the right of the stripe; must not be {@code dst}
   * @param dst row {@code y} of {@code rows} is written to {@code dstOffset + y·dstPitch}
   * @param carry six rows without a gap, from {@code carryOffset} on; zeros for the first call,
   *     whose first six rows of output are to be ignored
   */
  default void correlateStripe(
      int rows,
      int[] columns,
      float[] weights,
      float[] src,
      int srcOffset,
      int srcPitch,
      float[] dst,
      int dstOffset,
      int dstPitch,
      float[] carry,
      int carryOffset) {
    throw new UnsupportedOperationException();
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
