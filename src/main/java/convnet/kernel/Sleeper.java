package convnet.kernel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Lets a thread wait for a condition: it spins for a while, then parks. */
final class Sleeper {
  /** Checks of the condition between two readings of the clock. */
  private static final int LOOKS = 32;

  private final Thread thread;
  private final long patience;
  private volatile boolean asleep;

  /**
   * @param thread the thread that waits
   * @param patience nanoseconds to spin before parking
   */
  Sleeper(Thread thread, long patience) {
    this.thread = thread;
    this.patience = patience;
  }

  /**
   * Returns when the condition holds; a thread that makes it hold must then call {@link #wake}. An
   * interrupted thread keeps waiting, and stays interrupted.
   */
  void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    int looks = 0;
    while (!condition.getAsBoolean()) {
      if (++looks % LOOKS != 0 || System.nanoTime() - start < patience) {
        Thread.onSpinWait();
        continue;
      }
      // Set before checking again: a thread that changes the condition later sees it and wakes.
      asleep = true;
      if (!condition.getAsBoolean()) {
        LockSupport.park(this);
      }
      asleep = false;
    }
  }

  void wake() {
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }
}
