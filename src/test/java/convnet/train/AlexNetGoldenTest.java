package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.golden.GoldenNetwork;
import convnet.kernel.Compute;
import convnet.model.Architectures;
import convnet.model.NetworkSpec;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both AlexNets against a real PyTorch, from the same parameters and images. */
class AlexNetGoldenTest {

  /**
   * The golden numbers are float64 and say how far PyTorch's own float32 comes from them. Our sums
   * run in another order, straight from first to last where PyTorch's are in blocks, so that their
   * errors are a few times larger; what is wrong in earnest is wrong by a thousand times that.
   */
  private static final double OTHER_ORDER = 8;

  /**
   * In the first steps nothing but rounding parts the two: a few units in the last place of a loss
   * of 2, which are 2.4e-7 each.
   */
  private static final double FIRST_STEPS = 1e-6;

  /**
   * Later, sooner or later, a rectifier's input that is 0 but for rounding falls on the other side.
   * That changes the gradients below it by some thousandths, in PyTorch's own float32 as well as
   * here, and what comes after goes its own way. A step changes the loss by about 0.1.
   */
  private static final double LATER_STEPS = 5e-3;

  @ParameterizedTest
  @ValueSource(strings = {"alexnet", "alexnet-2012"})
  void logitsAndGradientsAreThoseOfPyTorch(String architecture) {
    GoldenNetwork golden = GoldenNetwork.read(architecture);
    GoldenNetwork.Gradients expected = golden.gradients();
    try (Compute compute = Compute.create(2)) {
      Network network = network(architecture, 1000, golden);
      ExecutionPlan plan = plan(network, expected.labels().length, golden, compute);
      double loss = plan.trainStep(expected.labels(), expected.labels().length, 0);
      assertThat(loss).isCloseTo(expected.loss(), within(OTHER_ORDER * expected.distance()));
      assertLogits(plan.output(expected.labels().length), expected);
      for (int i = 0; i < network.parameters().size(); i++) {
        GoldenNetwork.Gradient gradient = expected.parameters().get(i);
        assertThat(network.parameters().get(i).name()).isEqualTo(gradient.name());
        assertGradient(Objects.requireNonNull(plan.gradients().get(i)), gradient);
      }
    }
  }

  private static void assertLogits(Tensor logits, GoldenNetwork.Gradients expected) {
    float[] numbers = logits.toArray();
    float[] right = expected.logits().toArray();
    assertThat(numbers).hasSameSizeAs(right);
    double furthest = 0;
    for (int i = 0; i < numbers.length; i++) {
      furthest = Math.max(furthest, Math.abs(numbers[i] - right[i]));
    }
    assertThat(furthest).isLessThan(OTHER_ORDER * expected.distance());
  }

  /** The sampled values, and the norm, which sees the whole gradient. */
  private static void assertGradient(Tensor gradient, GoldenNetwork.Gradient expected) {
    double largest = 0;
    double furthest = 0;
    for (int j = 0; j < expected.values().length; j++) {
      float number = gradient.data()[gradient.offset() + expected.index(j)];
      largest = Math.max(largest, Math.abs(expected.values()[j]));
      furthest = Math.max(furthest, Math.abs(number - expected.values()[j]));
    }
    assertThat(furthest / largest)
        .as(expected.name())
        .isLessThan(OTHER_ORDER * Math.max(expected.distance(), 1e-7));
    double sum = 0;
    double squares = 0;
    for (float number : gradient.toArray()) {
      sum += number;
      squares += (double) number * number;
    }
    double relative = OTHER_ORDER * 1e-6;
    assertThat(Math.sqrt(squares))
        .as("norm of " + expected.name())
        .isCloseTo(expected.norm(), within(relative * expected.norm()));
    // Errors of n numbers of a norm, if they have nothing to do with each other, add up to this.
    assertThat(sum)
        .as("sum of " + expected.name())
        .isCloseTo(expected.sum(), within(relative * Math.sqrt(gradient.size()) * expected.norm()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alexnet", "alexnet-2012"})
  void tenStepsHaveTheLossesOfPyTorch(String architecture) {
    GoldenNetwork golden = GoldenNetwork.read(architecture);
    GoldenNetwork.Training training = golden.training();
    try (Compute compute = Compute.create(2)) {
      Network network = network(architecture, 10, golden);
      int n = training.labels().length;
      ExecutionPlan plan = plan(network, n, golden, compute);
      Sgd sgd = new Sgd(network, plan, training.momentum(), training.weightDecay(), false, compute);
      for (int step = 0; step < training.losses().length; step++) {
        assertThat(plan.trainStep(training.labels(), n, step))
            .as("step " + step)
            .isCloseTo(training.losses()[step], within(step < 2 ? FIRST_STEPS : LATER_STEPS));
        sgd.step(training.learningRate());
      }
    }
  }

  private static Network network(String architecture, int classes, GoldenNetwork golden) {
    NetworkSpec spec = Architectures.bundled(architecture, classes).network().withDropout(0);
    Network network = new Network(spec);
    golden.fillParameters(network.parameters().stream().map(Parameter::value).toList());
    return network;
  }

  private static ExecutionPlan plan(
      Network network, int batch, GoldenNetwork golden, Compute compute) {
    ExecutionPlan plan = ExecutionPlan.forTraining(network, batch, compute);
    golden.fillImages(plan.input());
    return plan;
  }
}
