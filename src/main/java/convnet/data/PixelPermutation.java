package convnet.data;

import convnet.tensor.SplitMix64;

/**
 * A random permutation of the pixels of an image. A model file holds only its seed, so the
 * permutation of a seed must never change: the random numbers are those of {@link SplitMix64}, the
 * shuffle is Fisher and Yates's from the front, and a number below n is the upper half of the
 * 128-bit product of a random 64-bit number and n.
 */
public final class PixelPermutation {
  private PixelPermutation() {}

  /**
   * The new position of each pixel.
   *
   * @param pixels the number of pixels; positions are row-major
   * @param seed determines the permutation
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
