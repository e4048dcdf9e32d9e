package convnet.bench;

import convnet.kernel.Compute;
import convnet.model.Architecture;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.train.Sgd;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Training steps of a network on several threads beside the same on one, in turns; and, since two
 * processors of a shared machine are seldom twice one, multiply-adds on numbers in registers
 * likewise. Both must have the same loss to the last bit. Prints a row of a table in Markdown.
 *
 * <p>Arguments: an architecture or its JSON file, batch size, threads, rounds.
 */
public final class CompareThreads {
  private static final double RATE = 0.01;

  private CompareThreads() {}

  /** Runs the benchmark. */
  public static void main(String[] args) throws IOException {
    Architecture architecture = Networks.named(args[0]);
    int batch = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    try (Compute one = Compute.create(1);
        Compute several = Compute.create(threads)) {
      double[] ratios =
          IntStream.range(0, rounds)
              .mapToDouble(_ -> PeakLoop.gigaflops(several) / PeakLoop.gigaflops(one))
              .toArray();
      Steps alone = new Steps(architecture, batch, one);
      Steps together = new Steps(architecture, batch, several);
      for (int step = 0; step < 2; step++) {
        double expected = alone.step();
        double loss = together.step();
        if (loss != expected) {
          throw new IllegalStateException(
              "on %d threads the loss is %s, on one %s: not timed"
                  .formatted(threads, loss, expected));
        }
      }
      Turns turns =
          Turns.measure(rounds, Turns.Side.of(together::step), Turns.Side.of(alone::step));
      System.out.printf(
          "| %s, train, batch %d | %.1f images/s on %d threads | %.1f on one | %.2f | %.2f |%n",
          args[0],
          batch,
          1000 * batch / turns.ours(),
          threads,
          1000 * batch / turns.theirs(),
          turns.ratio(),
          Turns.median(rounds, i -> ratios[i]));
    }
  }

  /** Steps of a network with random parameters on a random batch. */
  private static final class Steps {
    private final ExecutionPlan plan;
    private final Sgd optimizer;
    private final int[] labels;
    private int step;

    Steps(Architecture architecture, int batch, Compute compute) {
      Network network = new Network(architecture.network());
      network.initialize(0);
      plan = ExecutionPlan.forTraining(network, batch, compute);
      SplittableRandom random = new SplittableRandom(1);
      plan.input().copyFrom(LayerRun.gaussian(plan.input().shape(), random));
      labels = random.ints(batch, 0, network.spec().outputShape().size()).toArray();
      optimizer = new Sgd(network, plan, 0.9, 1e-4, false, compute);
    }

    double step() {
      double loss = plan.trainStep(labels, plan.batch(), step++);
      optimizer.step(RATE);
      return loss;
    }
  }
}
