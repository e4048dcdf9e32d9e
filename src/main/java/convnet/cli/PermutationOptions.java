package convnet.cli;

import convnet.model.Architecture;
import convnet.model.Preprocessing;
import convnet.train.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The {@code --permute-pixels} option: whether a network sees images with their pixels in a random
 * order.
 */
final class PermutationOptions {
  private boolean permute;

  PermutationOptions(Options options) {
    options.flag(
        "--permute-pixels",
        given -> permute = given,
        "Put the pixels of every image into one random order, the same for all: the flattened"
            + " pixels are as good as before, but there are no neighbours any more for a"
            + " convolution to see. The model file says which order, for classify to apply it"
            + " too.");
  }

  /**
   * The architecture of a new run with its pixel order: the one of the model that it begins with,
   * as its parameters fit no other; else one drawn from the seed, if asked for.
   *
   * @throws IllegalArgumentException if the model's order is for images of another size
   */
  Architecture applyTo(
      Architecture architecture, @Nullable Path initFrom, long seed, Console console)
      throws IOException {
    Preprocessing own = architecture.preprocessing();
    Preprocessing before = preprocessing(initFrom);
    if (before == null || before.permutation() == null) {
      return permute ? with(architecture, own.withPermutation(seed)) : architecture;
    }
    if (!before.crop().equals(own.crop())) {
      throw new IllegalArgumentException(
          "--init-from %s: it knows the pixels of %s in an order of their own, which there is not for %s"
              .formatted(initFrom, before.crop(), own.crop()));
    }
    console.note("the pixels are in the order that " + initFrom + " knows");
    return with(architecture, own.withPermutation(before.permutation()));
  }

  /**
   * Checks that a resumed run has a random pixel order, if that is asked for.
   *
   * @throws IllegalArgumentException if it has not
   */
  void requireIn(Architecture architecture, Path file) {
    if (permute && architecture.preprocessing().permutation() == null) {
      throw new IllegalArgumentException(
          "--permute-pixels: %s was begun without, and goes on as it is".formatted(file));
    }
  }

  private static @Nullable Preprocessing preprocessing(@Nullable Path model) throws IOException {
    // A PyTorch state dict contains no preprocessing.
    Architecture own = model == null ? null : ModelFile.findArchitecture(model);
    return own == null ? null : own.preprocessing();
  }

  private static Architecture with(Architecture architecture, Preprocessing preprocessing) {
    return new Architecture(architecture.network(), preprocessing, architecture.recipe());
  }
}
