package convnet.kernel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A thread that waits: at first awake, for what is likely to come soon, then asleep. */
final class Sleeper {
  /** Looks from one at the clock to the next. */
  private static final int LOOKS = 32;

  private final Thread thread;
  private final long patience;
  private volatile boolean asleep;

  /**
   * @param thread which waits
   * @param patience nanoseconds that it stays awake
   */
  Sleeper(Thread thread, long patience) {
    this.thread = thread;
    this.patience = patience;
  }

  /**
   * Returns when something holds, which whoever brings it about follows by {@link #wake}. An
   * interrupted thread waits all the same, and stays interrupted.
   */
  void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    int looks = 0;
    while (!condition.getAsBoolean()) {
      if (++looks % LOOKS != 0 || System.nanoTime() - start < patience) {
        Thread.onSpinWait();
        continue;
      }
      // Said before looking again: whoever changes the condition after that sees it, and wakes.
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
