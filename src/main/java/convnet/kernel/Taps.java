package convnet.kernel;

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
}
