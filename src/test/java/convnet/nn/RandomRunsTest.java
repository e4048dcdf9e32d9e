package convnet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.kernel.ScalarKernels;
import convnet.model.LayerSummary;
import convnet.model.NetworkSpec;
import convnet.model.RandomNetworks;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What networks of all kinds do when they run, beside what their specifications say. */
final class RandomRunsTest {
  private static final int NETWORKS = 200;
  private static final int BATCH = 3;

  @Test
  void shapesAreThosePredicted() {
    try (Compute compute = Compute.create(new ScalarKernels(), 2)) {
      for (int seed = 0; seed < NETWORKS; seed++) {
        NetworkSpec spec = RandomNetworks.draw(seed);
        int images = 1 + seed % BATCH;
        Map<String, Shape> predicted = new LinkedHashMap<>();
        collect(spec.summaries(), images, predicted);
        Map<String, Shape> seen = new LinkedHashMap<>();
        Tensor output =
            ExecutionPlan.forInference(network(spec, seed), BATCH, compute)
                .forward(images, (layer, dst) -> seen.put(layer, dst.shape()));
        assertThat(seen).as("seed %d: %s", seed, spec).isEqualTo(predicted);
        assertThat(output.shape())
            .as("seed %d: %s", seed, spec)
            .isEqualTo(spec.outputShape().batched(images));
      }
    }
  }

  private static void collect(List<LayerSummary> layers, int images, Map<String, Shape> shapes) {
    for (LayerSummary layer : layers) {
      collect(layer.body(), images, shapes);
      collect(layer.shortcut(), images, shapes);
      shapes.put(layer.layer().name(), layer.output().batched(images));
    }
  }

  @Test
  void layersLearnAsManyNumbersAsPredicted() {
    for (int seed = 0; seed < NETWORKS; seed++) {
      NetworkSpec spec = RandomNetworks.draw(seed);
      Network network = network(spec, seed);
      long all = 0;
      for (LayerSummary layer : spec.summaries()) {
        long learned = learned(network, layer.layer().name() + ".");
        assertThat(layer.parameters()).as("seed %d: %s", seed, layer).isEqualTo(learned);
        all += learned;
      }
      assertThat(spec.parameterCount()).as("seed %d: %s", seed, spec).isEqualTo(all);
      assertThat(network.trainedCount()).as("seed %d: %s", seed, spec).isEqualTo(all);
    }
  }

  private static long learned(Network network, String prefix) {
    long sum = 0;
    for (Parameter parameter : network.parameters()) {
      if (parameter.trainable() && parameter.name().startsWith(prefix)) {
        sum += parameter.value().size();
      }
    }
    return sum;
  }

  /** A plan for inference shares memory wherever it can; one for training keeps nearly all. */
  @Test
  void sharedMemoryChangesNoBit() {
    try (Compute compute = Compute.create(new ScalarKernels(), 2)) {
      for (int seed = 0; seed < NETWORKS; seed++) {
        NetworkSpec spec = RandomNetworks.draw(seed);
        Network network = network(spec, seed);
        ExecutionPlan shared = ExecutionPlan.forInference(network, BATCH, compute);
        ExecutionPlan kept = ExecutionPlan.forTraining(network, BATCH, compute);
        fill(shared.input(), seed);
        fill(kept.input(), seed);
        assertThat(shared.forward(BATCH).toArray())
            .as("seed %d: %s", seed, spec)
            .isEqualTo(kept.forward(BATCH).toArray());
      }
    }
  }

  private static Network network(NetworkSpec spec, long seed) {
    Network network = new Network(spec);
    network.initialize(seed);
    return network;
  }

  private static void fill(Tensor tensor, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[tensor.offset() + i] = (float) random.nextGaussian();
    }
  }
}
