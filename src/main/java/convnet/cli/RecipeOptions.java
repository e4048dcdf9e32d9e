package convnet.cli;

import convnet.model.Recipe;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a network is trained; what is not given is as the architecture's own recipe has it. */
final class RecipeOptions {

  /** How the learning rate changes. */
  enum Schedule {
    CONSTANT,
    STEP,
    COSINE
  }

  static final class ScheduleWords extends Words.OfEnum<Schedule> {
    ScheduleWords() {
      super(Schedule.class);
    }
  }

  /** How training images are varied. */
  enum Augment {
    NONE,
    STANDARD,
    ALEXNET
  }

  static final class AugmentWords extends Words.OfEnum<Augment> {
    AugmentWords() {
      super(Augment.class);
    }
  }

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How many times to go through the images.")
  private @Nullable Integer epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images a step.")
  private @Nullable Integer batchSize;

  @Option(names = "--lr", paramLabel = "RATE", description = "The learning rate.")
  private @Nullable Double learningRate;

  @Option(names = "--momentum", paramLabel = "M", description = "The momentum, 0 to below 1.")
  private @Nullable Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      description = "The weight decay, for all parameters alike.")
  private @Nullable Double weightDecay;

  @Option(names = "--nesterov", negatable = true, description = "Nesterov's momentum, or not.")
  private @Nullable Boolean nesterov;

  @Option(
      names = "--lr-schedule",
      paramLabel = "HOW",
      converter = ScheduleWords.class,
      completionCandidates = ScheduleWords.class,
      description =
          "How the rate changes: constant; step, times 0.1 after each third of the epochs or as"
              + " the recipe has it; cosine, down to 0 along half a cosine.")
  private @Nullable Schedule schedule;

  @Option(
      names = "--warmup-epochs",
      paramLabel = "N",
      description = "Let the rate rise from near 0 in the first epochs.")
  private @Nullable Integer warmupEpochs;

  @Option(
      names = "--augment",
      paramLabel = "HOW",
      converter = AugmentWords.class,
      completionCandidates = AugmentWords.class,
      description =
          "How training images are varied: none; standard, random parts of the image and mirror"
              + " images; alexnet, the same without stretching, and other light along the"
              + " principal axes of the images' colours.")
  private @Nullable Augment augment;

  /**
   * The recipe with what was asked for put in.
   *
   * @throws IllegalArgumentException if a number is out of its range; the message names the option
   */
  Recipe applyTo(Recipe own) {
    try {
      return changed(own);
    } catch (IllegalArgumentException e) {
      // A recipe names its parts as in JSON, which is how the options are called but for this.
      throw new IllegalArgumentException(
          "--" + String.valueOf(e.getMessage()).replace('_', '-'), e);
    }
  }

  private Recipe changed(Recipe own) {
    Recipe.Schedule newSchedule =
        schedule == null ? own.schedule() : Recipe.Schedule.valueOf(schedule.name());
    int newEpochs = Objects.requireNonNullElse(epochs, own.epochs());
    return new Recipe(
        own.optimizer(),
        Objects.requireNonNullElse(learningRate, own.learningRate()),
        Objects.requireNonNullElse(momentum, own.momentum()),
        Objects.requireNonNullElse(nesterov, own.nesterov()),
        Objects.requireNonNullElse(weightDecay, own.weightDecay()),
        Objects.requireNonNullElse(batchSize, own.batchSize()),
        newEpochs,
        newSchedule,
        stepSize(own, newSchedule, newEpochs),
        own.gamma(),
        Objects.requireNonNullElse(warmupEpochs, own.warmupEpochs()),
        augment == null ? own.augment() : Recipe.Augment.valueOf(augment.name()));
  }

  /** The recipe's steps keep their place in a run of another length. */
  private static int stepSize(Recipe own, Recipe.Schedule schedule, int epochs) {
    boolean ownSteps = own.schedule() == Recipe.Schedule.STEP;
    if (schedule != Recipe.Schedule.STEP || (ownSteps && epochs == own.epochs())) {
      return own.stepSize();
    }
    double share = ownSteps ? (double) own.stepSize() / own.epochs() : 1.0 / 3;
    return (int) Math.max(1, Math.round(share * epochs));
  }
}
