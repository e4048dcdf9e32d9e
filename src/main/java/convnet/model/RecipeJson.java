package convnet.model;

import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The preprocessing and the recipe of a network file in JSON. */
final class RecipeJson {
  private static final int MOST = 32_767;

  private static final String[] KEYS = {
    "optimizer",
    "lr",
    "momentum",
    "nesterov",
    "beta1",
    "beta2",
    "eps",
    "weight_decay",
    "batch_size",
    "epochs",
    "lr_schedule",
    "step_size",
    "gamma",
    "warmup_epochs",
    "augment",
    "cutout",
    "cutmix",
    "label_smoothing",
    "class_weights"
  };

  /** The update rules, each with the keys that only it has. */
  private enum Rule {
    SGD("momentum", "nesterov"),
    ADAMW("beta1", "beta2", "eps");

    private final List<String> keys;

    Rule(String... keys) {
      this.keys = List.of(keys);
    }
  }

  private RecipeJson() {}

  /**
   * Reads the preprocessing of a network with this input; missing keys are as in {@link
   * Preprocessing#standard}.
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

  /**
   * Reads a recipe; missing keys are as in {@link Recipe#DEFAULT}, or PyTorch's defaults for AdamW.
   */
  static Recipe readRecipe(JsonObject json) throws NetworkFormatException {
    json.allow("recipe", KEYS);
    Recipe standard = Recipe.DEFAULT;
    Rule rule = json.word("optimizer", Rule.class, Rule.SGD);
    boolean adamw = rule == Rule.ADAMW;
    try {
      return new Recipe(
          readOptimizer(rule, json),
          json.number("lr", adamw ? Recipe.AdamW.LEARNING_RATE : standard.learningRate()),
          json.number("weight_decay", adamw ? Recipe.AdamW.WEIGHT_DECAY : standard.weightDecay()),
          json.whole("batch_size", 1, Integer.MAX_VALUE, standard.batchSize()),
          json.whole("epochs", 1, Integer.MAX_VALUE, standard.epochs()),
          json.word("lr_schedule", Recipe.Schedule.class, standard.schedule()),
          json.whole("step_size", 1, Integer.MAX_VALUE, standard.stepSize()),
          json.number("gamma", standard.gamma()),
          json.whole("warmup_epochs", 0, Integer.MAX_VALUE, standard.warmupEpochs()),
          json.word("augment", Recipe.Augment.class, standard.augment()),
          json.whole("cutout", 0, MOST, standard.cutout()),
          json.number("cutmix", standard.cutmix()),
          json.number("label_smoothing", standard.labelSmoothing()),
          json.word("class_weights", Recipe.ClassWeights.class, standard.classWeights()));
    } catch (IllegalArgumentException e) {
      throw json.place().error(Objects.requireNonNull(e.getMessage()));
    }
  }

  private static Recipe.Optimizer readOptimizer(Rule rule, JsonObject json)
      throws NetworkFormatException {
    for (Rule other : Rule.values()) {
      for (String key : other.keys) {
        if (other != rule && json.has(key)) {
          throw json.place()
              .member(key)
              .error("goes with the optimizer " + JsonObject.word(other) + " only");
        }
      }
    }
    return switch (rule) {
      case SGD ->
          new Recipe.Sgd(
              json.number("momentum", Recipe.Sgd.DEFAULT.momentum()),
              json.flag("nesterov", Recipe.Sgd.DEFAULT.nesterov()));
      case ADAMW ->
          new Recipe.AdamW(
              json.number("beta1", Recipe.AdamW.DEFAULT.beta1()),
              json.number("beta2", Recipe.AdamW.DEFAULT.beta2()),
              json.number("eps", Recipe.AdamW.DEFAULT.eps()));
    };
  }

  static Map<String, Object> write(Recipe recipe) {
    Map<String, Object> json = new LinkedHashMap<>();
    switch (recipe.optimizer()) {
      case Recipe.Sgd(double momentum, boolean nesterov) -> {
        json.put("optimizer", JsonObject.word(Rule.SGD));
        json.put("lr", recipe.learningRate());
        json.put("momentum", momentum);
        json.put("nesterov", nesterov);
      }
      case Recipe.AdamW(double beta1, double beta2, double eps) -> {
        json.put("optimizer", JsonObject.word(Rule.ADAMW));
        json.put("lr", recipe.learningRate());
        json.put("beta1", beta1);
        json.put("beta2", beta2);
        json.put("eps", eps);
      }
    }
    json.put("weight_decay", recipe.weightDecay());
    json.put("batch_size", recipe.batchSize());
    json.put("epochs", recipe.epochs());
    json.put("lr_schedule", JsonObject.word(recipe.schedule()));
    json.put("step_size", recipe.stepSize());
    json.put("gamma", recipe.gamma());
    json.put("warmup_epochs", recipe.warmupEpochs());
    json.put("augment", JsonObject.word(recipe.augment()));
    json.put("cutout", recipe.cutout());
    if (recipe.cutmix() != 0) { // a key that older versions do not know
      json.put("cutmix", recipe.cutmix());
    }
    json.put("label_smoothing", recipe.labelSmoothing());
    json.put("class_weights", JsonObject.word(recipe.classWeights()));
    return json;
  }
}
