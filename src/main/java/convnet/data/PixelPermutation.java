package convnet.data;

/**
 * A random order of the pixel positions of an image. A model file holds its seed alone, so what
 * comes of a seed is fixed for good: the numbers are SplitMix64's (G. Steele, D. Lea, C. Flood,
 * "Fast splittable pseudorandom number generators", 2014), the order is Fisher and Yates's from the
 * front, and a number below n is the upper half of the product of 64 bits and n.
 */
public final class PixelPermutation {
  private PixelPermutation() {}

  /**
   * Where each pixel goes.
   *
   * @param pixels how many there are, counted along the rows
   * @param seed the same seed, the same order
   */
  public static int[] of(int pixels, long seed) {
    int[] places = new int[pixels];
    long state = seed;
    for (int i = 0; i < pixels; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      int j = (int) Math.unsignedMultiplyHigh(z ^ (z >>> 31), i + 1L);
      places[i] = places[j];
      places[j] = i;
    }
    return places;
  }
}
