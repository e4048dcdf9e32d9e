package convnet.cli;

import convnet.model.Recipe;
import convnet.model.Recipe.Augment;
import convnet.model.Recipe.ClassWeights;
import convnet.model.Recipe.Schedule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options for how a network is trained; what is not given is taken from the architecture's own
 * recipe.
 */
final class RecipeOptions {
  /**
   * Epochs without improvement before the rate is reduced, if the recipe's schedule is no plateau.
   */
  private static final int PLATEAU_EPOCHS = 5;

  /** The update rules. */
  enum Optimizer {
    SGD,
    ADAMW
  }

  /** An update rule with the learning rate and weight decay that suit it. */
  private record Rule(Recipe.Optimizer optimizer, double learningRate, double weightDecay) {
    static final Rule SGD =
        new Rule(
            Recipe.DEFAULT.optimizer(),
            Recipe.DEFAULT.learningRate(),
            Recipe.DEFAULT.weightDecay());
    static final Rule ADAMW =
        new Rule(Recipe.AdamW.DEFAULT, Recipe.AdamW.LEARNING_RATE, Recipe.AdamW.WEIGHT_DECAY);
  }

  private @Nullable Integer epochs;
  private @Nullable Integer batchSize;
  private @Nullable Optimizer optimizer;
  private @Nullable Double learningRate;
  private @Nullable Double momentum;
  private @Nullable Double weightDecay;
  private @Nullable Boolean nesterov;
  private @Nullable Schedule schedule;
  private @Nullable Integer warmupEpochs;
  private @Nullable Augment augment;
  private @Nullable Double labelSmoothing;
  private @Nullable ClassWeights classWeights;

  RecipeOptions(Options options) {
    options.value(
        "--epochs",
        "N",
        Numbers.WHOLE,
        given -> epochs = given,
        "How many times to go through the training images.");
    options.value(
        "--batch-size", "N", Numbers.WHOLE, given -> batchSize = given, "Images per step.");
    options.word(
        "--optimizer",
        "RULE",
        Words.ofEnum(Optimizer.class),
        given -> optimizer = given,
        "The optimizer: sgd or adamw. adamw in place of a recipe's sgd defaults to a rate of"
            + " 0.001 and a weight decay of 0.01.");
    options.value(
        "--lr", "RATE", Numbers.DOUBLE, given -> learningRate = given, "The learning rate.");
    options.value(
        "--momentum",
        "M",
        Numbers.DOUBLE,
        given -> momentum = given,
        "The momentum of sgd, 0 to below 1.");
    options.value(
        "--weight-decay",
        "D",
        Numbers.DOUBLE,
        given -> weightDecay = given,
        "The weight decay, the same for all parameters.");
    options.onOrOff("--nesterov", given -> nesterov = given, "Use Nesterov momentum, or not.");
    options.word(
        "--lr-schedule",
        "HOW",
        Words.ofEnum(Schedule.class),
        given -> schedule = given,
        "How the rate changes: constant; step, times 0.1 after each third of the epochs, or as"
            + " the recipe has it; cosine, down to 0 along half a cosine; onecycle, from 1/25 of"
            + " the rate up to it in the first three tenths of the run, then down to almost 0;"
            + " plateau, times 0.1 when the validation loss has not fallen for more than 5"
            + " epochs, or as the recipe has it.");
    options.value(
        "--warmup-epochs",
        "N",
        Numbers.WHOLE,
        given -> warmupEpochs = given,
        "In the first N epochs, multiply the schedule by a factor that rises from near 0 to 1;"
            + " the schedule starts at once, not after them. Not for onecycle.");
    options.word(
        "--augment",
        "HOW",
        Words.ofEnum(Augment.class),
        given -> augment = given,
        "How training images are varied: none; standard, random resized crops (1/12 to all of the"
            + " area, slightly stretched) and horizontal flips; alexnet, the same without"
            + " stretching, and PCA colour lighting. Inputs below 64 pixels are not cropped, but"
            + " shifted by up to an eighth over a black border, as is usual for CIFAR.");
    options.value(
        "--label-smoothing",
        "S",
        Numbers.DOUBLE,
        given -> labelSmoothing = given,
        "Spread this share of each label over all classes, 0 to below 1. The reported training"
            + " loss includes the smoothing, the validation loss does not.");
    options.word(
        "--class-weights",
        "HOW",
        Words.ofEnum(ClassWeights.class),
        given -> classWeights = given,
        "Weight of an image in the loss: none, the same for all; balanced, inversely proportional"
            + " to the size of its class.");
  }

