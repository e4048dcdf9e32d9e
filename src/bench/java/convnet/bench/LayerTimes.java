package convnet.bench;

import convnet.kernel.Compute;
import convnet.model.Architectures;
import convnet.model.LayerSpec;
import convnet.model.LayerSummary;
import convnet.model.NetworkJson;
import convnet.model.NetworkSpec;
import convnet.nn.Layer;
import convnet.nn.Network;
import convnet.nn.Pass;
import convnet.nn.Workspace;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a training step goes: each layer's forward pass, its gradient with respect to
 * its input and that of its parameters, in milliseconds. Beside it what that is: for convolutions
 * and inner products GFLOP/s, the operations of the direct way counted, and their share of what the
 * threads can do at most; for all others GB/s, their input and output counted once. Arguments: an
 * architecture or its JSON file, batch size, threads.
 */
public final class LayerTimes {
  private static final int CLASSES = 1000;
  private static final int ROUNDS = 11;
  private static final int WARM_UP = 1_000_000_000;

  private final int batch;
  private final Pass pass;
  private final double peak;
  private final SplittableRandom random = new SplittableRandom(1);

  private LayerTimes(int batch, Compute compute) {
    this.batch = batch;
    this.pass = new Pass(compute, true, 1);
    this.peak = peak();
  }

  /** Runs the benchmark. */
  public static void main(String[] args) throws IOException {
    NetworkSpec spec =
        args[0].endsWith(".json")
            ? NetworkJson.read(Path.of(args[0]), OptionalInt.of(CLASSES)).network()
            : Architectures.bundled(args[0], CLASSES).network();
    try (Compute compute = Compute.create(Integer.parseInt(args[2]))) {
      new LayerTimes(Integer.parseInt(args[1]), compute).run(spec);
    }
  }

  private void run(NetworkSpec spec) {
    System.out.printf("peak %.0f GFLOP/s%n", peak);
    System.out.printf(
        "%-44s %9s %9s %9s%n",
        "ms (GFLOP/s, share of the peak; or GB/s)", "forward", "d input", "d param");
    double[] total = new double[3];
    layers(spec, false, total);
    System.out.printf(
        "%-44s %9.2f %9.2f %9.2f   %.2f%n",
        "total", total[0], total[1], total[2], total[0] + total[1] + total[2]);
  }

  /** All layers, those inside blocks too; adds up their times. */
  private void layers(NetworkSpec spec, boolean inner, double[] total) {
    Network network = new Network(spec);
    network.initialize(0);
    for (int i = 0; i < network.nodes().size(); i++) {
      LayerSummary summary = spec.summaries().get(i);
      if (summary.layer() instanceof LayerSpec.Residual block) {
        layers(new NetworkSpec(block.name(), summary.input(), block.body()), true, total);
        if (!block.shortcut().isEmpty()) {
          layers(new NetworkSpec(block.name(), summary.input(), block.shortcut()), true, total);
        }
      } else if (network.nodes().get(i) instanceof Layer layer) {
        double[] ms = layer(layer, summary, inner || i > 0);
        Arrays.setAll(total, part -> total[part] + ms[part]);
      }
    }
  }

  private double[] layer(Layer layer, LayerSummary summary, boolean inner) {
    Shape in = summary.input().batched(batch);
    Shape out = summary.output().batched(batch);
    Tensor src = random(in);
    boolean inPlace = layer.inPlace();
    Tensor dst = inPlace ? src.reshape(out) : Tensor.zeros(out);
    Tensor diffDst = random(out);
    Tensor diffSrc = inPlace ? diffDst.reshape(in) : Tensor.zeros(in);
    Workspace workspace = layer.workspace(in, out);
    int parameters = layer.parameters().size();
    List<@Nullable Tensor> gradients =
        layer.parameters().stream()
            .<@Nullable Tensor>map(p -> p.trainable() ? Tensor.zeros(p.value().shape()) : null)
            .toList();
    double[] ms = {
      time(() -> layer.forward(pass, src, dst, workspace)),
      inner
          ? time(
              () ->
                  layer.backward(
                      pass,
                      src,
                      dst,
                      diffDst,
                      diffSrc,
                      Collections.nCopies(parameters, null),
                      workspace))
          : 0,
      parameters > 0
          ? time(() -> layer.backward(pass, src, dst, diffDst, null, gradients, workspace))
          : 0
    };
    boolean product =
        summary.layer() instanceof LayerSpec.Conv2d || summary.layer() instanceof LayerSpec.Linear;
    double work = product ? 2e-6 * summary.macs() * batch : 4e-6 * (src.size() + dst.size());
    System.out.printf("%-44s", layer.spec().name() + " " + in + " > " + out);
    for (double time : ms) {
      System.out.printf(" %9.2f", time);
    }
    for (double time : ms) {
      if (time > 0) {
        System.out.printf(product ? "  %5.0f" : "  %5.1f", work / time);
      }
      if (time > 0 && product) {
        System.out.printf(" %3.0f %%", 100 * work / time / peak);
      }
    }
    System.out.println();
    return ms;
  }

  private Tensor random(Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) random.nextGaussian();
    }
    return tensor;
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
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }

  private long now() {
    return pass.compute().parallel().threads() == 1
        ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /** GFLOP/s of nothing but fused multiply-adds in registers, on all threads. */
  private double peak() {
    Compute compute = pass.compute();
    int threads = compute.parallel().threads();
    int steps = 1 << 22;
    float[] kept = new float[threads];
    double ms =
        time(
            () ->
                compute
                    .parallel()
                    .run(threads, (part, worker) -> kept[part] = PeakLoop.run(steps)));
    return 1e-6 * PeakLoop.OPERATIONS * steps * threads / ms;
  }
}
