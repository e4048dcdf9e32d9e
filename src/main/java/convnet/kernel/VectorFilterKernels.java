package convnet.kernel;

import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of filters on the Vector API. A row is done four vectors at a time; what is left over
 * one at a time, and the last vector overlaps the one before it.
 */
public final class VectorFilterKernels implements FilterKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** What is narrower than a vector. */
  private static final FilterKernels REST = new ScalarFilterKernels();

  @Override
  public void correlate(int n, Taps taps, float[] src, int srcOffset, float[] dst, int dstOffset) {
    if (n < LANES) {
      REST.correlate(n, taps, src, srcOffset, dst, dstOffset);
      return;
    }
    int x = 0;
    for (; x + 4 * LANES <= n; x += 4 * LANES) {
      fourVectors(taps.offsets(), taps.weights(), src, srcOffset + x, dst, dstOffset + x);
    }
    for (; x < n; x += LANES) {
      int at = Math.min(x, n - LANES);
      oneVector(taps.offsets(), taps.weights(), src, srcOffset + at, dst, dstOffset + at);
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
      FloatVector w = FloatVector.broadcast(SPECIES, weights[t]);
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

  private static void oneVector(
      int[] offsets, float[] weights, float[] src, int srcOffset, float[] dst, int dstOffset) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int t = 0; t < offsets.length; t++) {
      sum = load(src, srcOffset + offsets[t]).lanewise(FMA, weights[t], sum);
    }
    sum.intoArray(dst, dstOffset);
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
    if (n < LANES) {
      REST.correlatePair(n, taps, src, srcOffset, dst, dstOffset, dstStride);
      return;
    }
    int x = 0;
    for (; x + 4 * LANES <= n; x += 4 * LANES) {
      fourPairs(taps, src, srcOffset + x, dst, dstOffset + x, dstOffset + dstStride + x);
    }
    for (; x < n; x += LANES) {
      int at = Math.min(x, n - LANES);
      onePair(taps, src, srcOffset + at, dst, dstOffset + at, dstOffset + dstStride + at);
    }
  }

  private static void fourPairs(
      PairedTaps taps, float[] src, int srcOffset, float[] dst, int upperOffset, int lowerOffset) {
    int[] offsets = taps.offsets();
    float[] upper = taps.upper();
    float[] lower = taps.lower();
    FloatVector u0 = FloatVector.zero(SPECIES);
    FloatVector u1 = FloatVector.zero(SPECIES);
    FloatVector u2 = FloatVector.zero(SPECIES);
    FloatVector u3 = FloatVector.zero(SPECIES);
    for (int t = 0; t < taps.lowerStart(); t++) {
      int at = srcOffset + offsets[t];
      FloatVector w = FloatVector.broadcast(SPECIES, upper[t]);
      u0 = load(src, at).fma(w, u0);
      u1 = load(src, at + LANES).fma(w, u1);
      u2 = load(src, at + 2 * LANES).fma(w, u2);
      u3 = load(src, at + 3 * LANES).fma(w, u3);
    }
    FloatVector l0 = FloatVector.zero(SPECIES);
    FloatVector l1 = FloatVector.zero(SPECIES);
    FloatVector l2 = FloatVector.zero(SPECIES);
    FloatVector l3 = FloatVector.zero(SPECIES);
    for (int t = taps.lowerStart(); t < taps.upperEnd(); t++) {
      int at = srcOffset + offsets[t];
      FloatVector w = FloatVector.broadcast(SPECIES, upper[t]);
      FloatVector v = FloatVector.broadcast(SPECIES, lower[t]);
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
    for (int t = taps.upperEnd(); t < offsets.length; t++) {
      int at = srcOffset + offsets[t];
      FloatVector v = FloatVector.broadcast(SPECIES, lower[t]);
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

  private static void onePair(
      PairedTaps taps, float[] src, int srcOffset, float[] dst, int upperOffset, int lowerOffset) {
    FloatVector u = FloatVector.zero(SPECIES);
    for (int t = 0; t < taps.upperEnd(); t++) {
      u = load(src, srcOffset + taps.offsets()[t]).lanewise(FMA, taps.upper()[t], u);
    }
    u.intoArray(dst, upperOffset);
    FloatVector l = FloatVector.zero(SPECIES);
    for (int t = taps.lowerStart(); t < taps.count(); t++) {
      l = load(src, srcOffset + taps.offsets()[t]).lanewise(FMA, taps.lower()[t], l);
    }
    l.intoArray(dst, lowerOffset);
  }

  private static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(SPECIES, array, offset);
  }
}
