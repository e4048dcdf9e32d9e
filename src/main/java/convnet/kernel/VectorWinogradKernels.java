package convnet.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Winograd's transforms on the Vector API: columns first, then rows. Each line is done by one call
 * at one place: at two, its inlined code would pass the limit of the compiler, which then boxes
 * every vector.
 */
public final class VectorWinogradKernels implements WinogradKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  @Override
  public void data(int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane += LANES) {
      for (int line = 0; line < 2 * TILE; line++) {
        boolean column = line < TILE;
        int i = line - TILE;
        data(
            column ? src.data() : between,
            lane + (column ? srcOffset + line * src.column() : i * TILE * n),
            column ? src.row() : n,
            column ? between : dst.data(),
            lane + (column ? line * n : dstOffset + i * dst.row()),
            column ? TILE * n : dst.column());
      }
    }
  }

  private static void data(float[] src, int from, int step, float[] dst, int to, int dstStep) {
    FloatVector x0 = load(src, from);
    FloatVector x1 = load(src, from + step);
    FloatVector x2 = load(src, from + 2 * step);
    FloatVector x3 = load(src, from + 3 * step);
    FloatVector x4 = load(src, from + 4 * step);
    FloatVector x5 = load(src, from + 5 * step);
    FloatVector even = fma(-4, x2, x4);
    FloatVector odd = fma(-4, x1, x3);
    FloatVector even2 = x4.sub(x2);
    FloatVector odd2 = x3.sub(x1);
    fma(4, x0, fma(-5, x2, x4)).intoArray(dst, to);
    even.add(odd).intoArray(dst, to + dstStep);
    even.sub(odd).intoArray(dst, to + 2 * dstStep);
    fma(2, odd2, even2).intoArray(dst, to + 3 * dstStep);
    fma(-2, odd2, even2).intoArray(dst, to + 4 * dstStep);
    fma(4, x1, fma(-5, x3, x5)).intoArray(dst, to + 5 * dstStep);
  }

  @Override
  public void filter(
      int r, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane += LANES) {
      for (int line = 0; line < r + TILE; line++) {
        boolean column = line < r;
        int i = line - r;
        filter(
            r,
            column ? src.data() : between,
            lane + (column ? srcOffset + line * src.column() : i * TILE * n),
            column ? src.row() : n,
            column ? between : dst.data(),
            lane + (column ? line * n : dstOffset + i * dst.row()),
            column ? TILE * n : dst.column());
      }
    }
  }

  private static void filter(
      int r, float[] src, int from, int step, float[] dst, int to, int dstStep) {
    FloatVector first = load(src, from);
    FloatVector last = load(src, from + (r - 1) * step);
    FloatVector even = first;
    FloatVector odd = load(src, from + step);
    FloatVector even2 = first;
    FloatVector odd2 = odd.mul(2);
    if (r > 2) {
      FloatVector x = load(src, from + 2 * step);
      even = even.add(x);
      even2 = fma(4, x, even2);
    }
    if (r > 3) {
      FloatVector x = load(src, from + 3 * step);
      odd = odd.add(x);
      odd2 = fma(8, x, odd2);
    }
    if (r > 4) {
      even = even.add(last);
      even2 = fma(16, last, even2);
    }
    first.mul(0.25f).intoArray(dst, to);
    even.add(odd).mul(-1 / 6f).intoArray(dst, to + dstStep);
    even.sub(odd).mul(-1 / 6f).intoArray(dst, to + 2 * dstStep);
    even2.add(odd2).mul(1 / 24f).intoArray(dst, to + 3 * dstStep);
    even2.sub(odd2).mul(1 / 24f).intoArray(dst, to + 4 * dstStep);
    last.intoArray(dst, to + 5 * dstStep);
  }

  @Override
  public void output(
      int m, int n, Square src, int srcOffset, Square dst, int dstOffset, float[] between) {
    for (int lane = 0; lane < n; lane += LANES) {
      for (int line = 0; line < TILE + m; line++) {
        boolean column = line < TILE;
        int i = line - TILE;
        output(
            m,
            column ? src.data() : between,
            lane + (column ? srcOffset + line * src.column() : i * TILE * n),
            column ? src.row() : n,
            column ? between : dst.data(),
            lane + (column ? line * n : dstOffset + i * dst.row()),
            column ? TILE * n : dst.column());
      }
    }
  }

  private static void output(
      int m, float[] src, int from, int step, float[] dst, int to, int dstStep) {
    FloatVector x1 = load(src, from + step);
    FloatVector x2 = load(src, from + 2 * step);
    FloatVector x3 = load(src, from + 3 * step);
    FloatVector x4 = load(src, from + 4 * step);
    FloatVector last = load(src, from + 5 * step);
    FloatVector even = x1.add(x2);
    FloatVector odd = x1.sub(x2);
    FloatVector even2 = x3.add(x4);
    FloatVector odd2 = x3.sub(x4);
    load(src, from).add(even).add(even2).intoArray(dst, to);
    FloatVector y = fma(2, odd2, odd);
    if (m > 2) {
      y.intoArray(dst, to + dstStep);
      y = fma(4, even2, even);
    }
    if (m > 3) {
      y.intoArray(dst, to + 2 * dstStep);
      y = fma(8, odd2, odd);
    }
    y.add(last).intoArray(dst, to + (m - 1) * dstStep);
  }

  private static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(SPECIES, array, offset);
  }

  private static FloatVector fma(float factor, FloatVector x, FloatVector y) {
    return x.lanewise(VectorOperators.FMA, factor, y);
  }
}
