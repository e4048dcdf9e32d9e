package convnet.nn;

/**
 * What a layer keeps from its forward pass for its backward pass, besides its input and output.
 *
 * @param floats the scale of a normalisation, the statistics of a batch
 * @param ints where the maxima of a pooling stood
 */
public record Workspace(float[] floats, int[] ints) {

  /** A layer that keeps nothing. */
  static final Workspace NONE = new Workspace(new float[0], new int[0]);

  static Workspace ofFloats(int n) {
    return new Workspace(new float[n], new int[0]);
  }

  static Workspace ofInts(int n) {
    return new Workspace(new float[0], new int[n]);
  }

  /** How much memory it takes. */
  long bytes() {
    return 4L * (floats.length + ints.length);
  }
}
