package convnet.train;

import convnet.model.Recipe;

/**
 * The learning rate of each step. It follows from the place in the run alone, so that a run that
 * was stopped goes on with the rates it would have had.
 */
public sealed interface LearningRateSchedule {

  /**
   * The rate of a step.
   *
   * @param epoch the epoch, from 0
   * @param step the step, counted from the start of the run, from 0
   */
  double rate(int epoch, long step);

  /** The same rate all the time. */
  record Constant(double base) implements LearningRateSchedule {
    @Override
    public double rate(int epoch, long step) {
      return base;
    }
  }

  /** {@code base · gamma^⌊epoch / epochs⌋}, as {@code torch.optim.lr_scheduler.StepLR}. */
  record Step(double base, int epochs, double gamma) implements LearningRateSchedule {
    @Override
    public double rate(int epoch, long step) {
      return base * Math.pow(gamma, epoch / epochs);
    }
  }

  /**
   * Down from {@code base} to 0 along half a cosine, a little with each step: {@code base · (1 +
   * cos(π · step / steps)) / 2} (Loshchilov and Hutter, "SGDR", 2017; PyTorch's {@code
   * CosineAnnealingLR}).
   *
   * @param steps how many steps the whole run has
   */
  record Cosine(double base, long steps) implements LearningRateSchedule {
    @Override
    public double rate(int epoch, long step) {
      return base * (1 + Math.cos(Math.PI * step / steps)) / 2;
    }
  }

  /**
   * The first {@code steps} steps rise in equal parts to what {@code after} says; then it holds.
   */
  record Warmup(LearningRateSchedule after, long steps) implements LearningRateSchedule {
    @Override
    public double rate(int epoch, long step) {
      double rate = after.rate(epoch, step);
      return step < steps ? rate * (step + 1) / steps : rate;
    }
  }

  /**
   * The schedule that a recipe asks for.
   *
   * @param stepsPerEpoch how many batches the training data make
   * @throws IllegalArgumentException if it is one that training cannot follow
   */
  static LearningRateSchedule of(Recipe recipe, int stepsPerEpoch) {
    double base = recipe.learningRate();
    LearningRateSchedule schedule =
        switch (recipe.schedule()) {
          case CONSTANT -> new Constant(base);
          case STEP -> new Step(base, recipe.stepSize(), recipe.gamma());
          case COSINE -> new Cosine(base, (long) recipe.epochs() * stepsPerEpoch);
          case ONECYCLE, PLATEAU ->
              throw new IllegalArgumentException(
                  "the recipe's lr_schedule %s cannot be followed: constant, step or cosine"
                      .formatted(recipe.schedule().name().toLowerCase(java.util.Locale.ROOT)));
        };
    return recipe.warmupEpochs() == 0
        ? schedule
        : new Warmup(schedule, (long) recipe.warmupEpochs() * stepsPerEpoch);
  }
}
