package convnet.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A tile of a matrix product on the Vector API: as many sums as the registers hold. */
final class VectorTile {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Columns of a tile. */
  static final int COLUMNS = 2 * LANES;

  private static final boolean WIDE = SPECIES.vectorBitSize() >= 512;

  /**
   * Rows of a tile. 512-bit machines have 32 vector registers: 8 rows × 2 vectors of sums, 2 of B
   * and 1 of A fit. With 16 registers only 6 rows do.
   */
  static final int ROWS = WIDE ? 8 : 6;

  /** Rows of a tile whose rows of A are in several parts. */
  static final int WINDOW_ROWS = WIDE ? 8 : 5;

  private VectorTile() {}

  static void clear(float[] c, int co, int cs) {
    FloatVector zeros = FloatVector.zero(SPECIES);
    for (int row = 0; row < ROWS; row++) {
      zeros.intoArray(c, co + row * cs);
      zeros.intoArray(c, co + row * cs + LANES);
    }
  }

  /**
   * Adds a product of A and B to a tile of C, whose sums stay in registers throughout. The rows of
   * A begin at {@code a0}, {@code a1} and so on.
   *
   * @param bo the offset in {@code b}
   * @param co the offset in {@code c}
   * @param cs the row stride of {@code c}
   */
  static void ofSix(
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      int k,
      float[] b,
      int bo,
      float[] c,
      int co,
      int cs) {
    FloatVector c00 = load(c, co);
    FloatVector c01 = load(c, co + LANES);
    FloatVector c10 = load(c, co + cs);
    FloatVector c11 = load(c, co + cs + LANES);
    FloatVector c20 = load(c, co + 2 * cs);
    FloatVector c21 = load(c, co + 2 * cs + LANES);
    FloatVector c30 = load(c, co + 3 * cs);
    FloatVector c31 = load(c, co + 3 * cs + LANES);
    FloatVector c40 = load(c, co + 4 * cs);
    FloatVector c41 = load(c, co + 4 * cs + LANES);
    FloatVector c50 = load(c, co + 5 * cs);
    FloatVector c51 = load(c, co + 5 * cs + LANES);
    for (int p = 0; p < k; p++) {
      int at = bo + p * COLUMNS;
      FloatVector b0 = load(b, at);
      FloatVector b1 = load(b, at + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[a1 + p]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[a2 + p]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[a3 + p]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[a4 + p]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[a5 + p]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c10.intoArray(c, co + cs);
    c11.intoArray(c, co + cs + LANES);
    c20.intoArray(c, co + 2 * cs);
    c21.intoArray(c, co + 2 * cs + LANES);
    c30.intoArray(c, co + 3 * cs);
    c31.intoArray(c, co + 3 * cs + LANES);
    c40.intoArray(c, co + 4 * cs);
    c41.intoArray(c, co + 4 * cs + LANES);
    c50.intoArray(c, co + 5 * cs);
    c51.intoArray(c, co + 5 * cs + LANES);
  }

  /**
   * The same for rows of A in {@code parts} of {@code k} elements, {@code partStep} apart. With
   * this additional loop the compiler would spill the sums of six rows.
   */
  static void ofFive(
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int parts,
      int partStep,
      int k,
      float[] b,
      int bo,
      float[] c,
      int co,
      int cs) {
    FloatVector c00 = load(c, co);
    FloatVector c01 = load(c, co + LANES);
    FloatVector c10 = load(c, co + cs);
    FloatVector c11 = load(c, co + cs + LANES);
    FloatVector c20 = load(c, co + 2 * cs);
    FloatVector c21 = load(c, co + 2 * cs + LANES);
    FloatVector c30 = load(c, co + 3 * cs);
    FloatVector c31 = load(c, co + 3 * cs + LANES);
    FloatVector c40 = load(c, co + 4 * cs);
    FloatVector c41 = load(c, co + 4 * cs + LANES);
    int at = bo;
    for (int part = 0; part < parts; part++) {
      int shift = part * partStep;
      for (int p = shift; p < shift + k; p++, at += COLUMNS) {
        FloatVector b0 = load(b, at);
        FloatVector b1 = load(b, at + LANES);
        FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + p]);
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = FloatVector.broadcast(SPECIES, a[a1 + p]);
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = FloatVector.broadcast(SPECIES, a[a2 + p]);
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = FloatVector.broadcast(SPECIES, a[a3 + p]);
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
        x = FloatVector.broadcast(SPECIES, a[a4 + p]);
        c40 = x.fma(b0, c40);
        c41 = x.fma(b1, c41);
      }
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c10.intoArray(c, co + cs);
    c11.intoArray(c, co + cs + LANES);
    c20.intoArray(c, co + 2 * cs);
    c21.intoArray(c, co + 2 * cs + LANES);
    c30.intoArray(c, co + 3 * cs);
    c31.intoArray(c, co + 3 * cs + LANES);
    c40.intoArray(c, co + 4 * cs);
    c41.intoArray(c, co + 4 * cs + LANES);
  }

  /** The same for eight rows, on machines with 32 vector registers. */
  static void ofEight(
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      int a6,
      int a7,
      int parts,
      int partStep,
      int k,
      float[] b,
      int bo,
      float[] c,
      int co,
      int cs) {
    FloatVector c00 = load(c, co);
    FloatVector c01 = load(c, co + LANES);
    FloatVector c10 = load(c, co + cs);
    FloatVector c11 = load(c, co + cs + LANES);
    FloatVector c20 = load(c, co + 2 * cs);
    FloatVector c21 = load(c, co + 2 * cs + LANES);
    FloatVector c30 = load(c, co + 3 * cs);
    FloatVector c31 = load(c, co + 3 * cs + LANES);
    FloatVector c40 = load(c, co + 4 * cs);
    FloatVector c41 = load(c, co + 4 * cs + LANES);
    FloatVector c50 = load(c, co + 5 * cs);
    FloatVector c51 = load(c, co + 5 * cs + LANES);
    FloatVector c60 = load(c, co + 6 * cs);
    FloatVector c61 = load(c, co + 6 * cs + LANES);
    FloatVector c70 = load(c, co + 7 * cs);
    FloatVector c71 = load(c, co + 7 * cs + LANES);
    int at = bo;
    for (int part = 0; part < parts; part++) {
      int shift = part * partStep;
      for (int p = shift; p < shift + k; p++, at += COLUMNS) {
        FloatVector b0 = load(b, at);
        FloatVector b1 = load(b, at + LANES);
        FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + p]);
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = FloatVector.broadcast(SPECIES, a[a1 + p]);
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = FloatVector.broadcast(SPECIES, a[a2 + p]);
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = FloatVector.broadcast(SPECIES, a[a3 + p]);
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
        x = FloatVector.broadcast(SPECIES, a[a4 + p]);
        c40 = x.fma(b0, c40);
        c41 = x.fma(b1, c41);
        x = FloatVector.broadcast(SPECIES, a[a5 + p]);
        c50 = x.fma(b0, c50);
        c51 = x.fma(b1, c51);
        x = FloatVector.broadcast(SPECIES, a[a6 + p]);
        c60 = x.fma(b0, c60);
        c61 = x.fma(b1, c61);
        x = FloatVector.broadcast(SPECIES, a[a7 + p]);
        c70 = x.fma(b0, c70);
        c71 = x.fma(b1, c71);
      }
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c10.intoArray(c, co + cs);
    c11.intoArray(c, co + cs + LANES);
    c20.intoArray(c, co + 2 * cs);
    c21.intoArray(c, co + 2 * cs + LANES);
    c30.intoArray(c, co + 3 * cs);
    c31.intoArray(c, co + 3 * cs + LANES);
    c40.intoArray(c, co + 4 * cs);
    c41.intoArray(c, co + 4 * cs + LANES);
    c50.intoArray(c, co + 5 * cs);
    c51.intoArray(c, co + 5 * cs + LANES);
    c60.intoArray(c, co + 6 * cs);
    c61.intoArray(c, co + 6 * cs + LANES);
    c70.intoArray(c, co + 7 * cs);
    c71.intoArray(c, co + 7 * cs + LANES);
  }

  private static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(SPECIES, array, offset);
  }
}
