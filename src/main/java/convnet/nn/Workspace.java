package convnet.nn;

import convnet.op.KeptFilters;
import org.jspecify.annotations.Nullable;

/**
 * What a layer saves in its forward pass for its backward pass, besides its input and output; or,
 * in inference, for the next forward pass.
 *
 * @param floats the scales of a local response normalisation, or the statistics of a batch
 * @param ints the argmax of each window of a max pooling
 * @param filters the cache of a convolution whose weights do not change; null for other layers, and
 *     where there is a backward pass
 */
public record Workspace(float[] floats, int[] ints, @Nullable KeptFilters filters) {
  private static final float[] NO_FLOATS = {};
  private static final int[] NO_INTS = {};

  /** A layer that keeps nothing. */
  static final Workspace NONE = new Workspace(NO_FLOATS, NO_INTS, null);

  static Workspace ofFloats(int n) {
    return new Workspace(new float[n], NO_INTS, null);
  }

  static Workspace ofInts(int n) {
    return new Workspace(NO_FLOATS, new int[n], null);
  }

  static Workspace ofFilters() {
    return new Workspace(NO_FLOATS, NO_INTS, new KeptFilters());
  }

  /** The memory it takes, in bytes, without the filters kept. */
  long bytes() {
    return 4L * (floats.length + ints.length);
  }
}
