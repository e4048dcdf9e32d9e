package convnet.kernel;

import static jdk.incubator.vector.VectorOperators.MAX;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The loops of filters on the Vector API. Rows are correlated four vectors at a time, the last four
 * overlapping those before them; narrower rows are left to the scalar loops.
 */
public final class VectorFilterKernels implements FilterKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> BITS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** For narrow rows and for elements that do not fill a vector. */
  private static final FilterKernels REST = new ScalarFilterKernels();

  private static final StripeKernels STRIPES = new VectorStripeKernels();

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void correlate(int n, Taps taps, float[] src, int srcOffset, float[] dst, int dstOffset) {
    if (n < 4 * LANES) {
      REST.correlate(n, taps, src, srcOffset, dst, dstOffset);
      return;
    }
    for (int x = 0; x < n; x += 4 * LANES) {
      int at = Math.min(x, n - 4 * LANES);
      fourVectors(taps.offsets(), taps.weights(), src, srcOffset + at, dst, dstOffset + at);
    }
  }

  private static void fourVectors(
      int[] offsets, float[] weights, float[] src, int srcOffset, float[] dst, int dstOffset) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    for (int t = 0; t < offsets.length; t++) {
      int at = srcOffset + offsets[t];
      FloatVector w = broadcast(weights, t);
      s0 = load(src, at).fma(w, s0);
      s1 = load(src, at + LANES).fma(w, s1);
      s2 = load(src, at + 2 * LANES).fma(w, s2);
      s3 = load(src, at + 3 * LANES).fma(w, s3);
    }
    s0.intoArray(dst, dstOffset);
    s1.intoArray(dst, dstOffset + LANES);
    s2.intoArray(dst, dstOffset + 2 * LANES);
    s3.intoArray(dst, dstOffset + 3 * LANES);
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
    if (n < 4 * LANES) {
      REST.correlateTwo(n, taps, src, srcOffset, dst, dstOffset, dstStride);
      return;
    }
    for (int x = 0; x < n; x += 4 * LANES) {
      int at = Math.min(x, n - 4 * LANES);
      fourPairs(taps, src, srcOffset + at, dst, dstOffset + at, dstOffset + dstStride + at);
    }
  }

  /** Four vectors of two rows: 8 registers for sums, 1 for what is read and 2 for weights. */
  private static void fourPairs(
      PairedTaps taps, float[] src, int srcOffset, float[] dst, int upperOffset, int lowerOffset) {
    int[] offsets = taps.offsets();
    float[] weights = taps.weights();
    int alone = taps.alone();
    FloatVector u0 = FloatVector.zero(SPECIES);
    FloatVector u1 = FloatVector.zero(SPECIES);
    FloatVector u2 = FloatVector.zero(SPECIES);
    FloatVector u3 = FloatVector.zero(SPECIES);
    for (int t = 0; t < alone; t++) {
      int at = srcOffset + offsets[t];
      FloatVector w = broadcast(weights, t);
      u0 = load(src, at).fma(w, u0);
      u1 = load(src, at + LANES).fma(w, u1);
      u2 = load(src, at + 2 * LANES).fma(w, u2);
      u3 = load(src, at + 3 * LANES).fma(w, u3);
    }
    FloatVector l0 = FloatVector.zero(SPECIES);
    FloatVector l1 = FloatVector.zero(SPECIES);
    FloatVector l2 = FloatVector.zero(SPECIES);
    FloatVector l3 = FloatVector.zero(SPECIES);
    for (int t = alone; t < weights.length; t++) {
      int at = srcOffset + offsets[t];
      FloatVector w = broadcast(weights, t);
      FloatVector v = broadcast(weights, t - alone);
      FloatVector s = load(src, at);
      u0 = s.fma(w, u0);
      l0 = s.fma(v, l0);
      s = load(src, at + LANES);
      u1 = s.fma(w, u1);
      l1 = s.fma(v, l1);
      s = load(src, at + 2 * LANES);
      u2 = s.fma(w, u2);
      l2 = s.fma(v, l2);
      s = load(src, at + 3 * LANES);
      u3 = s.fma(w, u3);
      l3 = s.fma(v, l3);
    }
    u0.intoArray(dst, upperOffset);
    u1.intoArray(dst, upperOffset + LANES);
    u2.intoArray(dst, upperOffset + 2 * LANES);
    u3.intoArray(dst, upperOffset + 3 * LANES);
    for (int t = weights.length; t < offsets.length; t++) {
      int at = srcOffset + offsets[t];
      FloatVector v = broadcast(weights, t - alone);
      l0 = load(src, at).fma(v, l0);
      l1 = load(src, at + LANES).fma(v, l1);
      l2 = load(src, at + 2 * LANES).fma(v, l2);
      l3 = load(src, at + 3 * LANES).fma(v, l3);
    }
    l0.intoArray(dst, lowerOffset);
    l1.intoArray(dst, lowerOffset + LANES);
    l2.intoArray(dst, lowerOffset + 2 * LANES);
    l3.intoArray(dst, lowerOffset + 3 * LANES);
  }

  /** Only processors with vectors of 512 bits are sure to have 32 registers for them. */
  @Override
  public @Nullable StripeKernels stripes() {
    return LANES == 16 ? STRIPES : null;
  }

  @Override
  public float peak(int n, float[] x, int offset) {
    int whole = SPECIES.loopBound(n);
    IntVector peak = IntVector.zero(BITS);
    for (int i = 0; i < whole; i += LANES) {
      // Without the sign bit, floats are ordered like their bits as integers, NaN above all others.
      peak = load(x, offset + i).reinterpretAsInts().and(Integer.MAX_VALUE).max(peak);
    }
    int rest = Float.floatToRawIntBits(REST.peak(n - whole, x, offset + whole));
    return Float.intBitsToFloat(Math.max(peak.reduceLanes(MAX), rest));
  }

  @Override
  public float raisePeaks(int n, float[] x, int offset, float[] peaks) {
    int whole = SPECIES.loopBound(n);
    IntVector highest = IntVector.zero(BITS);
    for (int i = 0; i < whole; i += LANES) {
      IntVector peak = load(x, offset + i).reinterpretAsInts().and(Integer.MAX_VALUE);
      highest = peak.max(highest);
      peak.max(load(peaks, i).reinterpretAsInts()).reinterpretAsFloats().intoArray(peaks, i);
    }
    for (int i = whole; i < n; i++) {
      peaks[i] = Math.max(peaks[i], Math.abs(x[offset + i]));
    }
    int rest = Float.floatToRawIntBits(REST.peak(n - whole, x, offset + whole));
    return Float.intBitsToFloat(Math.max(highest.reduceLanes(MAX), rest));
  }

  @Override
  public void butterflies(
      int points, int span, float[] twiddles, int n, float[] data, int imaginary, int pitch) {
    for (int block = 0; block < points; block += 4 * span) {
      for (int j = 0; j < span; j++) {
        butterfly(twiddles, 6 * j, n, data, (block + j) * pitch, span * pitch, imaginary);
      }
    }
  }

  private static void butterfly(
      float[] twiddles, int w, int n, float[] data, int offset, int step, int imaginary) {
    FloatVector w1r = broadcast(twiddles, w);
    FloatVector w1i = broadcast(twiddles, w + 1);
    FloatVector w2r = broadcast(twiddles, w + 2);
    FloatVector w2i = broadcast(twiddles, w + 3);
    FloatVector w3r = broadcast(twiddles, w + 4);
    FloatVector w3i = broadcast(twiddles, w + 5);
    for (int i = 0; i < n; i += LANES) {
      int r0 = offset + i;
      int i0 = r0 + imaginary;
      FloatVector a0r = load(data, r0);
      FloatVector a2r = load(data, r0 + 2 * step);
      FloatVector sr = a0r.add(a2r);
      FloatVector dr = a0r.sub(a2r);
      FloatVector a1r = load(data, r0 + step);
      FloatVector a3r = load(data, r0 + 3 * step);
      FloatVector osr = a1r.add(a3r);
      FloatVector odr = a1r.sub(a3r);
      FloatVector a0i = load(data, i0);
      FloatVector a2i = load(data, i0 + 2 * step);
      FloatVector si = a0i.add(a2i);
      FloatVector di = a0i.sub(a2i);
      FloatVector a1i = load(data, i0 + step);
      FloatVector a3i = load(data, i0 + 3 * step);
      FloatVector osi = a1i.add(a3i);
      FloatVector odi = a1i.sub(a3i);
      sr.add(osr).intoArray(data, r0);
      si.add(osi).intoArray(data, i0);
      FloatVector xr = dr.add(odi);
      FloatVector xi = di.sub(odr);
      w1r.fma(xr, w1i.mul(xi).neg()).intoArray(data, r0 + step);
      w1r.fma(xi, w1i.mul(xr)).intoArray(data, i0 + step);
      xr = sr.sub(osr);
      xi = si.sub(osi);
      w2r.fma(xr, w2i.mul(xi).neg()).intoArray(data, r0 + 2 * step);
      w2r.fma(xi, w2i.mul(xr)).intoArray(data, i0 + 2 * step);
      xr = dr.sub(odi);
      xi = di.add(odr);
      w3r.fma(xr, w3i.mul(xi).neg()).intoArray(data, r0 + 3 * step);
      w3r.fma(xi, w3i.mul(xr)).intoArray(data, i0 + 3 * step);
    }
  }

  @Override
  public void inverseButterflies(
      int points, int span, float[] twiddles, int n, float[] data, int imaginary, int pitch) {
    for (int block = 0; block < points; block += 4 * span) {
      for (int j = 0; j < span; j++) {
        inverseButterfly(twiddles, 6 * j, n, data, (block + j) * pitch, span * pitch, imaginary);
      }
    }
  }

  private static void inverseButterfly(
      float[] twiddles, int w, int n, float[] data, int offset, int step, int imaginary) {
    FloatVector w1r = broadcast(twiddles, w);
    FloatVector w1i = FloatVector.broadcast(SPECIES, -twiddles[w + 1]);
    FloatVector w2r = broadcast(twiddles, w + 2);
    FloatVector w2i = FloatVector.broadcast(SPECIES, -twiddles[w + 3]);
    FloatVector w3r = broadcast(twiddles, w + 4);
    FloatVector w3i = FloatVector.broadcast(SPECIES, -twiddles[w + 5]);
    for (int i = 0; i < n; i += LANES) {
      int r0 = offset + i;
      int i0 = r0 + imaginary;
      FloatVector xr = load(data, r0 + step);
      FloatVector xi = load(data, i0 + step);
      FloatVector a1r = w1r.fma(xr, w1i.mul(xi).neg());
      FloatVector a1i = w1r.fma(xi, w1i.mul(xr));
      xr = load(data, r0 + 3 * step);
      xi = load(data, i0 + 3 * step);
      FloatVector a3r = w3r.fma(xr, w3i.mul(xi).neg());
      FloatVector a3i = w3r.fma(xi, w3i.mul(xr));
      FloatVector osr = a1r.add(a3r);
      FloatVector osi = a1i.add(a3i);
      FloatVector odr = a1r.sub(a3r);
      FloatVector odi = a1i.sub(a3i);
      xr = load(data, r0 + 2 * step);
      xi = load(data, i0 + 2 * step);
      FloatVector a2r = w2r.fma(xr, w2i.mul(xi).neg());
      FloatVector a2i = w2r.fma(xi, w2i.mul(xr));
      FloatVector a0r = load(data, r0);
      FloatVector a0i = load(data, i0);
      FloatVector sr = a0r.add(a2r);
      FloatVector si = a0i.add(a2i);
      FloatVector dr = a0r.sub(a2r);
      FloatVector di = a0i.sub(a2i);
      sr.add(osr).intoArray(data, r0);
      si.add(osi).intoArray(data, i0);
      dr.sub(odi).intoArray(data, r0 + step);
      di.add(odr).intoArray(data, i0 + step);
      sr.sub(osr).intoArray(data, r0 + 2 * step);
      si.sub(osi).intoArray(data, i0 + 2 * step);
      dr.add(odi).intoArray(data, r0 + 3 * step);
      di.sub(odr).intoArray(data, i0 + 3 * step);
    }
  }

  @Override
  public void pairButterflies(int points, int n, float[] data, int imaginary, int pitch) {
    for (int part = 0; part <= imaginary; part += imaginary) {
      for (int p = 0; p < points; p += 2) {
        for (int i = 0; i < n; i += LANES) {
          int at = part + p * pitch + i;
          FloatVector first = load(data, at);
          FloatVector second = load(data, at + pitch);
          first.add(second).intoArray(data, at);
          first.sub(second).intoArray(data, at + pitch);
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
      int k = 3 * p * taps;
      int i = 0;
      for (; i + 3 * LANES < n; i += 4 * LANES) {
        fourSpectra(taps, step, kernel, k, data, p * pitch + i, imaginary + p * pitch + i);
      }
      for (; i < n; i += LANES) {
        oneSpectrum(taps, step, kernel, k, data, p * pitch + i, imaginary + p * pitch + i);
      }
    }
  }

  private static void fourSpectra(
      int taps, int step, float[] kernel, int k, float[] data, int realOffset, int imagOffset) {
    FloatVector r0 = FloatVector.zero(SPECIES);
    FloatVector r1 = FloatVector.zero(SPECIES);
    FloatVector r2 = FloatVector.zero(SPECIES);
    FloatVector r3 = FloatVector.zero(SPECIES);
    FloatVector i0 = FloatVector.zero(SPECIES);
    FloatVector i1 = FloatVector.zero(SPECIES);
    FloatVector i2 = FloatVector.zero(SPECIES);
    FloatVector i3 = FloatVector.zero(SPECIES);
    for (int t = 0; t < taps; t++) {
      FloatVector kr = broadcast(kernel, k + 3 * t);
      FloatVector ki = broadcast(kernel, k + 3 * t + 1);
      FloatVector minus = broadcast(kernel, k + 3 * t + 2);
      int real = realOffset + t * step;
      int imag = imagOffset + t * step;
      FloatVector xr = load(data, real);
      FloatVector xi = load(data, imag);
      r0 = minus.fma(xi, kr.fma(xr, r0));
      i0 = ki.fma(xr, kr.fma(xi, i0));
      xr = load(data, real + LANES);
      xi = load(data, imag + LANES);
      r1 = minus.fma(xi, kr.fma(xr, r1));
      i1 = ki.fma(xr, kr.fma(xi, i1));
      xr = load(data, real + 2 * LANES);
      xi = load(data, imag + 2 * LANES);
      r2 = minus.fma(xi, kr.fma(xr, r2));
      i2 = ki.fma(xr, kr.fma(xi, i2));
      xr = load(data, real + 3 * LANES);
      xi = load(data, imag + 3 * LANES);
      r3 = minus.fma(xi, kr.fma(xr, r3));
      i3 = ki.fma(xr, kr.fma(xi, i3));
    }
    r0.intoArray(data, realOffset);
    r1.intoArray(data, realOffset + LANES);
    r2.intoArray(data, realOffset + 2 * LANES);
    r3.intoArray(data, realOffset + 3 * LANES);
    i0.intoArray(data, imagOffset);
    i1.intoArray(data, imagOffset + LANES);
    i2.intoArray(data, imagOffset + 2 * LANES);
    i3.intoArray(data, imagOffset + 3 * LANES);
  }

  private static void oneSpectrum(
      int taps, int step, float[] kernel, int k, float[] data, int realOffset, int imagOffset) {
    FloatVector r = FloatVector.zero(SPECIES);
    FloatVector i = FloatVector.zero(SPECIES);
    for (int t = 0; t < taps; t++) {
      FloatVector kr = broadcast(kernel, k + 3 * t);
      FloatVector ki = broadcast(kernel, k + 3 * t + 1);
      FloatVector minus = broadcast(kernel, k + 3 * t + 2);
      FloatVector xr = load(data, realOffset + t * step);
      FloatVector xi = load(data, imagOffset + t * step);
      r = minus.fma(xi, kr.fma(xr, r));
      i = ki.fma(xr, kr.fma(xi, i));
    }
    r.intoArray(data, realOffset);
    i.intoArray(data, imagOffset);
  }

  private static FloatVector broadcast(float[] array, int index) {
    return FloatVector.broadcast(SPECIES, array[index]);
  }

  private static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(SPECIES, array, offset);
  }
}
