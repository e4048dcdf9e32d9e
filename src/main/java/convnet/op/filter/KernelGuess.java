package convnet.op.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which kernels somebody may mean who calls one by a name that none has. */
public final class KernelGuess {
  private KernelGuess() {}

  /**
   * The kernels meant, the nearest first; none if nothing comes near.
   *
   * @param text a name, perhaps with a colon and what follows
   */
  public static List<NamedKernel> of(String text) {
    int colon = text.indexOf(':');
    String word = (colon < 0 ? text : text.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
    List<NamedKernel> known = byAnotherName(word.replace('_', '-').replace(' ', '-'));
    boolean file = word.contains(".") || word.contains("/");
    return known.isEmpty() && !file ? byLikeness(word) : known;
  }

  /** What it is called elsewhere. */
  private static List<NamedKernel> byAnotherName(String word) {
    return switch (word) {
      case "blur", "smooth", "soft", "soften", "lowpass", "low-pass" ->
          List.of(NamedKernel.GAUSSIAN, NamedKernel.BOX);
      case "mean", "average", "avg", "uniform" -> List.of(NamedKernel.BOX);
      case "gradient", "derivative", "canny" -> List.of(NamedKernel.SOBEL_X, NamedKernel.SOBEL_Y);
      case "outline", "contour", "highpass", "high-pass" ->
          List.of(NamedKernel.EDGE, NamedKernel.LAPLACIAN);
      case "mexican-hat", "marr" -> List.of(NamedKernel.LOG);
      case "laplace" -> List.of(NamedKernel.LAPLACIAN);
      case "none", "delta", "impulse", "unity" -> List.of(NamedKernel.IDENTITY);
      case "relief" -> List.of(NamedKernel.EMBOSS);
      default -> List.of();
    };
  }

  /** Names that begin with the word or the word with them, or else those a few letters away. */
  private static List<NamedKernel> byLikeness(String word) {
    List<NamedKernel> likely = new ArrayList<>();
    for (NamedKernel kernel : NamedKernel.values()) {
      String name = kernel.kernelName();
      int shorter = Math.min(word.length(), name.length());
      if (shorter >= 3 && word.regionMatches(0, name, 0, shorter)) {
        likely.add(kernel);
      }
    }
    int nearest = word.length() / 3;
    for (NamedKernel kernel : likely.isEmpty() ? NamedKernel.values() : new NamedKernel[0]) {
      int distance = distance(word, kernel.kernelName());
      if (distance < nearest) {
        likely.clear();
        nearest = distance;
      }
      if (distance == nearest) {
        likely.add(kernel);
      }
    }
    return likely;
  }

  /** How many letters to put in, take out or change (Levenshtein's distance). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
