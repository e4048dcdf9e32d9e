package convnet.train;

import convnet.tensor.Tensor;

/**
 * Ranks classes by their scores, highest first; of equal scores the lower index comes first, and
 * NaN comes last.
 */
final class Ranking {
  private Ranking() {}

  /**
   * The rank of a class, from 0.
   *
   * @param scores (classes)
   */
  static int rank(Tensor scores, int index) {
    int rank = 0;
    for (int other = 0; other < scores.size(); other++) {
      rank += precedes(scores, other, index) ? 1 : 0;
    }
    return rank;
  }

  /** The class that ranks first. */
  static int best(Tensor scores) {
    int best = 0;
    for (int index = 1; index < scores.size(); index++) {
      best = precedes(scores, index, best) ? index : best;
    }
    return best;
  }

  /** The first {@code count} classes in order, or all if there are fewer. */
  static int[] top(Tensor scores, int count) {
    int[] top = new int[Math.min(count, scores.size())];
    for (int index = 0; index < scores.size(); index++) {
      int place = Math.min(index, top.length);
      while (place > 0 && precedes(scores, index, top[place - 1])) {
        if (place < top.length) {
          top[place] = top[place - 1];
        }
        place--;
      }
      if (place < top.length) {
        top[place] = index;
      }
    }
    return top;
  }

  private static boolean precedes(Tensor scores, int a, int b) {
    float scoreA = scores.data()[scores.offset() + a];
    float scoreB = scores.data()[scores.offset() + b];
    if (Float.isNaN(scoreA) || Float.isNaN(scoreB)) {
      return Float.isNaN(scoreA) == Float.isNaN(scoreB) ? a < b : Float.isNaN(scoreB);
    }
    return scoreA > scoreB || (scoreA == scoreB && a < b);
  }
}
