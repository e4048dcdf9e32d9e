package convnet.bench;

import convnet.kernel.Compute;
import convnet.model.Architecture;
import convnet.model.LayerSpec;
import convnet.nn.Network;
import convnet.nn.Pass;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Each layer of a network beside the same in PyTorch, from the same numbers: the output, the
 * gradient with respect to the input and those of the parameters. They are compared first, then
 * timed in turns. Prints a table in Markdown. Layers that are alike but for their numbers come
 * once; {@code Dropout} and {@code Flatten}, which compute next to nothing, not at all.
 *
 * <p>Arguments: an architecture or its JSON file, batch size, threads, rounds.
 */
public final class CompareLayers {
  /** The peer's names of the parts. */
  private static final List<String> TASKS =
      List.of("forward", "backwardData", "backwardParameters");

  private final TorchPeer peer;
  private final int rounds;
  private final double peak;
  private final Set<List<Object>> seen = new HashSet<>();
  private final double[] ours = new double[LayerRun.Part.values().length];
  private final double[] theirs = new double[LayerRun.Part.values().length];
  private double furthest;

  private CompareLayers(TorchPeer peer, int rounds, double peak) {
    this.peer = peer;
    this.rounds = rounds;
    this.peak = peak;
  }

  /** Runs the benchmark. */
  public static void main(String[] args) throws IOException {
    int batch = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    Architecture architecture = Networks.named(args[0]);
    Network network = new Network(architecture.network());
    network.initialize(0);
    try (TorchPeer peer = new TorchPeer();
        Compute compute = Compute.create(threads)) {
      String version = peer.load(architecture, network, threads, Map.of());
      CompareLayers comparison =
          new CompareLayers(peer, Integer.parseInt(args[3]), PeakLoop.gigaflops(compute));
      System.out.printf("%s, batch %d, threads %d%n%n", args[0], batch, threads);
      comparison.run(network, batch, new Pass(compute, true, 1), version);
    }
  }

  private void run(Network network, int batch, Pass pass, String version) {
    System.out.printf(
        "| ms: convnet / PyTorch %s (how many times as fast) | forward | d input | d parameters"
            + " | GFLOP/s, share of the peak |%n|---|---|---|---|---|%n",
        version);
    LayerRun.forEach(network, batch, pass, this::layer);
    StringJoiner total = new StringJoiner(" | ", "| all of these | ", " | |");
    for (LayerRun.Part part : LayerRun.Part.values()) {
      double mine = ours[part.ordinal()];
      double other = theirs[part.ordinal()];
      total.add(cell(new Turns(mine, other, other / mine)));
    }
    double mine = Arrays.stream(ours).sum();
    double other = Arrays.stream(theirs).sum();
    System.out.printf(
        "%s%n%nAll together %s. The peak of multiply-adds in the same run: %.0f GFLOP/s. Results at"
            + " most %.1e of the largest number apart.%n",
        total, cell(new Turns(mine, other, other / mine)), peak, furthest);
  }

  private void layer(LayerRun run) {
    LayerSpec spec = run.summary().layer();
    boolean computes = !(spec instanceof LayerSpec.Dropout || spec instanceof LayerSpec.Flatten);
    List<Object> kind =
        List.of(spec.toString().replace("name=" + spec.name() + ",", ""), run.src().shape());
    if (!computes || !seen.add(kind)) {
      return;
    }
    try {
      compare(run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StringJoiner row = new StringJoiner(" | ", "| ", " |");
    row.add(
        "%s %s, %s → %s"
            .formatted(
                spec.name(),
                spec.type(),
                sizes(run.summary().input()),
                sizes(run.summary().output())));
    StringJoiner rates = new StringJoiner(" / ");
    for (LayerRun.Part part : LayerRun.Part.values()) {
      if (!run.has(part)) {
        row.add("");
        continue;
      }
      Turns turns =
          Turns.measure(
              rounds, Turns.Side.of(() -> run.run(part)), peer.task(TASKS.get(part.ordinal())));
      ours[part.ordinal()] += turns.ours();
      theirs[part.ordinal()] += turns.theirs();
      row.add(cell(turns));
      double rate = 1000 * run.gigaOperations() / turns.ours();
      rates.add("%.0f, %.0f %%".formatted(rate, 100 * rate / peak));
    }
    System.out.println(row.add(run.isProduct() ? rates.toString() : ""));
  }

  /** Both sides once, from the same numbers. */
  private void compare(LayerRun run) throws IOException {
    String name = run.summary().layer().name();
    Map<String, Tensor> reference =
        peer.exchange(Map.of("src", run.src(), "diffDst", run.diffDst()), Map.of("layer", name));
    run.run(LayerRun.Part.FORWARD);
    check(name + " forward", run.dst(), reference.get("dst"));
    if (run.has(LayerRun.Part.BACKWARD_PARAMETERS)) {
      run.run(LayerRun.Part.BACKWARD_PARAMETERS);
      run.gradients().forEach((key, value) -> check(name + " d " + key, value, reference.get(key)));
    }
    if (run.has(LayerRun.Part.BACKWARD_DATA)) {
      run.run(LayerRun.Part.BACKWARD_DATA);
      check(name + " d input", run.diffSrc(), reference.get("diffSrc"));
    }
  }

  private void check(String what, Tensor result, Tensor reference) {
    furthest = Math.max(furthest, Distance.check(what, result, reference));
  }

  private static String cell(Turns turns) {
    return "%.2f / %.2f (%.2f)".formatted(turns.ours(), turns.theirs(), turns.ratio());
  }

  private static String sizes(Shape shape) {
    StringJoiner sizes = new StringJoiner("×");
    Arrays.stream(shape.dims()).forEach(n -> sizes.add(Integer.toString(n)));
    return sizes.toString();
  }
}
