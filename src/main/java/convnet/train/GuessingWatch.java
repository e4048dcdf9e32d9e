package convnet.train;

import convnet.model.Decimal;
import java.util.Optional;

/**
 * Notices that a network learns nothing: its loss stays where guessing leaves it, at ln(classes),
 * label smoothing and class weights or not. Says so once.
 */
final class GuessingWatch {

  /** A loss this near to that of guessing, as a share of it, is no better. */
  private static final double NEAR = 0.01;

  /** The same for the mean over an epoch, which holds the steps before it began to learn. */
  private static final double GUESSING = 0.98;

  /** Steps whose mean loss is looked at, as that of one batch says little. */
  private static final int BLOCK = 100;

  /** Blocks in a row after which it is said. */
  private static final int BLOCKS = 4;

  /** At the end of an epoch nobody needs to worry after fewer steps than this. */
  private static final int PATIENCE = 50;

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
   * A step is done.
   *
   * @param loss the mean over its batch
   * @return what is to be said, if anything
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
   * An epoch is done. Its mean loss holds its beginning, when any network guesses; so the loss on
   * the validation images, where there are any, has to say the same, else the second epoch.
   *
   * @param steps of the run so far
   * @param over whether it was the last epoch
   * @return what is to be said, if anything
   */
  Optional<String> epochDone(EpochRecord record, long steps, boolean over) {
    Double held = record.valLoss();
    double least = held == null ? record.trainLoss() : Math.min(held, record.trainLoss());
    boolean enough = steps >= PATIENCE && (held != null || record.epoch() > 1);
    return (enough || over) && least > GUESSING * guessing
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
