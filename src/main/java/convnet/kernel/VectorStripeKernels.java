package convnet.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loop of stripes on the Vector API, three vectors wide. Each vector that is read goes into
 * seven rows of output, whose sums stay in registers: 21 for sums, 3 for what is read and 1 for
 * weights.
 */
final class VectorStripeKernels implements StripeKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final int WIDTH = 3 * LANES;

  @Override
  public int width() {
    return WIDTH;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The three vectors of a row are a, b and c. The sums {@code a6} are those of the oldest row
   * of output, which the next row of input completes; {@code a0} are those of the row that it
   * begins.
   */
  @Override
  public void correlate(
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
    int reach = columns[columns.length - 1];
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero;
    FloatVector b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero, b6 = zero;
    FloatVector c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero;
    for (int i = 0; i < BEGUN; i++) {
      int from = carryOffset + 3 * i * LANES;
      a6 = a5;
      a5 = a4;
      a4 = a3;
      a3 = a2;
      a2 = a1;
      a1 = load(carry, from);
      b6 = b5;
      b5 = b4;
      b4 = b3;
      b3 = b2;
      b2 = b1;
      b1 = load(carry, from + LANES);
      c6 = c5;
      c5 = c4;
      c4 = c3;
      c3 = c2;
      c2 = c1;
      c1 = load(carry, from + 2 * LANES);
    }
    int read = srcOffset;
    int written = dstOffset;
    for (int y = 0; y < rows; y++) {
      // A vector across two lines of the cache that have yet to be fetched takes several times as
      // long as they do one by one. So a number of each line is read before, and the sum written to
      // where it does no harm, lest the compiler leaves it out.
      carry[carryOffset] =
          (src[read] + src[read + LANES])
              + (src[read + 2 * LANES] + src[read + WIDTH - 1])
              + src[read + WIDTH - 1 + reach]
              + (dst[written] + dst[written + LANES] + dst[written + 2 * LANES]);
      FloatVector a0 = zero;
      FloatVector b0 = zero;
      FloatVector c0 = zero;
      for (int j = 0; j < columns.length; j++) {
        int from = read + columns[j];
        FloatVector a = load(src, from);
        FloatVector b = load(src, from + LANES);
        FloatVector c = load(src, from + 2 * LANES);
        FloatVector w = broadcast(weights, TAPS * j);
        a0 = a.fma(w, a0);
        b0 = b.fma(w, b0);
        c0 = c.fma(w, c0);
        w = broadcast(weights, TAPS * j + 1);
        a1 = a.fma(w, a1);
        b1 = b.fma(w, b1);
        c1 = c.fma(w, c1);
        w = broadcast(weights, TAPS * j + 2);
        a2 = a.fma(w, a2);
        b2 = b.fma(w, b2);
        c2 = c.fma(w, c2);
        w = broadcast(weights, TAPS * j + 3);
        a3 = a.fma(w, a3);
        b3 = b.fma(w, b3);
        c3 = c.fma(w, c3);
        w = broadcast(weights, TAPS * j + 4);
        a4 = a.fma(w, a4);
        b4 = b.fma(w, b4);
        c4 = c.fma(w, c4);
        w = broadcast(weights, TAPS * j + 5);
        a5 = a.fma(w, a5);
        b5 = b.fma(w, b5);
        c5 = c.fma(w, c5);
        w = broadcast(weights, TAPS * j + 6);
        a6 = a.fma(w, a6);
        b6 = b.fma(w, b6);
        c6 = c.fma(w, c6);
      }
      a6.intoArray(dst, written);
      b6.intoArray(dst, written + LANES);
      c6.intoArray(dst, written + 2 * LANES);
      a6 = a5;
      a5 = a4;
      a4 = a3;
      a3 = a2;
      a2 = a1;
      a1 = a0;
      b6 = b5;
      b5 = b4;
      b4 = b3;
      b3 = b2;
      b2 = b1;
      b1 = b0;
      c6 = c5;
      c5 = c4;
      c4 = c3;
      c3 = c2;
      c2 = c1;
      c1 = c0;
      read += srcPitch;
      written += dstPitch;
    }
    for (int i = 0; i < BEGUN; i++) {
      int to = carryOffset + 3 * i * LANES;
      a6.intoArray(carry, to);
      b6.intoArray(carry, to + LANES);
      c6.intoArray(carry, to + 2 * LANES);
      a6 = a5;
      a5 = a4;
      a4 = a3;
      a3 = a2;
      a2 = a1;
      b6 = b5;
      b5 = b4;
      b4 = b3;
      b3 = b2;
      b2 = b1;
      c6 = c5;
      c5 = c4;
      c4 = c3;
      c3 = c2;
      c2 = c1;
    }
  }

  private static FloatVector broadcast(float[] array, int index) {
    return FloatVector.broadcast(SPECIES, array[index]);
  }

  private static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(SPECIES, array, offset);
  }
}
