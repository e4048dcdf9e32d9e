package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.golden.GoldenFile;
import convnet.golden.SeedlessValues;
import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.model.Initializer;
import convnet.model.LayerSpec;
import convnet.model.NetworkSpec;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class AdamWTest {

  static Stream<JsonNode> golden() {
    return GoldenFile.read("adamw").valueStream();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void tenStepsAreThoseOfPyTorch(JsonNode golden) {
    try (Compute compute = Compute.create(1)) {
      Network network = network(7, 1);
      Tensor weights = network.parameters().getFirst().value();
      SeedlessValues.fill(weights, 1, 1);
      ExecutionPlan plan = ExecutionPlan.forTraining(network, 1, compute);
      AdamW adamw =
          new AdamW(network, plan, numbers(golden), real(golden, "weight_decay"), compute);
      Tensor gradient = Objects.requireNonNull(plan.gradients().getFirst());
      for (int step = 0; step < 10; step++) {
        SeedlessValues.fill(gradient, 2 + step, golden.at("/scales/" + step).floatValue());
        adamw.step(real(golden, "lr"));
        for (int i = 0; i < 7; i++) {
          double right = golden.at("/weights/" + step + "/" + i).doubleValue();
          // A step changes a weight, which is at most 2, by at most about 3 rates of at most 0.1,
          // in a dozen float32 roundings of that.
          assertThat((double) weights.data()[i]).isCloseTo(right, within(1e-6 * (step + 1)));
        }
      }
    }
  }

  private static Recipe.AdamW numbers(JsonNode golden) {
    return new Recipe.AdamW(real(golden, "beta1"), real(golden, "beta2"), real(golden, "eps"));
  }

  private static double real(JsonNode golden, String key) {
    return golden.required(key).doubleValue();
  }

  @Test
  void chunksOnAnyNumberOfThreadsGiveTheSameBits() {
    assertThat(large(3)).containsExactly(large(1));
  }

  /** A parameter of several chunks, the last of them odd, against one step over all of it. */
  private static float[] large(int threads) {
    try (Compute compute = Compute.create(threads)) {
      Network network = network(1013, 71);
      network.initialize(5);
      float[] before = network.parameters().getFirst().value().toArray();
      ExecutionPlan plan = ExecutionPlan.forTraining(network, 1, compute);
      AdamW adamw = new AdamW(network, plan, Recipe.AdamW.DEFAULT, 0, compute);
      Tensor gradient = Objects.requireNonNull(plan.gradients().getFirst());
      float[] whole = before.clone();
      float[] mean = new float[before.length];
      float[] square = new float[before.length];
      for (int step = 1; step <= 2; step++) {
        SeedlessValues.fill(gradient, step, 1);
        adamw.step(0.01);
        Kernels.AdamW numbers =
            new Kernels.AdamW(
                1,
                (float) (1 - 0.9),
                0.999f,
                (float) (1 - 0.999),
                (float) (0.01 / (1 - Math.pow(0.9, step))),
                (float) Math.sqrt(1 - Math.pow(0.999, step)),
                1e-8f);
        float[] g = gradient.toArray();
        compute.kernels().adamwStep(g.length, whole, 0, g, 0, mean, 0, square, 0, numbers);
      }
      float[] after = network.parameters().getFirst().value().toArray();
      assertThat(after).isEqualTo(whole).isNotEqualTo(before);
      return after;
    }
  }

  @Test
  void itsMemoryIsNamedAsPyTorchNamesIt() {
    try (Compute compute = Compute.create(1)) {
      Network network = network(3, 2);
      ExecutionPlan plan = ExecutionPlan.forTraining(network, 1, compute);
      AdamW adamw = new AdamW(network, plan, Recipe.AdamW.DEFAULT, 0, compute);
      assertThat(adamw.state())
          .containsOnlyKeys("step", "fc.weight.exp_avg", "fc.weight.exp_avg_sq");
      adamw.step(0.1);
      assertThat(adamw.state().get("step").get(0)).isEqualTo(1);
    }
  }

  private static Network network(int in, int out) {
    return new Network(
        new NetworkSpec(
            "one layer",
            Shape.of(1, 1, in),
            List.of(
                new LayerSpec.Flatten("flatten"),
                new LayerSpec.Linear("fc", out, false, Initializer.DEFAULT, Initializer.DEFAULT))));
  }
}
