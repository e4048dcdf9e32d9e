package convnet.op;

import convnet.kernel.Parallel;

/**
 * The planes of a tensor, cut into bands of rows where there are too few planes for the threads to
 * share them evenly. How they are cut depends on the tensor alone.
 */
final class Bands {
  /** Enough for any number of threads to end at about the same time. */
  private static final int ENOUGH = 64;

  private Bands() {}

  /** Some rows of a plane. */
  @FunctionalInterface
  interface Band {
    /**
     * @param from the first row
     * @param to after the last row
     * @param worker which thread runs it
     */
    void run(int plane, int from, int to, int worker);
  }

  /** Runs all bands and returns when the last is done. */
  static void run(int planes, int rows, Parallel parallel, Band band) {
    int each = Math.clamp(Math.ceilDiv(ENOUGH, planes), 1, rows);
    parallel.run(
        planes * each,
        (part, worker) -> {
          int number = part % each;
          int from = (int) ((long) number * rows / each);
          int to = (int) ((number + 1L) * rows / each);
          band.run(part / each, from, to, worker);
        });
  }
}
