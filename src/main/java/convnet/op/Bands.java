package convnet.op;

import convnet.kernel.Parallel;

/**
 * Splits the planes of a tensor into bands of rows where there are too few planes for the threads
 * to share evenly. The split depends on the tensor's shape alone, not on the number of threads.
 */
final class Bands {
  /** Bands wanted in all: enough for any number of threads to finish at about the same time. */
  private static final int ENOUGH = 64;

  private Bands() {}

  /** Processes a band: some rows of a plane. */
  @FunctionalInterface
  interface Band {
    /**
     * @param from the first row
     * @param to after the last row
     * @param worker the number of the thread that runs it
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
