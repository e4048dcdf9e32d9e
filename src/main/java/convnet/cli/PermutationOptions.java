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
        "Shuffle the pixels of every image into one random order, the same for all: this makes no"
            + " difference to a linear network, but a convolution no longer finds neighbours. The"
            + " order is kept in the model file, so classify applies it too.");
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
          "--init-from %s: this model was trained on permuted pixels of %s images: its pixel order cannot be used for %s"
              .formatted(initFrom, before.crop(), own.crop()));
    }
    console.note("the pixels are permuted as in " + initFrom);
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
          "--permute-pixels: %s was begun without it, which cannot change: leave it out"
              .formatted(file));
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
