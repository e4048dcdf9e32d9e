package convnet.data;

import convnet.tensor.SplitMix64;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The purposes of random numbers. Each has generators of its own, derived from the seed and the
 * keys named below, so that no random choice depends on how many were made before it or on which
 * thread.
 */
enum RandomPurpose {
  /** Which images of a class are held out; the key is the class. */
  SPLIT,
  /** The order of the images; the key is the epoch. */
  ORDER,
  /** How an image is augmented; the keys are epoch and image. */
  AUGMENTATION;

  /** The generator for this purpose, a seed and further keys. */
  RandomGenerator generator(long seed, long... keys) {
    long state = mix(ordinal(), seed);
    for (long key : keys) {
      state = mix(state, key);
    }
    return new SplittableRandom(state);
  }

  /** The numbers 0 to n − 1 in a random order, all orders equally likely (Fisher and Yates). */
  static int[] permutation(int n, RandomGenerator random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long state, long key) {
    return SplitMix64.mix((state + SplitMix64.STEP) * SplitMix64.STEP + key);
  }
}
