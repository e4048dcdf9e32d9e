package convnet.kernel;

/**
 * Temporary memory for operations, kept from call to call: one buffer per purpose, and per thread
 * where threads need their own. A buffer grows to the largest size requested and is kept, so that
 * nothing is allocated once every operation of a network has run. Its contents are undefined.
 */
public final class Scratch {

  /** What a buffer is for. Buffers of different purposes are never the same memory. */
  public enum Purpose {
    /** Packed panels of a matrix product's right-hand side; one per thread. */
    PANELS,
    /** A block of a matrix product's result; one per thread. */
    BLOCK,
    /** Where windows or runs of pixels begin in an image; one per thread. */
    STARTS,
    /** Images with their padding. */
    PADDED,
    /** The gradient with respect to the padded images. */
    PADDED_DIFF,
    /** Weights, reordered or transformed. */
    WEIGHTS,
    /** Weights with their stride folded into channels. */
    FOLDED_WEIGHTS,
    /** Transformed tiles of images. */
    TILES,
    /** Transformed tiles, or packed rows, of a gradient. */
    DIFF_TILES,
    /** Products of tiles with weights or gradients. */
    PRODUCTS,
    /** A single tile between two steps; one per thread. */
    TILE,
    /** Offsets of a filter's taps. */
    TAPS,
    /** Padded rows of an image, for a band of output; one per thread. */
    BAND,
    /** Rows of weights that are otherwise not in memory; one per thread. */
    WEIGHT_ROWS,
    /** A row of an image, or some pixels or weights in another order; one per thread. */
    ROW,
    /** The largest magnitudes of columns; one per thread. */
    PEAKS,
    /** A band of all feature maps of a filter; one per thread. */
    MAPS,
    /** Rows between the two passes of a separable filter; one per thread. */
    PASS,
    /** Fourier transforms of an image's columns; one per thread. */
    SPECTRUM,
    /** Results of a row of windows; one per thread. */
    WINDOWS,
    /** Sums over the pixels of some channels; one per thread. */
    CHANNEL_SUMS
  }

  /** The largest array length that every Java runtime supports. */
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

  /** At least {@code n} floats, shared by all threads; not to be called in parallel parts. */
  public float[] floats(Purpose purpose, long n) {
    return shared[purpose.ordinal()] = grown(shared[purpose.ordinal()], n);
  }

  /** At least {@code n} ints, shared by all threads; not to be called in parallel parts. */
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
   * The length of an array of {@code n} numbers; one too long for any array is an {@link
   * OutOfMemoryError}, as in Java itself.
   */
  private static int size(long n) {
    if (n > MOST) {
      throw new OutOfMemoryError("an array of " + n + " numbers");
    }
    return (int) n;
  }
}
