package convnet.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How often a class is taken for another.
 *
 * @param label the class that the images are of
 * @param takenFor the class that they were taken for
 * @param count the number of those images
 */
public record Confusion(int label, int takenFor, long count) {
  private static final Comparator<Confusion> MOST_FIRST =
      Comparator.comparingLong(Confusion::count)
          .reversed()
          .thenComparing(Confusion::label)
          .thenComparing(Confusion::takenFor);

  /** The pairs that are confused most often, at most {@code most} of them. */
  public static List<Confusion> mostFrequent(Metrics metrics, int most) {
    List<Confusion> all = new ArrayList<>();
    long[][] table = metrics.confusion();
    for (int row = 0; row < table.length; row++) {
      for (int column = 0; column < table.length; column++) {
        if (row != column && table[row][column] > 0) {
          all.add(new Confusion(row, column, table[row][column]));
        }
      }
    }
    return all.stream().sorted(MOST_FIRST).limit(most).toList();
  }
}
