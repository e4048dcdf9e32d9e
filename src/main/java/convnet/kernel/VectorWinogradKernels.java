package convnet.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Winograd's transforms on the Vector API: columns first, then rows.
 *
 * <p>Each is one method with a single loop body for columns and rows, too large to be inlined into
 * its caller. Smaller methods would be inlined until the JIT compiler's limits are reached, and
 * after that it would box every vector.
 */
public final class VectorWinogradKernels implements WinogradKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final FloatVector TWO = FloatVector.broadcast(SPECIES, 2);
  private static final FloatVector MINUS_TWO = FloatVector.broadcast(SPECIES, -2);
  private static final FloatVector FOUR = FloatVector.broadcast(SPECIES, 4);
  private static final FloatVector MINUS_FOUR = FloatVector.broadcast(SPECIES, -4);
  private static final FloatVector MINUS_FIVE = FloatVector.broadcast(SPECIES, -5);
  private static final FloatVector EIGHT = FloatVector.broadcast(SPECIES, 8);
  private static final FloatVector SIXTEEN = FloatVector.broadcast(SPECIES, 16);
  private static final FloatVector QUARTER = FloatVector.broadcast(SPECIES, 0.25f);
  private static final FloatVector MINUS_SIXTH = FloatVector.broadcast(SPECIES, -1 / 6f);
  private static final FloatVector TWENTY_FOURTH = FloatVector.broadcast(SPECIES, 1 / 24f);

  @Override
  public void data(int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane += LANES) {
      for (int line = 0; line < 2 * TILE; line++) {
        boolean column = line < TILE;
        int row = line - TILE;
        float[] from = column ? src.data() : between;
        int at = lane + (column ? srcOffset + line * src.column() : row * TILE * n);
        int step = column ? src.row() : n;
        float[] to = column ? between : dst.data();
        int target = lane + (column ? line * n : dstOffset + row * dst.row());
        int each = column ? TILE * n : dst.column();
        FloatVector x0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector x1 = FloatVector.fromArray(SPECIES, from, at + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, from, at + 2 * step);
        FloatVector x3 = FloatVector.fromArray(SPECIES, from, at + 3 * step);
        FloatVector x4 = FloatVector.fromArray(SPECIES, from, at + 4 * step);
        FloatVector x5 = FloatVector.fromArray(SPECIES, from, at + 5 * step);
        FloatVector even = x2.fma(MINUS_FOUR, x4);
        FloatVector odd = x1.fma(MINUS_FOUR, x3);
        FloatVector even2 = x4.sub(x2);
        FloatVector odd2 = x3.sub(x1);
        x0.fma(FOUR, x2.fma(MINUS_FIVE, x4)).intoArray(to, target);
        even.add(odd).intoArray(to, target + each);
        even.sub(odd).intoArray(to, target + 2 * each);
        odd2.fma(TWO, even2).intoArray(to, target + 3 * each);
        odd2.fma(MINUS_TWO, even2).intoArray(to, target + 4 * each);
        x1.fma(FOUR, x3.fma(MINUS_FIVE, x5)).intoArray(to, target + 5 * each);
      }
    }
  }

  @Override
  public void filter(
      int r, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane += LANES) {
      for (int line = 0; line < r + TILE; line++) {
        boolean column = line < r;
        int row = line - r;
        float[] from = column ? src.data() : between;
        int at = lane + (column ? srcOffset + line * src.column() : row * TILE * n);
        int step = column ? src.row() : n;
        float[] to = column ? between : dst.data();
        int target = lane + (column ? line * n : dstOffset + row * dst.row());
        int each = column ? TILE * n : dst.column();
        FloatVector first = FloatVector.fromArray(SPECIES, from, at);
        FloatVector last = FloatVector.fromArray(SPECIES, from, at + (r - 1) * step);
        FloatVector even = first;
        FloatVector odd = FloatVector.fromArray(SPECIES, from, at + step);
        FloatVector even2 = first;
        FloatVector odd2 = odd.mul(TWO);
        if (r > 2) {
          FloatVector x = FloatVector.fromArray(SPECIES, from, at + 2 * step);
          even = even.add(x);
          even2 = x.fma(FOUR, even2);
        }
        if (r > 3) {
          FloatVector x = FloatVector.fromArray(SPECIES, from, at + 3 * step);
          odd = odd.add(x);
          odd2 = x.fma(EIGHT, odd2);
        }
        if (r > 4) {
          even = even.add(last);
          even2 = last.fma(SIXTEEN, even2);
        }
        first.mul(QUARTER).intoArray(to, target);
        even.add(odd).mul(MINUS_SIXTH).intoArray(to, target + each);
        even.sub(odd).mul(MINUS_SIXTH).intoArray(to, target + 2 * each);
        even2.add(odd2).mul(TWENTY_FOURTH).intoArray(to, target + 3 * each);
        even2.sub(odd2).mul(TWENTY_FOURTH).intoArray(to, target + 4 * each);
        last.intoArray(to, target + 5 * each);
      }
    }
  }

  @Override
  public void output(
      int m, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane += LANES) {
      for (int line = 0; line < TILE + m; line++) {
        boolean column = line < TILE;
        int row = line - TILE;
        float[] from = column ? src.data() : between;
        int at = lane + (column ? srcOffset + line * src.column() : row * TILE * n);
        int step = column ? src.row() : n;
        float[] to = column ? between : dst.data();
        int target = lane + (column ? line * n : dstOffset + row * dst.row());
        int each = column ? TILE * n : dst.column();
        FloatVector x0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector x1 = FloatVector.fromArray(SPECIES, from, at + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, from, at + 2 * step);
        FloatVector x3 = FloatVector.fromArray(SPECIES, from, at + 3 * step);
        FloatVector x4 = FloatVector.fromArray(SPECIES, from, at + 4 * step);
        FloatVector last = FloatVector.fromArray(SPECIES, from, at + 5 * step);
        FloatVector even = x1.add(x2);
        FloatVector odd = x1.sub(x2);
        FloatVector even2 = x3.add(x4);
        FloatVector odd2 = x3.sub(x4);
        x0.add(even).add(even2).intoArray(to, target);
        FloatVector y = odd2.fma(TWO, odd);
        if (m > 2) {
          y.intoArray(to, target + each);
          y = even2.fma(FOUR, even);
        }
        if (m > 3) {
          y.intoArray(to, target + 2 * each);
          y = odd2.fma(EIGHT, odd);
        }
        y.add(last).intoArray(to, target + (m - 1) * each);
      }
    }
  }

  @Override
  public void dataLines(
      int n, float[] src, int from, int step, int next, float[] dst, int to, int toStep) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, src, from + i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, src, from + i + step);
      FloatVector x2 = FloatVector.fromArray(SPECIES, src, from + i + 2 * step);
      FloatVector x3 = FloatVector.fromArray(SPECIES, src, from + i + 3 * step);
      FloatVector x4 = FloatVector.fromArray(SPECIES, src, next + i);
      FloatVector x5 = FloatVector.fromArray(SPECIES, src, next + i + step);
      FloatVector even = x2.fma(MINUS_FOUR, x4);
      FloatVector odd = x1.fma(MINUS_FOUR, x3);
      FloatVector even2 = x4.sub(x2);
      FloatVector odd2 = x3.sub(x1);
      x0.fma(FOUR, x2.fma(MINUS_FIVE, x4)).intoArray(dst, to + i);
      even.add(odd).intoArray(dst, to + i + toStep);
      even.sub(odd).intoArray(dst, to + i + 2 * toStep);
      odd2.fma(TWO, even2).intoArray(dst, to + i + 3 * toStep);
      odd2.fma(MINUS_TWO, even2).intoArray(dst, to + i + 4 * toStep);
      x1.fma(FOUR, x3.fma(MINUS_FIVE, x5)).intoArray(dst, to + i + 5 * toStep);
    }
    for (int i = whole; i < n; i++) {
      ScalarWinogradKernels.data(src, from + i, step, next + i, dst, to + i, toStep);
    }
  }

  @Override
  public void filterLines(int n, float[] src, int from, int step, float[] dst, int to, int toStep) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, src, from + i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, src, from + i + step);
      FloatVector x2 = FloatVector.fromArray(SPECIES, src, from + i + 2 * step);
      FloatVector x3 = FloatVector.fromArray(SPECIES, src, from + i + 3 * step);
      FloatVector even = x0.add(x2);
      FloatVector odd = x1.add(x3);
      FloatVector even2 = x2.fma(FOUR, x0);
      FloatVector odd2 = x3.fma(EIGHT, x1.mul(TWO));
      x0.mul(QUARTER).intoArray(dst, to + i);
      even.add(odd).mul(MINUS_SIXTH).intoArray(dst, to + i + toStep);
      even.sub(odd).mul(MINUS_SIXTH).intoArray(dst, to + i + 2 * toStep);
      even2.add(odd2).mul(TWENTY_FOURTH).intoArray(dst, to + i + 3 * toStep);
      even2.sub(odd2).mul(TWENTY_FOURTH).intoArray(dst, to + i + 4 * toStep);
      x3.intoArray(dst, to + i + 5 * toStep);
    }
  }
}
