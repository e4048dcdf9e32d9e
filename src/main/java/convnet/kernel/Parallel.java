package convnet.kernel;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A fixed pool of threads for loops whose parts do not depend on each other. Each thread takes the
 * next part as soon as it is free, so which thread runs which part may differ from run to run, and
 * no result may depend on it: each part writes only what no other part touches.
 *
 * <p>The loops of a network on one image take some ten microseconds, as long as it takes to wake a
 * thread. So threads spin for a while before they park, and a loop does not wait for threads that
 * arrive when all parts are taken.
 */
public final class Parallel implements AutoCloseable {
  /** Nanoseconds to spin before parking: a little more than a park/unpark round trip. */
  private static final long PATIENCE = 100_000;

  private final int threads;
  private final Worker[] workers;

  /**
   * {@link #PATIENCE}, or 0 where threads outnumber processors: spinning would block the others.
   */
  private final long patience;

  /** The loop being run, or {@link Loop#NONE}. */
  private volatile Loop loop = Loop.NONE;

  private volatile boolean closed;

  /** How many nanoseconds of loops the calling thread is still to run alone. */
  private long alone;

  /** One part of a loop. */
  @FunctionalInterface
  public interface Part {
    /**
     * @param part the number of the part, from 0
     * @param worker the number of the thread that runs it, 0 to below {@link Parallel#threads()}:
     *     the key to that thread's own scratch memory
     */
    void run(int part, int worker);
  }

  /** A thread of the pool; the calling thread, number 0, is none. */
  private final class Worker implements Runnable {
    private final int number;
    private final Sleeper sleeper;

    Worker(int number) {
      this.number = number;
      Thread thread =
          Thread.ofPlatform().name("convnet-compute-" + number).daemon().unstarted(this);
      this.sleeper = new Sleeper(thread, patience);
      thread.start();
    }

    @Override
    public void run() {
      Loop last = Loop.NONE;
      while (!closed) {
        Loop done = last;
        sleeper.await(() -> loop != done || closed);
        last = loop;
        last.help(number);
      }
    }
  }

  /**
   * Runs something beside the caller. Nothing waits for it, not even the end of the program.
   *
   * @param action must be of no consequence but for what it has prepared
   */
  public static void aside(Runnable action) {
    Thread.ofPlatform().name("convnet-aside").daemon().start(action);
  }

  /**
   * @param threads the number of threads, the calling one included
   */
  public Parallel(int threads) {
    this(threads, Duration.ZERO);
  }

  /**
   * A pool whose other threads come later, which makes a short run shorter. The code of the JIT's
   * first compiler counts how often it takes each turn, in numbers that all threads share: two
   * threads that write them in turns are slower than one. Meanwhile, the second compiler finds a
   * processor that is free.
   *
   * @param threads the number of threads, the calling one included
   * @param alone how long the calling thread runs the parts of loops alone
   */
  public Parallel(int threads, Duration alone) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least 1 thread is needed, not " + threads);
    }
    this.threads = threads;
    this.workers = new Worker[threads - 1];
    this.alone = alone.toNanos();
    this.patience = threads > Runtime.getRuntime().availableProcessors() ? 0 : PATIENCE;
  }

  public int threads() {
    return threads;
  }

  /**
   * Runs all parts and returns when the last is done. Must be called by one thread at a time.
   *
   * @throws RuntimeException or an {@link Error}, whichever the first failing part threw; parts not
   *     yet taken are then skipped
   */
  public void run(int parts, Part part) {
    int first = 0; // for the other threads
    for (; first < parts && alone > 0; first++) {
      long start = System.nanoTime();
      part.run(first, 0);
      alone -= System.nanoTime() - start;
    }
    int wanted = Math.min(threads, parts - first) - 1;
    if (wanted <= 0) {
      for (int i = first; i < parts; i++) {
        part.run(i, 0);
      }
      return;
    }
    Loop own = new Loop(first, parts, part, new Sleeper(Thread.currentThread(), patience));
    loop = own;
    try {
      wake(wanted);
      own.takeParts(0);
    } catch (OutOfMemoryError e) { // no more threads can be created
      own.fail(e);
    }
    own.awaitOthers();
    loop = Loop.NONE;
    own.throwFailure();
  }

  private void wake(int wanted) {
    for (int i = 0; i < wanted; i++) {
      if (workers[i] == null) {
        workers[i] = new Worker(i + 1);
      }
      workers[i].sleeper.wake();
    }
  }

  /** One call of {@link #run}. */
  private static final class Loop {
    static final Loop NONE = new Loop(0, 0, (_, _) -> {}, new Sleeper(Thread.currentThread(), 0));

    private final int parts;
    private final Part part;
    private final Sleeper caller;
    private final AtomicInteger next;

    /** Other threads at work on the loop. One that arrives when all parts are taken runs none. */
    private final AtomicInteger active = new AtomicInteger();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Loop(int first, int parts, Part part, Sleeper caller) {
      this.next = new AtomicInteger(first);
      this.parts = parts;
      this.part = part;
      this.caller = caller;
    }

    void help(int worker) {
      if (next.get() >= parts) {
        return;
      }
      active.incrementAndGet();
      takeParts(worker);
      if (active.decrementAndGet() == 0) {
        caller.wake();
      }
    }

    void takeParts(int worker) {
      try {
        for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
          part.run(i, worker);
        }
      } catch (Throwable e) {
        fail(e);
      }
    }

    void fail(Throwable e) {
      failure.compareAndSet(null, e);
      next.set(parts);
    }

    /** Even after a failure: running parts write to arrays that the caller goes on to use. */
    void awaitOthers() {
      caller.await(() -> active.get() == 0);
    }

    void throwFailure() {
      // Not a switch over patterns: the first time, one would take Java some milliseconds.
      Throwable failed = failure.get();
      if (failed instanceof RuntimeException e) {
        throw e;
      } else if (failed instanceof Error e) {
        throw e;
      } else if (failed != null) {
        throw new AssertionError("a part cannot throw this", failed);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      if (worker != null) {
        worker.sleeper.wake();
      }
    }
  }
}
