package convnet.bench;

import convnet.kernel.Compute;
import convnet.nn.Network;
import convnet.nn.Pass;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Where the time of a training step goes: each layer's forward pass, its gradient with respect to
 * its input and that of its parameters, in milliseconds. Beside it what that is: for convolutions
 * and inner products GFLOP/s, the operations of the direct way counted, and their share of what the
 * threads can do at most; for all others GB/s, their input and output counted once. Arguments: an
 * architecture or its JSON file, batch size, threads.
 */
public final class LayerTimes {
  private static final int ROUNDS = 11;
  private static final int WARM_UP = 1_000_000_000;

  private final Compute compute;
  private final double peak;
  private final double[] total = new double[LayerRun.Part.values().length];

  private LayerTimes(Compute compute) {
    this.compute = compute;
    this.peak = PeakLoop.gigaflops(compute);
  }

  /** Runs the benchmark. */
  public static void main(String[] args) throws IOException {
    Network network = new Network(Networks.named(args[0]).network());
    network.initialize(0);
    try (Compute compute = Compute.create(Integer.parseInt(args[2]))) {
      new LayerTimes(compute).run(network, Integer.parseInt(args[1]));
    }
  }

  private void run(Network network, int batch) {
    System.out.printf("peak %.0f GFLOP/s%n", peak);
    System.out.printf(
        "%-44s %9s %9s %9s%n",
        "ms (GFLOP/s, share of the peak; or GB/s)", "forward", "d input", "d param");
    LayerRun.forEach(network, batch, new Pass(compute, true, 1), this::layer);
    System.out.printf(
        "%-44s %9.2f %9.2f %9.2f   %.2f%n",
        "total", total[0], total[1], total[2], total[0] + total[1] + total[2]);
  }

  private void layer(LayerRun run) {
    System.out.printf(
        "%-44s",
        "%s %s > %s".formatted(run.summary().layer().name(), run.src().shape(), run.dst().shape()));
    double gigabytes = 4e-9 * (run.src().size() + run.dst().size());
    StringBuilder rates = new StringBuilder();
    for (LayerRun.Part part : LayerRun.Part.values()) {
      double ms = run.has(part) ? time(() -> run.run(part)) : 0;
      total[part.ordinal()] += ms;
      System.out.printf(" %9.2f", ms);
      if (run.has(part) && run.isProduct()) {
        double rate = 1000 * run.gigaOperations() / ms;
        rates.append("  %5.0f %3.0f %%".formatted(rate, 100 * rate / peak));
      } else if (run.has(part)) {
        rates.append("  %5.1f".formatted(1000 * gigabytes / ms));
      }
    }
    System.out.println(rates);
  }

  /** The median in milliseconds, once everything is compiled; of one thread the processor time. */
  private double time(Runnable work) {
    double[] times = new double[ROUNDS];
    long ready = System.nanoTime() + WARM_UP;
    int round = -ROUNDS;
    while (round < ROUNDS) {
      long start = now();
      work.run();
      if (round >= 0) {
        times[round] = (now() - start) / 1e6;
      }
      round += round == -1 && System.nanoTime() < ready ? 0 : 1;
    }
    return Turns.median(ROUNDS, i -> times[i]);
  }

  private long now() {
    return compute.parallel().threads() == 1
        ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
