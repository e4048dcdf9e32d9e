package convnet.cli;

import convnet.nn.Network;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code --freeze} option: which parameters are not trained. */
final class FreezeOptions {
  private List<String> prefixes = new ArrayList<>();

  FreezeOptions(Options options) {
    options.texts(
        "--freeze",
        "PREFIX",
        given -> prefixes = given,
        "Do not train the parameters with this name prefix: a layer or parameter such as"
            + " features, features.0 or fc.bias (see convnet shape for the names). May be"
            + " repeated. Frozen batch normalisation layers use their running statistics and do"
            + " not update them.");
  }

  /**
   * The prefixes given as options, or those of the resumed run.
   *
   * @param own the prefixes of the resumed run; null for a new run
   * @throws IllegalArgumentException if the resumed run was begun with others
   */
  List<String> prefixes(@Nullable List<String> own) {
    if (own == null || prefixes.isEmpty() || prefixes.equals(own)) {
      return own == null ? prefixes : own;
    }
    throw new IllegalArgumentException(
        "--freeze %s: the run was begun %s, which cannot change: leave it out"
            .formatted(
                String.join(" ", prefixes),
                own.isEmpty() ? "without --freeze" : "with " + String.join(" ", own)));
  }

  /**
   * The network with the parameters of these prefixes frozen.
   *
   * @throws IllegalArgumentException if a prefix matches no parameter, or none is left to train
   */
  static Network freeze(Network network, List<String> prefixes) {
    try {
      return network.freeze(prefixes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--freeze: " + e.getMessage(), e);
    }
  }
}
