package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import convnet.kernel.Compute;
import convnet.model.Architectures;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * A training step takes no memory once it is warm.
 *
 * <p>It runs in a process of its own, as a training does: loops that other tests have run with
 * other shapes are compiled for those too, and some of them then take memory for each vector.
 */
class SteadyMemoryTest {
  private static final int BATCH = 8;
  private static final int STEPS = 10;

  /** Vector loops take memory for each vector until they are compiled. */
  private static final int ROUNDS = 50;

  /** Closures and narrowed tensors: small things, and few of them. */
  private static final long BYTES_A_STEP = 100_000;

  @Test
  void aStepAllocatesNextToNothing() {
    try (Compute compute = Compute.create(2)) {
      Network network = new Network(Architectures.bundled("alexnet-cifar", 10).network());
      network.initialize(1);
      ExecutionPlan plan = ExecutionPlan.forTraining(network, BATCH, compute);
      Sgd sgd = new Sgd(network, plan, 0.9, 1e-4, false, compute);
      Tally tally = new Tally(10);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS && least > BYTES_A_STEP; round++) {
        long before = allocated();
        run(plan, sgd, tally);
        least = Math.min(least, (allocated() - before) / STEPS);
      }
      // The activations alone are more than four million bytes.
      assertThat(least).isLessThan(BYTES_A_STEP);
    }
  }

  private static void run(ExecutionPlan plan, Sgd sgd, Tally tally) {
    int[] labels = new int[BATCH];
    for (int step = 0; step < STEPS; step++) {
      plan.trainStep(labels, BATCH, step);
      sgd.step(0.001);
      tally.add(plan.output(BATCH), labels);
    }
  }

  /** By this thread and those that compute for it, since they began. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread == Thread.currentThread() || thread.getName().startsWith("convnet-compute")) {
        sum += threads.getThreadAllocatedBytes(thread.threadId());
      }
    }
    return sum;
  }
}