  /**
   * The recipe with the options applied.
   *
   * @throws IllegalArgumentException if a number is out of its range; the message names the option
   */
  Recipe applyTo(Recipe own) {
    try {
      return changed(own);
    } catch (IllegalArgumentException e) {
      // A recipe's messages begin with a name from JSON; the option's has hyphens for underscores.
      throw new IllegalArgumentException(
          "--" + String.valueOf(e.getMessage()).replace('_', '-'), e);
    }
  }

  private Recipe changed(Recipe own) {
    Schedule newSchedule = Objects.requireNonNullElse(schedule, own.schedule());
    int newEpochs = Objects.requireNonNullElse(epochs, own.epochs());
    Rule rule = rule(own);
    return new Recipe(
        changed(rule.optimizer()),
        Objects.requireNonNullElse(learningRate, rule.learningRate()),
        Objects.requireNonNullElse(weightDecay, rule.weightDecay()),
        Objects.requireNonNullElse(batchSize, own.batchSize()),
        newEpochs,
        newSchedule,
        stepSize(own, newSchedule, newEpochs),
        own.gamma(),
        warmupEpochs(own, newSchedule),
        Objects.requireNonNullElse(augment, own.augment()),
        own.cutout(),
        own.cutmix(),
        Objects.requireNonNullElse(labelSmoothing, own.labelSmoothing()),
        Objects.requireNonNullElse(classWeights, own.classWeights()));
  }

  /**
   * The recipe's update rule, or the one asked for with its own learning rate and weight decay:
   * those of one rule do not suit another.
   */
  private Rule rule(Recipe own) {
    Rule kept = new Rule(own.optimizer(), own.learningRate(), own.weightDecay());
    return switch (own.optimizer()) {
      case Recipe.Sgd _ -> optimizer == Optimizer.ADAMW ? Rule.ADAMW : kept;
      case Recipe.AdamW _ -> optimizer == Optimizer.SGD ? Rule.SGD : kept;
    };
  }

  private Recipe.Optimizer changed(Recipe.Optimizer own) {
    return switch (own) {
      case Recipe.Sgd sgd ->
          new Recipe.Sgd(
              Objects.requireNonNullElse(momentum, sgd.momentum()),
              Objects.requireNonNullElse(nesterov, sgd.nesterov()));
      case Recipe.AdamW adamw -> {
        if (momentum != null || nesterov != null) {
          throw new IllegalArgumentException(
              (momentum != null ? "momentum" : "nesterov")
                  + " goes with --optimizer sgd: adamw has beta1 in the recipe of a network file");
        }
        yield adamw;
      }
    };
  }

  /**
   * The warm-up epochs; none from the recipe with onecycle, which, as in PyTorch, begins with a
   * rise of its own.
   */
  private int warmupEpochs(Recipe own, Schedule newSchedule) {
    int recipes = newSchedule == Schedule.ONECYCLE ? 0 : own.warmupEpochs();
    return Objects.requireNonNullElse(warmupEpochs, recipes);
  }

  /**
   * The step size; from one {@code step} schedule to another, the recipe's is scaled to the number
   * of epochs.
   */
  private static int stepSize(Recipe own, Schedule schedule, int epochs) {
    if (schedule == own.schedule() && (schedule != Schedule.STEP || epochs == own.epochs())) {
      return own.stepSize();
    }
    return switch (schedule) {
      case STEP -> {
        boolean ownSteps = own.schedule() == Schedule.STEP;
        double share = ownSteps ? (double) own.stepSize() / own.epochs() : 1.0 / 3;
        yield (int) Math.max(1, Math.round(share * epochs));
      }
      case PLATEAU -> PLATEAU_EPOCHS;
      case CONSTANT, COSINE, ONECYCLE -> own.stepSize();
    };
  }
}
