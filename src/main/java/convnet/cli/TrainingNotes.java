package convnet.cli;

import convnet.data.DataSet;
import convnet.data.ImageFolder;
import convnet.model.Decimal;
import convnet.model.NetworkSpec;
import convnet.model.Recipe;
import convnet.nn.Network;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Says before the first step what is trained, on what and how, and what looks unintended. */
final class TrainingNotes {
  private final Console console;

  TrainingNotes(Console console) {
    this.console = console;
  }

  /**
   * Says how much there is of everything.
   *
   * @param bytes the memory that training takes
   */
  void describe(DataSet set, Network network, Recipe recipe, long bytes) {
    NetworkSpec spec = network.spec();
    long trained = network.trainedCount();
    console.note(
        "%,d images to train with, %,d to validate with, %,d classes"
            .formatted(set.training().size(), set.validation().size(), set.classes().size()));
    console.note(
        "%s on images of %s: %,d parameters%s, about %,d MB of memory"
            .formatted(
                spec.name(),
                spec.input(),
                spec.parameterCount(),
                trained == spec.parameterCount() ? "" : ", %,d of them trained".formatted(trained),
                Math.ceilDiv(bytes, 1 << 20)));
    console.note(summary(recipe));
  }

  /** The main numbers of a recipe: the bundled networks have their own, which no option shows. */
  private static String summary(Recipe recipe) {
    String optimizer =
        switch (recipe.optimizer()) {
          case Recipe.Sgd _ -> "sgd";
          case Recipe.AdamW _ -> "adamw";
        };
    return "%s, lr %s %s, weight decay %s, batches of %,d, %s, augmentation %s"
        .formatted(
            optimizer,
            Decimal.of(recipe.learningRate()),
            Words.of(recipe.schedule()),
            Decimal.of(recipe.weightDecay()),
            recipe.batchSize(),
            recipe.epochs() == 1 ? "1 epoch" : "%,d epochs".formatted(recipe.epochs()),
            Words.of(recipe.augment()));
  }

  /**
   * Warns of images that a tree is not searched for, and of a warm-up that fills the run.
   *
   * @param data the tree
   */
  void warn(Path data, DataSet set, Recipe recipe) {
    if (!set.leftOut().isEmpty()) {
      console.warn(
          "left out of %s, as only %s are searched for: %s"
              .formatted(
                  ErrorMessages.oneLine(data.toString()),
                  String.join(" ", ImageFolder.extensions()),
                  set.leftOut().entrySet().stream()
                      .map(other -> "%,d %s".formatted(other.getValue(), other.getKey()))
                      .collect(Collectors.joining(", "))));
    }
    if (recipe.warmupEpochs() > 0 && recipe.warmupEpochs() >= recipe.epochs()) {
      console.warn(
          "the learning rate only rises: %d of %d epochs are warm-up (--warmup-epochs)"
              .formatted(recipe.warmupEpochs(), recipe.epochs()));
    }
  }
}
