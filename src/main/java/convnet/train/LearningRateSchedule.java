package convnet.train;

import convnet.model.Recipe;
import java.util.List;
import java.util.Objects;

/**
 * The learning rate of each step. It depends only on the place in the run and the records of the
 * epochs before, so that a resumed run gets the rates it would have had.
 */
public sealed interface LearningRateSchedule {

  /**
   * The rate of a step.
   *
   * @param epoch the epoch, from 0
   * @param step the step since the start of the run, from 0, as if all epochs had as many steps as
   *     this one
   * @param log the records of the epochs before
   */
  double rate(int epoch, long step, List<EpochRecord> log);

  /** A constant rate. */
  record Constant(double base) implements LearningRateSchedule {
    @Override
    public double rate(int epoch, long step, List<EpochRecord> log) {
      return base;
    }
  }

  /** {@code base · gamma^⌊epoch / epochs⌋}, as {@code torch.optim.lr_scheduler.StepLR}. */
  record Step(double base, int epochs, double gamma) implements LearningRateSchedule {
    @Override
    public double rate(int epoch, long step, List<EpochRecord> log) {
      return base * Math.pow(gamma, epoch / epochs);
    }
  }

  /**
   * Down from {@code base} to 0 along half a cosine, a little with each step: {@code base · (1 +
   * cos(π · step / steps)) / 2} (Loshchilov and Hutter, "SGDR", 2017; PyTorch's {@code
   * CosineAnnealingLR}).
   *
   * @param steps the number of steps in the whole run
   */
  record Cosine(double base, long steps) implements LearningRateSchedule {
    @Override
    public double rate(int epoch, long step, List<EpochRecord> log) {
      return base * (1 + Math.cos(Math.PI * step / steps)) / 2;
    }
  }

  /**
   * Up from {@code highest / 25} to {@code highest} in the first three tenths of the run, then down
   * to {@code highest / 250,000}, both along half a cosine (Smith and Topin, "Super-Convergence",
   * 2018; PyTorch's {@code OneCycleLR} with its defaults, except that the momentum stays constant).
   *
   * @param steps the number of steps in the whole run
   */
  record OneCycle(double highest, long steps) implements LearningRateSchedule {
    private static final double RISE = 0.3;
    private static final double FIRST = 1 / 25.0;
    private static final double LAST = FIRST / 1e4;

    @Override
    public double rate(int epoch, long step, List<EpochRecord> log) {
      double top = RISE * steps - 1;
      double end = steps - 1.0;
      return step <= top
          ? between(highest * FIRST, highest, step / top)
          : between(highest, highest * LAST, Math.min(1, (step - top) / (end - top)));
    }

    private static double between(double from, double to, double share) {
      return to + (from - to) / 2 * (1 + Math.cos(Math.PI * share));
    }
  }

  /**
   * Multiplied by {@code gamma} whenever the validation loss has not improved for more than {@code
   * patience} epochs, as in PyTorch's {@code ReduceLROnPlateau}.
   */
  record Plateau(double base, int patience, double gamma) implements LearningRateSchedule {
    /** An improvement counts only if the loss is lower by more than this share. */
    private static final double THRESHOLD = 1e-4;

    /** The rate is not lowered by this or less. */
    private static final double LEAST_CHANGE = 1e-8;

    @Override
    public double rate(int epoch, long step, List<EpochRecord> log) {
      double rate = base;
      double lowest = Double.POSITIVE_INFINITY;
      int bad = 0;
      for (EpochRecord record : log) {
        double loss = Objects.requireNonNull(record.valLoss());
        if (loss < lowest * (1 - THRESHOLD)) {
          lowest = loss;
          bad = 0;
        } else if (++bad > patience) {
          rate = rate - rate * gamma > LEAST_CHANGE ? rate * gamma : rate;
          bad = 0;
        }
      }
      return rate;
    }
  }

  /**
   * The rate of {@code after}, times a factor that rises linearly to 1 over the first {@code steps}
   * steps.
   */
  record Warmup(LearningRateSchedule after, long steps) implements LearningRateSchedule {
    @Override
    public double rate(int epoch, long step, List<EpochRecord> log) {
      double rate = after.rate(epoch, step, log);
      return step < steps ? rate * (step + 1) / steps : rate;
    }
  }

  /**
   * The schedule that a recipe asks for.
   *
   * @param stepsPerEpoch the number of batches in the training data
   */
  static LearningRateSchedule of(Recipe recipe, int stepsPerEpoch) {
    double base = recipe.learningRate();
    LearningRateSchedule schedule =
        switch (recipe.schedule()) {
          case CONSTANT -> new Constant(base);
          case STEP -> new Step(base, recipe.stepSize(), recipe.gamma());
          case COSINE -> new Cosine(base, (long) recipe.epochs() * stepsPerEpoch);
          case ONECYCLE -> new OneCycle(base, (long) recipe.epochs() * stepsPerEpoch);
          case PLATEAU -> new Plateau(base, recipe.stepSize(), recipe.gamma());
        };
    return recipe.warmupEpochs() == 0
        ? schedule
        : new Warmup(schedule, (long) recipe.warmupEpochs() * stepsPerEpoch);
  }
}
