package convnet.data;

import convnet.tensor.SplitMix64;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What is left to chance. Each choice has generators of its own, derived from the seed and from
 * what is chosen for, so that no choice depends on how many were made before it or on which thread.
 */
enum RandomPurpose {
  /** Which images of a class are held out: by class. */
  SPLIT,
  /** In which order the images come: by epoch. */
  ORDER,
  /** How an image is varied: by epoch and image. */
  AUGMENTATION;

  /** The generator for this choice, seed and further keys. */
  RandomGenerator generator(long seed, long... keys) {
    long state = mix(ordinal(), seed);
    for (long key : keys) {
      state = mix(state, key);
    }
    return new SplittableRandom(state);
  }

  /** The numbers 0 to n − 1 in a random order, all orders alike (Fisher and Yates). */
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
