package convnet.train;

/**
 * The progress of a run.
 *
 * @param epoch how many epochs are done
 * @param batch how many batches of the current epoch are done
 * @param step how many steps are done since the start of the run
 * @param tally the results of those batches
 */
public record Position(int epoch, int batch, long step, Tally tally) {
  static Position start() {
    return new Position(0, 0, 0, Tally.ofTraining());
  }
}
