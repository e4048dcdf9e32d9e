package convnet.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the word that was probably meant. */
public final class Spelling {
  private Spelling() {}

  /**
   * The known word nearest to what was written, if one is near: a word that was begun and not
   * ended, with at most one wrong, missing, surplus or swapped letter for each three that were
   * written.
   */
  public static Optional<String> nearest(String written, Collection<String> known) {
    return best(
        written,
        known.stream()
            .filter(word -> slips(written, word) <= written.length() / 3 && !written.isEmpty()));
  }

  /**
   * The same for words that are much alike, such as options: a word that was begun and not ended,
   * with at most one slip for each six letters, or all of a word with fewer than one slip for three
   * letters, and two at most.
   */
  public static Optional<String> closest(String written, Collection<String> known) {
    return best(written, known.stream().filter(word -> isClose(written, word)));
  }

  private static Optional<String> best(String written, Stream<String> words) {
    return words.min(
        Comparator.comparingInt((String word) -> slips(written, word))
            .thenComparingInt(String::length));
  }

  private static boolean isClose(String written, String word) {
    int slips = distances(written, word)[word.length()];
    boolean begun = written.length() > 1 && slips(written, word) <= written.length() / 6;
    return begun || (slips <= 2 && 3 * slips < written.length());
  }

  /**
   * A hint for an unknown word: the nearest known one, or else the words to choose from.
   *
   * @param usual the known words in their usual form
   */
  public static String hint(String written, Collection<String> known, Collection<String> usual) {
    return nearest(written, known)
        .map(word -> "did you mean " + word + "?")
        .orElseGet(() -> "one of " + String.join(", ", usual));
  }

  /** The fewest slips that lead from the word, or from a prefix of it, to what was written. */
  private static int slips(String written, String word) {
    return Arrays.stream(distances(written, word)).min().orElseThrow();
  }

  /**
   * The fewest slips that lead from each prefix of the word, the shortest first, to what was
   * written (Damerau–Levenshtein distance, as optimal string alignment).
   */
  private static int[] distances(String written, String word) {
    int[][] distance = new int[written.length() + 1][word.length() + 1];
    for (int i = 0; i <= written.length(); i++) {
      for (int j = 0; j <= word.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int replaced = written.charAt(i - 1) == word.charAt(j - 1) ? 0 : 1;
        int least = distance[i - 1][j - 1] + replaced;
        least = Math.min(least, distance[i - 1][j] + 1);
        least = Math.min(least, distance[i][j - 1] + 1);
        boolean swapped =
            i > 1
                && j > 1
                && written.charAt(i - 1) == word.charAt(j - 2)
                && written.charAt(i - 2) == word.charAt(j - 1);
        distance[i][j] = swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
      }
    }
    return distance[written.length()];
  }
}
