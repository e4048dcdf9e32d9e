package convnet.bench;

import convnet.bench.NetworkRun.Task;
import convnet.kernel.Compute;
import convnet.model.Architecture;
import convnet.nn.Network;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * Inference or training steps of a whole network beside PyTorch, in memory, without loading. Logits
 * are compared before anything is timed; for training also the losses of two steps with the same
 * numbers and no dropout, of which the second depends on all gradients of the first. Then both take
 * turns. Prints a row of a table in Markdown.
 *
 * <p>Arguments: an architecture or its JSON file; infer or train; batch size, threads, rounds.
 */
public final class CompareNetwork {
  /**
   * Images and steps of the comparison of training. Of fewer images, batch normalisation makes much
   * of the last digits.
   */
  private static final int FEW = 8;

  private static final int STEPS = 2;

  /** What losses may differ by, relative. The second is of parameters that all have moved. */
  private static final double LOSS_TOLERANCE = 1e-4;

  private CompareNetwork() {}

  /** Runs the benchmark. */
  public static void main(String[] args) throws IOException {
    Architecture architecture = Networks.named(args[0]);
    Task task = Task.valueOf(args[1].toUpperCase(Locale.ROOT));
    int batch = Integer.parseInt(args[2]);
    int threads = Integer.parseInt(args[3]);
    try (Compute compute = Compute.create(threads)) {
      if (task == Task.TRAIN) {
        compareTraining(architecture, compute);
      }
      try (TorchPeer peer = new TorchPeer()) {
        Network network = new Network(architecture.network());
        NetworkRun run =
            new NetworkRun(task, architecture, network, batch, compute, peer, Map.of());
        if (task == Task.TRAIN) {
          run.peerTrainStep();
        }
        Turns turns =
            Turns.measure(Integer.parseInt(args[4]), run.side(task), peer.task(task.word()));
        System.out.printf(
            "| %s, %s, batch %d, threads %d | %.1f images/s, %.1f ms | %.1f images/s, %.1f ms |"
                + " %.2f | %.0e |%n",
            args[0],
            task.word(),
            batch,
            threads,
            1000 * batch / turns.ours(),
            turns.ours(),
            1000 * batch / turns.theirs(),
            turns.theirs(),
            turns.ratio(),
            run.distance());
      }
    }
  }

  /** Some steps on both sides, whose losses must agree. */
  private static void compareTraining(Architecture architecture, Compute compute)
      throws IOException {
    Network network = new Network(Networks.withoutDropout(architecture.network()));
    try (TorchPeer peer = new TorchPeer()) {
      NetworkRun run =
          new NetworkRun(
              Task.TRAIN, architecture, network, FEW, compute, peer, Map.of("dropout", 0));
      for (int step = 0; step < STEPS; step++) {
        double ours = run.trainStep();
        double theirs = run.peerTrainStep();
        if (!(Math.abs(ours - theirs) <= LOSS_TOLERANCE * theirs)) {
          throw new IllegalStateException(
              "in step %d the losses are %f and %f: not timed".formatted(step, ours, theirs));
        }
      }
    }
  }
}
