package convnet.nn;

import convnet.op.KeptFilters;
import org.jspecify.annotations.Nullable;

/**
 * What a layer keeps from its forward pass for its backward pass, besides its input and output; or
 * where there is none, for the next forward pass.
 *
 * @param floats the scale of a normalisation, the statistics of a batch
 * @param ints where the maxima of a pooling stood
 * @param filters those of a convolution whose weights stay as they are
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

  /** How much memory it takes, what is kept of filters aside. */
  long bytes() {
    return 4L * (floats.length + ints.length);
  }
}
