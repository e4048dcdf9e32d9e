package convnet.bench;

import convnet.kernel.Compute;
import convnet.model.NetworkSpec;
import convnet.nn.Network;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * Training steps of a network on several threads beside the same on one, in turns; and, since two
 * processors of a shared machine are seldom twice one, multiply-adds on numbers in registers
 * likewise. Both must have the same loss to the last bit. Prints a row of a table in Markdown.
 *
 * <p>Arguments: an architecture or its JSON file, batch size, threads, rounds.
 */
public final class CompareThreads {
  private CompareThreads() {}

  /** Runs the benchmark. */
  public static void main(String[] args) throws IOException {
    NetworkSpec network = Networks.named(args[0]).network();
    int batch = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    try (Compute one = Compute.create(1);
        Compute several = Compute.create(threads)) {
      double[] ratios =
          IntStream.range(0, rounds)
              .mapToDouble(_ -> PeakLoop.gigaflops(several) / PeakLoop.gigaflops(one))
              .toArray();
      TrainingSteps alone = new TrainingSteps(new Network(network), batch, one);
      TrainingSteps together = new TrainingSteps(new Network(network), batch, several);
      for (int step = 0; step < 2; step++) {
        double expected = alone.run();
        double loss = together.run();
        if (loss != expected) {
          throw new IllegalStateException(
              "on %d threads the loss is %s, on one %s: not timed"
                  .formatted(threads, loss, expected));
        }
      }
      Turns turns = Turns.measure(rounds, Turns.Side.of(together::run), Turns.Side.of(alone::run));
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
}
