package convnet.cli;

import convnet.model.Spelling;
import convnet.op.filter.NamedKernel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Guesses which kernels an unknown name may mean. */
final class KernelGuess {
  private KernelGuess() {}

  /**
   * The kernels that may be meant; empty if none is similar.
   *
   * @param text a name, perhaps followed by a colon and parameters
   */
  static List<NamedKernel> of(String text) {
    int colon = text.indexOf(':');
    String word = (colon < 0 ? text : text.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
    String name = word.replace('_', '-').replace(' ', '-');
    List<NamedKernel> known = byAnotherName(name);
    boolean file = word.contains(".") || word.contains("/");
    return known.isEmpty() && !file ? byLikeness(name) : known;
  }

  /** The kernels that go by this name elsewhere. */
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

  /**
   * The kernels whose name begins with the word or is its beginning (at least 3 letters), or else
   * the one with the most similar name.
   */
  private static List<NamedKernel> byLikeness(String word) {
    List<NamedKernel> begun =
        Arrays.stream(NamedKernel.values())
            .filter(
                kernel -> begins(kernel.kernelName(), word) || begins(word, kernel.kernelName()))
            .toList();
    if (!begun.isEmpty()) {
      return begun;
    }
    Map<String, NamedKernel> kernels = new LinkedHashMap<>();
    for (NamedKernel kernel : NamedKernel.values()) {
      kernels.put(kernel.kernelName(), kernel);
    }
    return Spelling.nearest(word, kernels.keySet()).map(kernels::get).stream().toList();
  }

  private static boolean begins(String word, String beginning) {
    return beginning.length() >= 3 && word.startsWith(beginning);
  }
}
