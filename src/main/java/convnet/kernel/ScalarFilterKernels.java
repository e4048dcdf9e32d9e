package convnet.kernel;

/**
 * The loops of filters without the Vector API: written so that the JIT compiler vectorises them,
 * and unrolled to four pixels, because the code of its first tier counts every loop iteration.
 */
public final class ScalarFilterKernels implements FilterKernels {
  /** Pixels of a row computed at a time, so that their sums stay in L1. */
  private static final int CHUNK = 256;

  private static final float[] ZEROS = new float[CHUNK];

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public void correlate(int n, Taps taps, float[] src, int srcOffset, float[] dst, int dstOffset) {
    correlate(n, taps.offsets(), 0, taps.weights(), src, srcOffset, dst, dstOffset);
  }

  @Override
  public void correlateTwo(
      int n,
      PairedTaps taps,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset,
      int dstStride) {
    for (int row = 0; row < 2; row++) {
      int to = dstOffset + row * dstStride;
      correlate(n, taps.offsets(), row * taps.alone(), taps.weights(), src, srcOffset, dst, to);
    }
  }

  private static void correlate(
      int n,
      int[] offsets,
      int first,
      float[] weights,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset) {
    for (int x = 0; x < n; x += CHUNK) {
      int m = Math.min(CHUNK, n - x);
      System.arraycopy(ZEROS, 0, dst, dstOffset + x, m);
      int t = 0;
      for (; t + 4 <= weights.length; t += 4) {
        addFour(m, offsets, first + t, weights, t, src, srcOffset + x, dst, dstOffset + x);
      }
      for (; t < weights.length; t++) {
        addOne(m, weights[t], src, srcOffset + x + offsets[first + t], dst, dstOffset + x);
      }
    }
  }

