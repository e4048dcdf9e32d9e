package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ParallelTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyPartRunsOnceOnAWorkerOfItsOwn(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      for (int parts : new int[] {0, 1, 2, 3, 7, 1000}) {
        AtomicIntegerArray times = new AtomicIntegerArray(parts);
        AtomicIntegerArray busy = new AtomicIntegerArray(threads);
        AtomicBoolean shared = new AtomicBoolean();
        parallel.run(
            parts,
            (part, worker) -> {
              shared.compareAndSet(false, busy.incrementAndGet(worker) > 1);
              times.incrementAndGet(part);
              Thread.onSpinWait();
              busy.decrementAndGet(worker);
            });
        assertThat(shared).as("a worker's number was used by two threads at once").isFalse();
        for (int part = 0; part < parts; part++) {
          assertThat(times.get(part)).as("part %d of %d", part, parts).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void threadsReallyWorkAtTheSameTime() {
    try (Parallel parallel = new Parallel(3)) {
      CyclicBarrier all = new CyclicBarrier(3);
      parallel.run(3, (part, worker) -> await(all));
      assertThat(all.isBroken()).isFalse();
    }
  }

  @Test
  void aLateThreadJoinsWhenTheCallerHasBeenAloneForLongEnough() {
    try (Parallel parallel = new Parallel(2, Duration.ofNanos(1))) {
      CyclicBarrier both = new CyclicBarrier(2);
      List<Integer> alone = new ArrayList<>();
      parallel.run(
          3,
          (part, worker) -> {
            if (part == 0) {
              alone.add(worker);
            } else {
              await(both);
            }
          });
      assertThat(alone).containsExactly(0);
      assertThat(both.isBroken()).isFalse();
    }
    try (Parallel parallel = new Parallel(2, Duration.ofHours(1))) {
      List<Integer> parts = new ArrayList<>();
      Thread caller = Thread.currentThread();
      parallel.run(
          100,
          (part, worker) -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            parts.add(part);
          });
      assertThat(parts).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whatAPartThrowsIsThrownWhenNoPartRunsAnyMore(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      for (Throwable failure :
          new Throwable[] {new IllegalStateException("broken"), new StackOverflowError("deep")}) {
        for (int failing = 0; failing < 5; failing++) {
          int bad = failing;
          AtomicInteger running = new AtomicInteger();
          Throwable thrown =
              catchThrowable(
                  () ->
                      parallel.run(
                          5,
                          (part, worker) -> {
                            running.incrementAndGet();
                            try {
                              if (part == bad) {
                                throwUnchecked(failure);
                              }
                            } finally {
                              running.decrementAndGet();
                            }
                          }));
          assertThat(thrown).isSameAs(failure);
          assertThat(running).hasValue(0);
        }
      }
      AtomicInteger after = new AtomicInteger();
      parallel.run(10, (part, worker) -> after.incrementAndGet());
      assertThat(after).as("works on after a failure").hasValue(10);
    }
  }

  @Test
  void afterAFailureNoMorePartsAreBegun() {
    try (Parallel parallel = new Parallel(2)) {
      AtomicInteger begun = new AtomicInteger();
      Throwable thrown =
          catchThrowable(
              () ->
                  parallel.run(
                      200,
                      (part, worker) -> {
                        begun.incrementAndGet();
                        if (part == 0) {
                          throw new IllegalStateException("broken");
                        }
                        sleep(2);
                      }));
      assertThat(thrown).isInstanceOf(IllegalStateException.class);
      assertThat(begun.get()).isLessThan(200);
    }
  }

  @Test
  void anInterruptedCallerStillWaitsAndStaysInterrupted() {
    try (Parallel parallel = new Parallel(2)) {
      Thread caller = Thread.currentThread();
      CyclicBarrier both = new CyclicBarrier(2);
      AtomicBoolean done = new AtomicBoolean();
      parallel.run(
          2,
          (part, worker) -> {
            await(both);
            if (Thread.currentThread() != caller) {
              while (caller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              caller.interrupt();
              sleep(50);
              done.set(true);
            }
          });
      assertThat(done).isTrue();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void oneThreadIsTheCaller() {
    try (Parallel parallel = new Parallel(1)) {
      AtomicReference<Thread> runner = new AtomicReference<>();
      parallel.run(2, (part, worker) -> runner.set(Thread.currentThread()));
      assertThat(runner.get()).isSameAs(Thread.currentThread());
    }
  }

  @Test
  void threadsAreDaemonsAndEndWhenClosed() throws InterruptedException {
    AtomicReference<Thread> helper = new AtomicReference<>();
    Thread caller = Thread.currentThread();
    try (Parallel parallel = new Parallel(2)) {
      CyclicBarrier both = new CyclicBarrier(2);
      parallel.run(
          2,
          (part, worker) -> {
            await(both);
            if (Thread.currentThread() != caller) {
              helper.set(Thread.currentThread());
            }
          });
    }
    assertThat(helper.get().isDaemon()).isTrue();
    assertThat(helper.get().join(Duration.ofSeconds(10))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void lessThanOneThreadIsRefused(int threads) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Parallel(threads).close())
        .withMessage("at least 1 thread is needed, not " + threads);
  }

  private static void throwUnchecked(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    throw (Error) failure;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
