package convnet.kernel;

import java.util.Arrays;

/** The loops of filters without vectors: written so that the compiler finds them by itself. */
public final class ScalarFilterKernels implements FilterKernels {
  /** Pixels of a row done at a time, so that their sums stay in the first cache. */
  private static final int CHUNK = 1024;

  @Override
  public void correlate(int n, Taps taps, float[] src, int srcOffset, float[] dst, int dstOffset) {
    correlate(n, taps.offsets(), taps.weights(), 0, taps.count(), src, srcOffset, dst, dstOffset);
  }

  @Override
  public void correlatePair(
      int n,
      PairedTaps taps,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset,
      int dstStride) {
    correlate(n, taps.offsets(), taps.upper(), 0, taps.upperEnd(), src, srcOffset, dst, dstOffset);
    correlate(
        n,
        taps.offsets(),
        taps.lower(),
        taps.lowerStart(),
        taps.count(),
        src,
        srcOffset,
        dst,
        dstOffset + dstStride);
  }

  private static void correlate(
      int n,
      int[] offsets,
      float[] weights,
      int from,
      int to,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset) {
    for (int x = 0; x < n; x += CHUNK) {
      int m = Math.min(CHUNK, n - x);
      Arrays.fill(dst, dstOffset + x, dstOffset + x + m, 0);
      int t = from;
      for (; t + 4 <= to; t += 4) {
        addFour(m, offsets, weights, t, src, srcOffset + x, dst, dstOffset + x);
      }
      for (; t < to; t++) {
        addOne(m, weights[t], src, srcOffset + x + offsets[t], dst, dstOffset + x);
      }
    }
  }

  private static void addFour(
      int n,
      int[] offsets,
      float[] weights,
      int t,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset) {
    int s0 = srcOffset + offsets[t];
    int s1 = srcOffset + offsets[t + 1];
    int s2 = srcOffset + offsets[t + 2];
    int s3 = srcOffset + offsets[t + 3];
    float w0 = weights[t];
    float w1 = weights[t + 1];
    float w2 = weights[t + 2];
    float w3 = weights[t + 3];
    for (int i = 0; i < n; i++) {
      float sum = Math.fma(w0, src[s0 + i], dst[dstOffset + i]);
      sum = Math.fma(w1, src[s1 + i], sum);
      sum = Math.fma(w2, src[s2 + i], sum);
      dst[dstOffset + i] = Math.fma(w3, src[s3 + i], sum);
    }
  }

  private static void addOne(
      int n, float weight, float[] src, int srcOffset, float[] dst, int dstOffset) {
    for (int i = 0; i < n; i++) {
      dst[dstOffset + i] = Math.fma(weight, src[srcOffset + i], dst[dstOffset + i]);
    }
  }
}
