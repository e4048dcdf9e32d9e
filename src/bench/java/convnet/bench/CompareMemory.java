package convnet.bench;

import convnet.bench.NetworkRun.Task;
import convnet.kernel.Compute;
import convnet.model.Architecture;
import convnet.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The most memory that a process has had when it has run a network a few times, beside PyTorch's:
 * VmHWM of Linux, parameters, gradients, activations, the runtime and the code included. The logits
 * are compared first. Prints a row of a table in Markdown. Arguments: an architecture or its JSON
 * file; infer or train; batch size, threads.
 */
public final class CompareMemory {
  private static final int RUNS = 5;

  private CompareMemory() {}

  /** Runs the benchmark. */
  public static void main(String[] args) throws IOException {
    Architecture architecture = Networks.named(args[0]);
    Task task = Task.valueOf(args[1].toUpperCase(Locale.ROOT));
    int batch = Integer.parseInt(args[2]);
    try (Compute compute = Compute.create(Integer.parseInt(args[3]));
        TorchPeer peer = new TorchPeer()) {
      Network network = new Network(architecture.network());
      NetworkRun run = new NetworkRun(task, architecture, network, batch, compute, peer, Map.of());
      if (task == Task.TRAIN) {
        run.peerTrainStep();
      }
      run.side(task).run(RUNS);
      peer.task(task.word()).run(RUNS);
      double ours = peak() / 1e6;
      double theirs = peer.peakMemory() / 1e6;
      System.out.printf(
          "| %s, %s, batch %d | %.0f MB | %.0f MB | %.2f |%n",
          args[0], task.word(), batch, ours, theirs, ours / theirs);
    }
  }

  private static double peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
