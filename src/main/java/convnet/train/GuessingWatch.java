package convnet.train;

import convnet.model.Decimal;
import java.util.Optional;

/**
 * Notices when a network learns nothing: its loss stays at that of guessing, ln(classes), which
 * holds with or without label smoothing and class weights. Warns once.
 */
final class GuessingWatch {

  /** A loss that differs from that of guessing by less than this share is no better. */
  private static final double NEAR = 0.01;

  /**
   * An epoch's mean loss above this share of that of guessing is no better. The margin is wider
   * than {@link #NEAR}, as the mean includes the steps before the network began to learn.
   */
  private static final double GUESSING = 0.98;

  /** How many steps the loss is averaged over, as that of one batch says little. */
  private static final int BLOCK = 100;

  /** How many blocks in a row must be no better before the warning. */
  private static final int BLOCKS = 4;

  /** No warning at the end of an epoch before this many steps, unless it is the last epoch. */
  private static final int PATIENCE = 50;

  /** The fewest steps of a whole run that tell anything. */
  private static final int FEWEST = 10;

  private final int classes;
  private final double guessing;
  private final double learningRate;
  private int steps;
  private double sum;
  private int stuck;
  private boolean said;

  GuessingWatch(int classes, double learningRate) {
    this.classes = classes;
    this.guessing = Math.log(classes);
    this.learningRate = learningRate;
  }

  /**
   * Takes note of a step.
   *
   * @param loss the mean over its batch
   * @return the warning, if there is one to give
   */
  Optional<String> stepped(double loss) {
    sum += loss;
    if (++steps % BLOCK != 0) {
      return Optional.empty();
    }
    double mean = sum / BLOCK;
    sum = 0;
    stuck = Math.abs(mean - guessing) < NEAR * guessing ? stuck + 1 : 0;
    return stuck < BLOCKS
        ? Optional.empty()
        : say("the loss of the last %d steps, %.4f,".formatted(BLOCK, mean));
  }

  /**
   * Takes note of an epoch. Its mean loss includes its beginning, when any network guesses; so the
   * validation loss must confirm it or, without validation images, a second epoch.
   *
   * @param steps the steps of the run so far
   * @param over whether it was the last epoch
   * @return the warning, if there is one to give
   */
  Optional<String> epochDone(EpochRecord record, long steps, boolean over) {
    Double held = record.valLoss();
    double least = held == null ? record.trainLoss() : Math.min(held, record.trainLoss());
    boolean enough = steps >= PATIENCE && (held != null || record.epoch() > 1);
    return (enough || (over && steps >= FEWEST)) && least > GUESSING * guessing
        ? say(
            "the %s loss of epoch %d, %.4f,"
                .formatted(
                    least < record.trainLoss() ? "validation" : "training", record.epoch(), least))
        : Optional.empty();
  }

  private Optional<String> say(String what) {
    if (said) {
      return Optional.empty();
    }
    said = true;
    return Optional.of(
        "%s is hardly better than guessing, ln(%d) = %.4f: another learning rate than %s may help"
            .formatted(what, classes, guessing, Decimal.of(learningRate)));
  }
}
