package convnet.kernel;

/**
 * Temporary memory for operations, kept from call to call: a buffer per purpose, and per thread
 * where threads need their own. It grows to the largest size asked for and stays, so that nothing
 * is allocated once every operation of a network has run. The contents are whatever was left there.
 */
public final class Scratch {

  /** What a buffer is for. Buffers of different purposes are never the same memory. */
  public enum Purpose {
    /** Packed columns of a matrix product's right-hand side; one a thread. */
    PANELS,
    /** A block of a matrix product's result; one a thread. */
    BLOCK,
    /** Where the pixels of a panel begin in the image; one a thread. */
    STARTS,
    /** An image with its padding. */
    PADDED,
    /** The gradient of an image with its padding. */
    PADDED_DIFF,
    /** Weights in another order, or transformed. */
    WEIGHTS,
    /** Weights of a stride folded into channels. */
    FOLDED_WEIGHTS,
    /** Tiles of an image, transformed. */
    TILES,
    /** Tiles of a gradient, transformed. */
    DIFF_TILES,
    /** Products of transformed tiles and weights. */
    PRODUCTS,
    /** A single tile between two steps; one a thread. */
    TILE,
    /** Offsets of a filter's taps. */
    TAPS,
    /** Rows of an image with their padding, for a band of a filter's output; one a thread. */
    BAND,
    /** Rows of weights that are not in memory; one a thread. */
    WEIGHT_ROWS,
    /** A row of an image, or some of its numbers in another order; one a thread. */
    ROW,
    /** The largest magnitudes of columns; one a thread. */
    PEAKS,
    /** A band of all feature maps of a filter; one a thread. */
    MAPS,
    /** Rows between the two passes of a separable filter; one a thread. */
    PASS,
    /** Rows of an image, transformed; one a thread. */
    SPECTRUM,
    /** What a row of windows has gathered; one a thread. */
    WINDOWS,
    /** Sums over the pixels of some channels; one a thread. */
    CHANNEL_SUMS
  }

  /** The most elements of an array that every Java allows. */
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final float[][] shared = new float[Purpose.values().length][0];
  private final int[][] sharedInts = new int[Purpose.values().length][0];
  private final float[][][] own;
  private final int[][][] ownInts;
  private final double[][][] ownDoubles;

  Scratch(int workers) {
    own = new float[workers][Purpose.values().length][0];
    ownInts = new int[workers][Purpose.values().length][0];
    ownDoubles = new double[workers][Purpose.values().length][0];
  }

  /** At least {@code n} floats, shared by all threads; to be asked for outside parallel parts. */
  public float[] floats(Purpose purpose, long n) {
    return shared[purpose.ordinal()] = grown(shared[purpose.ordinal()], n);
  }

  /** At least {@code n} ints, shared by all threads; to be asked for outside parallel parts. */
  public int[] ints(Purpose purpose, long n) {
    return sharedInts[purpose.ordinal()] = grown(sharedInts[purpose.ordinal()], n);
  }

  /** At least {@code n} floats of this worker's own. */
  public float[] floats(Purpose purpose, int worker, long n) {
    return own[worker][purpose.ordinal()] = grown(own[worker][purpose.ordinal()], n);
  }

  /** At least {@code n} ints of this worker's own. */
  public int[] ints(Purpose purpose, int worker, long n) {
    return ownInts[worker][purpose.ordinal()] = grown(ownInts[worker][purpose.ordinal()], n);
  }

  /** At least {@code n} doubles of this worker's own. */
  public double[] doubles(Purpose purpose, int worker, long n) {
    return ownDoubles[worker][purpose.ordinal()] = grown(ownDoubles[worker][purpose.ordinal()], n);
  }

  private static float[] grown(float[] buffer, long n) {
    return buffer.length >= n ? buffer : new float[size(n)];
  }

  private static int[] grown(int[] buffer, long n) {
    return buffer.length >= n ? buffer : new int[size(n)];
  }

  private static double[] grown(double[] buffer, long n) {
    return buffer.length >= n ? buffer : new double[size(n)];
  }

  /**
   * Of an array. What is too large for any is more than there is memory for, as Java has it too.
   */
  private static int size(long n) {
    if (n > MOST) {
      throw new OutOfMemoryError("an array of " + n + " numbers");
    }
    return (int) n;
  }
}
