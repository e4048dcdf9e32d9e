package convnet.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.golden.GoldenNetwork.Gradient;
import convnet.golden.GoldenNetwork.Training;
import convnet.kernel.Compute;
import convnet.model.Architectures;
import convnet.model.LayerSpec;
import convnet.model.NetworkSpec;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both AlexNets, from the same parameters, compute what PyTorch's compute. */
class GoldenNetworksTest {

  @ParameterizedTest
  @ValueSource(strings = {"alexnet", "alexnet-2012"})
  void logitsAndGradientsAreThoseOfPyTorch(String architecture) {
    GoldenNetwork golden = GoldenNetwork.read(architecture);
    try (Compute compute = Compute.create(2)) {
      Network network = network(golden, architecture, 1000);
      int[] labels = golden.gradients().labels();
      ExecutionPlan plan = ExecutionPlan.forTraining(network, labels.length, compute);
      golden.fillImages(plan.input());

      Tensor logits = plan.forward(labels.length).copy();
      double loss = plan.trainStep(labels, labels.length, 0);

      Tensor expected = golden.gradients().logits();
      assertThat(logits.shape()).isEqualTo(expected.shape());
      double tolerance = 10 * golden.gradients().distance();
      for (int i = 0; i < expected.size(); i++) {
        assertThat((double) logits.data()[logits.offset() + i])
            .as("logit %d", i)
            .isCloseTo(expected.data()[i], within(tolerance));
      }
      assertThat(loss).isCloseTo(golden.gradients().loss(), within(tolerance));
      List<Tensor> gradients = plan.gradients();
      assertThat(gradients).hasSameSizeAs(golden.gradients().parameters());
      for (int i = 0; i < gradients.size(); i++) {
        assertThat(network.parameters().get(i).name())
            .isEqualTo(golden.gradients().parameters().get(i).name());
        assertSame(gradients.get(i), golden.gradients().parameters().get(i));
      }
    }
  }

  private static void assertSame(Tensor actual, Gradient golden) {
    assertThat(actual.shape()).isEqualTo(golden.shape());
    double squares = 0;
    for (int i = 0; i < actual.size(); i++) {
      double value = actual.data()[actual.offset() + i];
      squares += value * value;
    }
    assertThat(Math.sqrt(squares))
        .as("norm of %s", golden.name())
        .isCloseTo(golden.norm(), within(1e-5 * golden.norm()));
    double largest = 0;
    for (float value : golden.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int j = 0; j < golden.values().length; j++) {
      assertThat((double) actual.data()[actual.offset() + golden.index(j)])
          .as("%s at %d", golden.name(), golden.index(j))
          .isCloseTo(golden.values()[j], within(3e-5 * largest));
    }
  }

  /**
   * To rounding in the first steps, of which Winograd's convolutions have some ten times as much as
   * PyTorch's own (the direct ones stayed within 2·10⁻⁶); then units whose sums are next to zero
   * begin to fall to the other side of their ReLU, and float32 runs of any make drift apart.
   */
  @ParameterizedTest
  @ValueSource(strings = {"alexnet", "alexnet-2012"})
  void tenStepsOfDescentFollowTheCurveOfPyTorch(String architecture) {
    GoldenNetwork golden = GoldenNetwork.read(architecture);
    Training training = golden.training();
    try (Compute compute = Compute.create(2)) {
      Network network = network(golden, architecture, 10);
      int batch = training.labels().length;
      ExecutionPlan plan = ExecutionPlan.forTraining(network, batch, compute);
      golden.fillImages(plan.input());
      List<float[]> velocities = new ArrayList<>();
      for (Parameter parameter : network.parameters()) {
        velocities.add(new float[parameter.value().size()]);
      }
      for (int step = 0; step < training.losses().length; step++) {
        double loss = plan.trainStep(training.labels(), batch, step);
        assertThat(loss)
            .as("loss before step %d", step)
            .isCloseTo(training.losses()[step], within(step < 4 ? 1e-5 : 5e-4));
        for (int i = 0; i < velocities.size(); i++) {
          descend(
              training,
              network.parameters().get(i).value(),
              plan.gradients().get(i),
              velocities.get(i));
        }
      }
    }
  }

  private static void descend(Training training, Tensor value, Tensor gradient, float[] velocity) {
    float rate = (float) training.learningRate();
    float momentum = (float) training.momentum();
    float decay = (float) training.weightDecay();
    for (int i = 0; i < velocity.length; i++) {
      float w = value.data()[value.offset() + i];
      velocity[i] = momentum * velocity[i] + gradient.data()[gradient.offset() + i] + decay * w;
      value.data()[value.offset() + i] = w - rate * velocity[i];
    }
  }

  /** The bundled architecture with PyTorch's values and no dropout. */
  private static Network network(GoldenNetwork golden, String architecture, int classes) {
    NetworkSpec bundled = Architectures.bundled(architecture, classes).network();
    List<LayerSpec> layers =
        bundled.layers().stream()
            .map(l -> l instanceof LayerSpec.Dropout d ? new LayerSpec.Dropout(d.name(), 0) : l)
            .toList();
    assertThat(bundled.input()).isEqualTo(golden.image());
    Network network = new Network(new NetworkSpec(bundled.name(), bundled.input(), layers));
    golden.fillParameters(network.parameters().stream().map(Parameter::value).toList());
    return network;
  }
}
