package convnet.kernel;

import java.util.Arrays;

/**
 * The taps of a filter: an output pixel is the sum of {@code weights[t]} times the element at
 * {@code offsets[t]}.
 *
 * @param offsets the elements that are read, relative to the start of the output pixel's window
 * @param weights one for each offset
 */
public record Taps(int[] offsets, float[] weights) {

  public int count() {
    return offsets.length;
  }

  /**
   * Collects taps. Those with weight 0 are left out: they would matter to infinities and NaN only,
   * which must not spread to pixels that the filter does not look at.
   */
  public static final class Builder {
    private int[] offsets = new int[16];
    private float[] weights = new float[16];
    private int count;

    /** Adds a tap after the others, unless its weight is 0. */
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
