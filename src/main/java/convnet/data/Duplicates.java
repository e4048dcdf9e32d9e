package convnet.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images that are in a data set twice, byte for byte.
 *
 * @param acrossSets validation images that are training images too
 * @param acrossClasses training images that are in another class too, so that at most one of the
 *     two labels is right
 */
record Duplicates(List<Pair> acrossSets, List<Pair> acrossClasses) {

  /** Two samples of the same content, in their order in the data set. */
  record Pair(Sample first, Sample second) {}

  private record Found(ContentHash hash, int index) {}

  private static final Comparator<Found> BY_CONTENT =
      Comparator.comparingLong((Found found) -> found.hash.high())
          .thenComparingLong(found -> found.hash.low())
          .thenComparingInt(Found::index);

  /**
   * Finds the duplicates.
   *
   * @param training how many of the samples, from the first on, are training images
   * @param contents the hash of each sample's file; null for one that could not be read
   */
  static Duplicates of(
      List<Sample> samples, int training, List<? extends @Nullable ContentHash> contents) {
    List<Found> found = new ArrayList<>(contents.size());
    for (int i = 0; i < contents.size(); i++) {
      ContentHash hash = contents.get(i);
      if (hash != null) {
        found.add(new Found(hash, i));
      }
    }
    found.sort(BY_CONTENT);
    List<int[]> sets = new ArrayList<>();
    List<int[]> classes = new ArrayList<>();
    Found first = null;
    for (Found next : found) {
      if (first == null || !next.hash.equals(first.hash)) {
        first = next;
      } else if (first.index < training && next.index >= training) {
        sets.add(new int[] {first.index, next.index});
      } else if (next.index < training
          && samples.get(first.index).label() != samples.get(next.index).label()) {
        classes.add(new int[] {first.index, next.index});
      }
    }
    return new Duplicates(pairs(sets, samples), pairs(classes, samples));
  }

  /** The pairs in the order of their second samples. */
  private static List<Pair> pairs(List<int[]> indices, List<Sample> samples) {
    return indices.stream()
        .sorted(Comparator.comparingInt(pair -> pair[1]))
        .map(pair -> new Pair(samples.get(pair[0]), samples.get(pair[1])))
        .toList();
  }
}
