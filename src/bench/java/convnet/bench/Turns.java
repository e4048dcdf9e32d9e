package convnet.bench;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Two sides that do the same in turns, so that a slow minute of the machine slows both.
 *
 * @param ours our median, in milliseconds
 * @param theirs the other side's
 * @param ratio the median of the rounds' own ratios: how many times as long they take
 */
record Turns(double ours, double theirs, double ratio) {
  /** How long a turn lasts at least, in seconds: short work is done many times. */
  private static final double TURN = 0.05;

  /** What takes longer than this needs no run before it to fill the caches. */
  private static final double LONG = 0.3;

  /** Before each turn: threads of the other side that still look for work go to sleep. */
  private static final int PAUSE_MS = 30;

  private static final double WARM_UP = 1.5;
  private static final int WARM_UP_RUNS = 4;

  /** One side: does its work so many times, and returns the seconds that it took altogether. */
  @FunctionalInterface
  interface Side {
    double run(int times);

    /** Work in this process. */
    static Side of(Runnable work) {
      return times -> {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
          work.run();
        }
        return (System.nanoTime() - start) / 1e9;
      };
    }
  }

  /** Measures both sides, warmed up, in so many rounds. */
  static Turns measure(int rounds, Side ours, Side theirs) {
    double oursOnce = warmUp(ours);
    double theirsOnce = warmUp(theirs);
    double[][] ms = new double[2][rounds];
    for (int round = 0; round < rounds; round++) {
      ms[0][round] = 1000 * turn(ours, oursOnce);
      ms[1][round] = 1000 * turn(theirs, theirsOnce);
    }
    return new Turns(
        median(rounds, i -> ms[0][i]),
        median(rounds, i -> ms[1][i]),
        median(rounds, i -> ms[1][i] / ms[0][i]));
  }

  /** Until the compiler has done its work; returns the seconds of the last run. */
  private static double warmUp(Side side) {
    double total = 0;
    double last = 0;
    for (int i = 0; i < WARM_UP_RUNS || total < WARM_UP; i++) {
      last = side.run(1);
      total += last;
    }
    return last;
  }

  /** Seconds of one run. */
  private static double turn(Side side, double once) {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (once < LONG) {
      side.run(1);
    }
    int times = Math.clamp((long) Math.ceil(TURN / once), 1, 1000);
    return side.run(times) / times;
  }

  static double median(int count, IntToDoubleFunction value) {
    double[] sorted = new double[count];
    Arrays.setAll(sorted, value);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }
}
