package convnet.kernel;

import java.util.Arrays;

/**
 * What a filter multiplies and adds up for each pixel.
 *
 * @param offsets where a tap's pixel is, from the first one's
 * @param weights by what it is multiplied, as many
 */
public record Taps(int[] offsets, float[] weights) {

  public int count() {
    return offsets.length;
  }

  /**
   * Collects taps. Those of 0 are left out: they would matter to infinities and NaN only, which
   * nobody wants spread over pixels that the filter does not look at.
   */
  public static final class Builder {
    private int[] offsets = new int[16];
    private float[] weights = new float[16];
    private int count;

    /** Adds a tap behind the others. */
    public void add(int offset, float weight) {
      if (weight == 0) {
        return;
      }
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * count);
        weights = Arrays.copyOf(weights, 2 * count);
      }
      offsets[count] = offset;
      weights[count++] = weight;
    }

    public Taps build() {
      return new Taps(Arrays.copyOf(offsets, count), Arrays.copyOf(weights, count));
    }
  }
}
