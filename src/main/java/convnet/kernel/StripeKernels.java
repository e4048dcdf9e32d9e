package convnet.kernel;

/**
 * The inner loop of filters with {@link #TAPS} rows of taps, downwards over a stripe of an image.
 */
public interface StripeKernels {
  /** The rows of taps. */
  int TAPS = 7;

  /** Rows of output that have begun and are not yet complete. */
  int BEGUN = TAPS - 1;

  /** The pixels of a stripe's rows. */
  int width();

  /**
   * Correlates a stripe: each row of input completes a row of output, the one that began {@link
   * #BEGUN} rows above, and begins another. What is not yet complete is carried to the next call
   * for the same stripe. Every sum goes through its taps as in {@link FilterKernels}.
   *
   * @param rows the rows of input
   * @param columns where the columns of taps read, relative to the pixel of output, in order
   * @param weights that of row {@code i} and column {@code j} is at {@code TAPS·j + i}
   * @param src row {@code y} at {@code srcOffset + y·srcPitch}, read as far as the filter reaches
   *     to the right of the stripe; must not be {@code dst}
   * @param dst row {@code y} of {@code rows} is written to {@code dstOffset + y·dstPitch}
   * @param carry {@link #BEGUN} rows without a gap, from {@code carryOffset} on; zeros for the
   *     first call, of whose output so many rows are to be ignored
   */
  void correlate(
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
      int carryOffset);
}
