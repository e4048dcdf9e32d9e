package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.kernel.Compute;
import convnet.model.Initializer;
import convnet.model.LayerSpec;
import convnet.model.NetworkSpec;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SgdTest {
  private static final float[][] GRADIENTS = {
    {0.5f, -1, 0.25f}, {0.1f, 0.2f, -0.3f}, {-0.4f, 0, 1}
  };

  /** What torch.optim.SGD makes in float64 of 1, -2, 0.5 with these gradients and rate 0.1. */
  @ParameterizedTest
  @CsvSource({
    "0.9, 0,    false, 0.8855,      -1.767,       0.38925",
    "0.9, 0.01, false, 0.880094749, -1.756149498, 0.386512374",
    "0.9, 0.01, true,  0.869465558, -1.695186716, 0.301456429",
    "0,   0.1,  false, 0.951394,    -1.862388,    0.390347"
  })
  void threeStepsAreThoseOfPyTorch(
      double momentum, double decay, boolean nesterov, double a, double b, double c) {
    try (Compute compute = Compute.create(1)) {
      Network network = network(3, 1);
      network.parameters().getFirst().value().copyFrom(Tensor.of(new float[] {1, -2, 0.5f}, 3));
      ExecutionPlan plan = ExecutionPlan.forTraining(network, 1, compute);
      Sgd sgd = new Sgd(network, plan, momentum, decay, nesterov, compute);
      float[] gradient = Objects.requireNonNull(plan.gradients().getFirst()).data();
      for (float[] g : GRADIENTS) {
        System.arraycopy(g, 0, gradient, 0, 3);
        sgd.step(0.1);
      }
      float[] weights = network.parameters().getFirst().value().toArray();
      // Three steps in float32 on numbers up to 2, each of a handful of roundings of 2^-24.
      assertThat((double) weights[0]).isCloseTo(a, within(1e-6));
      assertThat((double) weights[1]).isCloseTo(b, within(1e-6));
      assertThat((double) weights[2]).isCloseTo(c, within(1e-6));
    }
  }

  @Test
  void chunksOnAnyNumberOfThreadsGiveTheSameBits() {
    assertThat(large(3)).containsExactly(large(1));
  }

  /** A parameter of several chunks, the last of them odd. */
  private static float[] large(int threads) {
    try (Compute compute = Compute.create(threads)) {
      Network network = network(1013, 71);
      network.initialize(5);
      ExecutionPlan plan = ExecutionPlan.forTraining(network, 1, compute);
      Sgd sgd = new Sgd(network, plan, 0.9, 1e-3, false, compute);
      SplittableRandom random = new SplittableRandom(7);
      float[] gradient = Objects.requireNonNull(plan.gradients().getFirst()).data();
      float[] before = network.parameters().getFirst().value().toArray();
      for (int step = 0; step < 2; step++) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] = random.nextFloat() + 1;
        }
        sgd.step(0.01);
      }
      float[] after = network.parameters().getFirst().value().toArray();
      for (int i = 0; i < after.length; i++) {
        assertThat(after[i]).isLessThan(before[i]);
      }
      return after;
    }
  }

  @Test
  void itsMemoryIsThereFromTheStart() {
    try (Compute compute = Compute.create(1)) {
      Network network = network(3, 2);
      ExecutionPlan plan = ExecutionPlan.forTraining(network, 1, compute);
      Sgd sgd = new Sgd(network, plan, 0.9, 0, false, compute);
      assertThat(sgd.state()).containsOnlyKeys("fc.weight.momentum");
      assertThat(sgd.state().get("fc.weight.momentum").shape()).isEqualTo(Shape.of(2, 3));
    }
  }

  @Test
  void nesterovNeedsMomentum() {
    try (Compute compute = Compute.create(1)) {
      Network network = network(3, 1);
      ExecutionPlan plan = ExecutionPlan.forTraining(network, 1, compute);
      assertThatThrownBy(() -> new Sgd(network, plan, 0, 0, true, compute))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("momentum");
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
