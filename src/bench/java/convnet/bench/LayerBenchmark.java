package convnet.bench;

import convnet.bench.LayerRun.Part;
import convnet.kernel.Compute;
import convnet.nn.Network;
import convnet.nn.Pass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** A layer of a bundled network, alone, in training. */
public abstract class LayerBenchmark extends OperationBenchmark {
  private static final int BATCH = 8;

  /** Made by {@link #prepare}. */
  protected LayerRun run;

  /** Architecture and layer: {@code alexnet:features.3}. */
  abstract String layer();

  @Override
  void prepare(Compute reference) throws IOException {
    run = find(layer(), compute);
    LayerRun twin = find(layer(), reference);
    check(Part.FORWARD, twin);
    if (run.has(Part.BACKWARD_PARAMETERS)) {
      check(Part.BACKWARD_PARAMETERS, twin);
    }
    check(Part.BACKWARD_DATA, twin);
  }

  private static LayerRun find(String layer, Compute compute) throws IOException {
    String[] names = layer.split(":");
    Network network = new Network(Networks.named(names[0]).network());
    network.initialize(0);
    List<LayerRun> found = new ArrayList<>();
    LayerRun.forEach(
        network,
        BATCH,
        new Pass(compute, true, 1),
        run -> {
          if (run.summary().layer().name().equals(names[1])) {
            found.add(run);
          }
        });
    if (found.size() != 1) {
      throw new IllegalArgumentException("there is no layer " + layer);
    }
    return found.getFirst();
  }

  private void check(Part part, LayerRun twin) {
    run.run(part);
    twin.run(part);
    switch (part) {
      case FORWARD -> Distance.check("dst", run.dst(), twin.dst());
      case BACKWARD_DATA -> Distance.check("diffSrc", run.diffSrc(), twin.diffSrc());
      case BACKWARD_PARAMETERS ->
          run.gradients()
              .forEach((name, value) -> Distance.check(name, value, twin.gradients().get(name)));
    }
  }

  /** The output. */
  @Benchmark
  public void forward() {
    run.run(Part.FORWARD);
  }

  /** The gradient with respect to the input. */
  @Benchmark
  public void backwardData() {
    run.run(Part.BACKWARD_DATA);
  }
}