  private static void addFour(
      int n,
      int[] offsets,
      int first,
      float[] weights,
      int t,
      float[] src,
      int srcOffset,
      float[] dst,
      int dstOffset) {
    int s0 = srcOffset + offsets[first];
    int s1 = srcOffset + offsets[first + 1];
    int s2 = srcOffset + offsets[first + 2];
    int s3 = srcOffset + offsets[first + 3];
    float w0 = weights[t];
    float w1 = weights[t + 1];
    float w2 = weights[t + 2];
    float w3 = weights[t + 3];
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      int d = dstOffset + i;
      float sum0 = Math.fma(w0, src[s0 + i], dst[d]);
      float sum1 = Math.fma(w0, src[s0 + i + 1], dst[d + 1]);
      float sum2 = Math.fma(w0, src[s0 + i + 2], dst[d + 2]);
      float sum3 = Math.fma(w0, src[s0 + i + 3], dst[d + 3]);
      sum0 = Math.fma(w1, src[s1 + i], sum0);
      sum1 = Math.fma(w1, src[s1 + i + 1], sum1);
      sum2 = Math.fma(w1, src[s1 + i + 2], sum2);
      sum3 = Math.fma(w1, src[s1 + i + 3], sum3);
      sum0 = Math.fma(w2, src[s2 + i], sum0);
      sum1 = Math.fma(w2, src[s2 + i + 1], sum1);
      sum2 = Math.fma(w2, src[s2 + i + 2], sum2);
      sum3 = Math.fma(w2, src[s2 + i + 3], sum3);
      dst[d] = Math.fma(w3, src[s3 + i], sum0);
      dst[d + 1] = Math.fma(w3, src[s3 + i + 1], sum1);
      dst[d + 2] = Math.fma(w3, src[s3 + i + 2], sum2);
      dst[d + 3] = Math.fma(w3, src[s3 + i + 3], sum3);
    }
    for (; i < n; i++) {
      float sum = Math.fma(w0, src[s0 + i], dst[dstOffset + i]);
      sum = Math.fma(w1, src[s1 + i], sum);
      sum = Math.fma(w2, src[s2 + i], sum);
      dst[dstOffset + i] = Math.fma(w3, src[s3 + i], sum);
    }
  }

  private static void addOne(
      int n, float weight, float[] src, int srcOffset, float[] dst, int dstOffset) {
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      int s = srcOffset + i;
      int d = dstOffset + i;
      dst[d] = Math.fma(weight, src[s], dst[d]);
      dst[d + 1] = Math.fma(weight, src[s + 1], dst[d + 1]);
      dst[d + 2] = Math.fma(weight, src[s + 2], dst[d + 2]);
      dst[d + 3] = Math.fma(weight, src[s + 3], dst[d + 3]);
    }
    for (; i < n; i++) {
      dst[dstOffset + i] = Math.fma(weight, src[srcOffset + i], dst[dstOffset + i]);
    }
  }

  @Override
  public float peak(int n, float[] x, int offset) {
    int peak = 0;
    for (int i = 0; i < n; i++) {
      // Without the sign bit, floats are ordered like their bits as integers, NaN above all others.
      peak = Math.max(peak, Float.floatToRawIntBits(x[offset + i]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(peak);
  }

  @Override
  public float raisePeaks(int n, float[] x, int offset, float[] peaks) {
    for (int i = 0; i < n; i++) {
      peaks[i] = Math.max(peaks[i], Math.abs(x[offset + i]));
    }
    return peak(n, x, offset);
  }

  @Override
  public void butterflies(
      int points, int span, float[] twiddles, int n, float[] data, int imaginary, int pitch) {
    int step = span * pitch;
    for (int p = 0; p < points; p++) {
      if (p / span % 4 != 0) {
        continue;
      }
      int w = 6 * (p % span);
      for (int i = 0; i < n; i++) {
        int r0 = p * pitch + i;
        int r1 = r0 + step;
        int r2 = r1 + step;
        int r3 = r2 + step;
        float sumR = data[r0] + data[r2];
        float sumI = data[r0 + imaginary] + data[r2 + imaginary];
        float differenceR = data[r0] - data[r2];
        float differenceI = data[r0 + imaginary] - data[r2 + imaginary];
        float oddSumR = data[r1] + data[r3];
        float oddSumI = data[r1 + imaginary] + data[r3 + imaginary];
        float oddDifferenceR = data[r1] - data[r3];
        float oddDifferenceI = data[r1 + imaginary] - data[r3 + imaginary];
        data[r0] = sumR + oddSumR;
        data[r0 + imaginary] = sumI + oddSumI;
        put(
            differenceR + oddDifferenceI,
            differenceI - oddDifferenceR,
            twiddles[w],
            twiddles[w + 1],
            data,
            r1,
            imaginary);
        put(sumR - oddSumR, sumI - oddSumI, twiddles[w + 2], twiddles[w + 3], data, r2, imaginary);
        put(
            differenceR - oddDifferenceI,
            differenceI + oddDifferenceR,
            twiddles[w + 4],
            twiddles[w + 5],
            data,
            r3,
            imaginary);
      }
    }
  }

  /** Stores (xr + i·xi)·(wr + i·wi). */
  private static void put(
      float xr, float xi, float wr, float wi, float[] data, int at, int imaginary) {
    data[at] = Math.fma(wr, xr, -(wi * xi));
    data[at + imaginary] = Math.fma(wr, xi, wi * xr);
  }

  @Override
  public void inverseButterflies(
      int points, int span, float[] twiddles, int n, float[] data, int imaginary, int pitch) {
    int step = span * pitch;
    for (int p = 0; p < points; p++) {
      if (p / span % 4 != 0) {
        continue;
      }
      int w = 6 * (p % span);
      for (int i = 0; i < n; i++) {
        int r0 = p * pitch + i;
        int r1 = r0 + step;
        int r2 = r1 + step;
        int r3 = r2 + step;
        put(data[r1], data[r1 + imaginary], twiddles[w], -twiddles[w + 1], data, r1, imaginary);
        put(data[r2], data[r2 + imaginary], twiddles[w + 2], -twiddles[w + 3], data, r2, imaginary);
        put(data[r3], data[r3 + imaginary], twiddles[w + 4], -twiddles[w + 5], data, r3, imaginary);
        float sumR = data[r0] + data[r2];
        float sumI = data[r0 + imaginary] + data[r2 + imaginary];
        float differenceR = data[r0] - data[r2];
        float differenceI = data[r0 + imaginary] - data[r2 + imaginary];
        float oddSumR = data[r1] + data[r3];
        float oddSumI = data[r1 + imaginary] + data[r3 + imaginary];
        float oddDifferenceR = data[r1] - data[r3];
        float oddDifferenceI = data[r1 + imaginary] - data[r3 + imaginary];
        data[r0] = sumR + oddSumR;
        data[r0 + imaginary] = sumI + oddSumI;
        data[r1] = differenceR - oddDifferenceI;
        data[r1 + imaginary] = differenceI + oddDifferenceR;
        data[r2] = sumR - oddSumR;
        data[r2 + imaginary] = sumI - oddSumI;
        data[r3] = differenceR + oddDifferenceI;
        data[r3 + imaginary] = differenceI - oddDifferenceR;
      }
    }
  }

  @Override
  public void pairButterflies(int points, int n, float[] data, int imaginary, int pitch) {
    for (int part = 0; part <= imaginary; part += imaginary) {
      for (int p = 0; p < points; p += 2) {
        for (int i = 0; i < n; i++) {
          int at = part + p * pitch + i;
          float first = data[at];
          float second = data[at + pitch];
          data[at] = first + second;
          data[at + pitch] = first - second;
        }
      }
    }
  }

  @Override
  public void correlateSpectra(
      int points,
      int n,
      int taps,
      int step,
      float[] kernel,
      float[] data,
      int imaginary,
      int pitch) {
    for (int p = 0; p < points; p++) {
      for (int i = 0; i < n; i++) {
        float real = 0;
        float imag = 0;
        for (int t = 0; t < taps; t++) {
          float xr = data[p * pitch + i + t * step];
          float xi = data[imaginary + p * pitch + i + t * step];
          int k = 3 * (p * taps + t);
          real = Math.fma(kernel[k], xr, real);
          imag = Math.fma(kernel[k], xi, imag);
          real = Math.fma(kernel[k + 2], xi, real);
          imag = Math.fma(kernel[k + 1], xr, imag);
        }
        data[p * pitch + i] = real;
        data[imaginary + p * pitch + i] = imag;
      }
    }
  }
}
