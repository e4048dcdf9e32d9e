package convnet.kernel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A fixed pool of threads for loops whose parts do not depend on each other. Threads take the parts
 * in turn, so who computes what may differ from run to run, and no result may depend on it: each
 * part writes what no other part touches.
 */
public final class Parallel implements AutoCloseable {
  private final int threads;
  private final @Nullable ExecutorService pool;

  /** One part of a loop. */
  @FunctionalInterface
  public interface Part {
    /**
     * @param part which part, from 0
     * @param worker which thread runs it, from 0 to below {@link Parallel#threads()}: the key to
     *     that thread's own scratch memory
     */
    void run(int part, int worker);
  }

  /**
   * @param threads how many threads compute, the calling one included
   */
  public Parallel(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least 1 thread is needed, not " + threads);
    }
    this.threads = threads;
    ThreadFactory factory = Thread.ofPlatform().name("convnet-compute-", 1).daemon().factory();
    this.pool = threads == 1 ? null : Executors.newFixedThreadPool(threads - 1, factory);
  }

  public int threads() {
    return threads;
  }

  /**
   * Runs all parts and returns when the last is done.
   *
   * @throws RuntimeException or an error, whatever the first part that failed threw
   */
  public void run(int parts, Part part) {
    int helpers = Math.min(threads, parts) - 1;
    if (helpers <= 0 || pool == null) {
      for (int i = 0; i < parts; i++) {
        part.run(i, 0);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(helpers);
    for (int helper = 1; helper <= helpers; helper++) {
      int worker = helper;
      pool.execute(
          () -> {
            takeParts(parts, part, next, worker, failure);
            done.countDown();
          });
    }
    takeParts(parts, part, next, 0, failure);
    awaitUninterruptibly(done);
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError("a part cannot throw this", e);
    }
  }

  private static void takeParts(
      int parts,
      Part part,
      AtomicInteger next,
      int worker,
      AtomicReference<@Nullable Throwable> failure) {
    try {
      for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
        part.run(i, worker);
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
      next.set(parts);
    }
  }

  /** The parts write to arrays that the caller goes on to use: leaving early is not possible. */
  private static void awaitUninterruptibly(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
    }
  }
}
