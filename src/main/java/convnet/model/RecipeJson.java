package convnet.model;

import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Preprocessing and recipe in JSON, beside the network. */
final class RecipeJson {
  private static final int MOST = 32_767;

  private RecipeJson() {}

  /**
   * Reads the preprocessing of a network with this input; what is left out has the plain default.
   */
  static Preprocessing readPreprocessing(JsonObject json, Shape input)
      throws NetworkFormatException {
    json.allow("preprocessing", "resize", "crop", "mean", "std", "permute_pixels");
    Size crop = json.size("crop", 1, MOST, Size.of(input.height(), input.width()));
    Preprocessing standard = Preprocessing.standard(input.channels(), crop);
    try {
      return new Preprocessing(
          json.whole("resize", 0, MOST, standard.resize()),
          crop,
          json.has("mean") ? json.numbers("mean") : standard.mean(),
          json.has("std") ? json.numbers("std") : standard.std(),
          json.has("permute_pixels") ? json.seed("permute_pixels") : null);
    } catch (IllegalArgumentException e) {
      throw json.place().error(Objects.requireNonNull(e.getMessage()));
    }
  }

  static Map<String, Object> write(Preprocessing preprocessing) {
    Map<String, Object> json = new LinkedHashMap<>();
    Size crop = preprocessing.crop();
    json.put("resize", preprocessing.resize());
    json.put("crop", List.of(crop.height(), crop.width()));
    json.put("mean", preprocessing.mean());
    json.put("std", preprocessing.std());
    if (preprocessing.permutation() != null) {
      json.put("permute_pixels", preprocessing.permutation());
    }
    return json;
  }

  /** Reads a recipe; what is left out is as in {@link Recipe#DEFAULT}. */
  static Recipe readRecipe(JsonObject json) throws NetworkFormatException {
    json.allow(
        "recipe",
        "optimizer",
        "lr",
        "momentum",
        "nesterov",
        "weight_decay",
        "batch_size",
        "epochs",
        "lr_schedule",
        "step_size",
        "gamma",
        "warmup_epochs",
        "augment");
    Recipe standard = Recipe.DEFAULT;
    try {
      return new Recipe(
          json.word("optimizer", Recipe.Optimizer.class, standard.optimizer()),
          json.number("lr", standard.learningRate()),
          json.number("momentum", standard.momentum()),
          json.flag("nesterov", standard.nesterov()),
          json.number("weight_decay", standard.weightDecay()),
          json.whole("batch_size", 1, Integer.MAX_VALUE, standard.batchSize()),
          json.whole("epochs", 1, Integer.MAX_VALUE, standard.epochs()),
          json.word("lr_schedule", Recipe.Schedule.class, standard.schedule()),
          json.whole("step_size", 1, Integer.MAX_VALUE, standard.stepSize()),
          json.number("gamma", standard.gamma()),
          json.whole("warmup_epochs", 0, Integer.MAX_VALUE, standard.warmupEpochs()),
          json.word("augment", Recipe.Augment.class, standard.augment()));
    } catch (IllegalArgumentException e) {
      throw json.place().error(Objects.requireNonNull(e.getMessage()));
    }
  }

  static Map<String, Object> write(Recipe recipe) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("optimizer", JsonObject.word(recipe.optimizer()));
    json.put("lr", recipe.learningRate());
    json.put("momentum", recipe.momentum());
    json.put("nesterov", recipe.nesterov());
    json.put("weight_decay", recipe.weightDecay());
    json.put("batch_size", recipe.batchSize());
    json.put("epochs", recipe.epochs());
    json.put("lr_schedule", JsonObject.word(recipe.schedule()));
    json.put("step_size", recipe.stepSize());
    json.put("gamma", recipe.gamma());
    json.put("warmup_epochs", recipe.warmupEpochs());
    json.put("augment", JsonObject.word(recipe.augment()));
    return json;
  }
}
