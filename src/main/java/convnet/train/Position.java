package convnet.train;

/**
 * How far a run is.
 *
 * @param epoch how many epochs are done
 * @param batch how many batches of the epoch after them are done
 * @param step how many steps are done since the start of the run
 * @param tally what came of those batches
 */
public record Position(int epoch, int batch, long step, Tally tally) {
  static Position start() {
    return new Position(0, 0, 0, Tally.ofTraining());
  }
}
