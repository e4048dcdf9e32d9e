package convnet.data;

import convnet.tensor.SplitMix64;

/**
 * A random order of the pixel positions of an image. A model file holds its seed alone, so what
 * comes of a seed is fixed for good: the numbers are those of {@link SplitMix64}, the order is
 * Fisher and Yates's from the front, and a number below n is the upper half of the product of 64
 * bits and n.
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
    for (int i = 0; i < pixels; i++) {
      long random = SplitMix64.mix(seed + (i + 1) * SplitMix64.STEP);
      int j = (int) Math.unsignedMultiplyHigh(random, i + 1L);
      places[i] = places[j];
      places[j] = i;
    }
    return places;
  }
}
