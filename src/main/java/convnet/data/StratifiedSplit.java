package convnet.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Holds out a part of each class for validation, the same part for the same seed. */
final class StratifiedSplit {
  private StratifiedSplit() {}

  /**
   * Splits a tree. Of a class of {@code n} images, {@code fraction · n} are held out, rounded, but
   * at least one and not all; of a single image none. Both lists keep the order of the tree.
   *
   * @throws IllegalArgumentException if {@code fraction} is not between 0 and 1
   */
  static DataSet of(ImageFolder folder, double fraction, long seed) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "--val-split must be at least 0 and below 1, not " + fraction);
    }
    List<Sample> training = new ArrayList<>();
    List<Sample> validation = new ArrayList<>();
    List<Sample> samples = folder.samples();
    for (int from = 0, to; from < samples.size(); from = to) {
      int label = samples.get(from).label();
      to = from;
      while (to < samples.size() && samples.get(to).label() == label) {
        to++;
      }
      boolean[] held = choose(to - from, fraction, RandomPurpose.SPLIT.generator(seed, label));
      for (int i = from; i < to; i++) {
        (held[i - from] ? validation : training).add(samples.get(i));
      }
    }
    return new DataSet(folder.classes(), training, validation, folder.leftOut());
  }

  private static boolean[] choose(int n, double fraction, RandomGenerator random) {
    int count = Math.clamp(Math.round(n * fraction), Math.min(1, n - 1), Math.max(n - 1, 0));
    int[] order = RandomPurpose.permutation(n, random);
    boolean[] chosen = new boolean[n];
    for (int i = 0; i < count; i++) {
      chosen[order[i]] = true;
    }
    return chosen;
  }
}
