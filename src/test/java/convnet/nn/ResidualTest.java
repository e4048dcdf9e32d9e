package convnet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.model.Architectures;
import convnet.model.LayerSpec;
import convnet.model.NetworkSpec;
import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocks of all shapes: memory that is written over too early would show in each of these tests.
 */
final class ResidualTest {
  private static final int BATCH = 3;
  private static final int[] LABELS = {2, 0, 1};

  private static LayerSpec conv(String name, int channels) {
    return LayerSpec.Conv2d.of(
        name, channels, ConvolutionParameters.of(Size.of(3)).withPadding(Padding.of(1)));
  }

  private static LayerSpec norm(String name) {
    return LayerSpec.BatchNorm2d.of(name);
  }

  private static LayerSpec relu(String name) {
    return new LayerSpec.ReLU(name);
  }

  private static LayerSpec block(
      String name, boolean relu, List<LayerSpec> shortcut, LayerSpec... body) {
    return new LayerSpec.Residual(name, List.of(body), shortcut, relu);
  }

  /** Identity and projection, bodies that end in what works in place, blocks in blocks. */
  static Stream<NetworkSpec> networks() {
    return Stream.of(
        network(
            "basic",
            block(
                "b",
                true,
                List.of(),
                conv("b.1", 4),
                norm("b.2"),
                relu("b.3"),
                conv("b.4", 4),
                norm("b.5"))),
        network(
            "projection",
            block(
                "b",
                true,
                List.of(conv("b.s", 5), norm("b.t")),
                conv("b.1", 5),
                norm("b.2"),
                relu("b.3"),
                conv("b.4", 5))),
        network("one layer", block("b", true, List.of(), conv("b.1", 4))),
        network(
            "without a rectifier",
            block("b", false, List.of(), norm("b.1"), relu("b.2"), conv("b.3", 4))),
        network(
            "body begins and ends in place",
            block("b", true, List.of(), relu("b.1"), conv("b.2", 4), relu("b.3"))),
        network("body all in place", block("b", true, List.of(), relu("b.1"))),
        network(
            "shortcut all in place",
            block(
                "b",
                true,
                List.of(relu("b.s")),
                conv("b.1", 4),
                new LayerSpec.Dropout("b.2", 0.3f))),
        network(
            "normalised across channels",
            block(
                "b",
                true,
                List.of(),
                conv("b.1", 4),
                new LayerSpec.LocalResponseNorm("b.2", 3, 0.5f, 0.75f, 1))),
        network(
            "block first in a block",
            block(
                "b",
                true,
                List.of(),
                block("b.1", true, List.of(), conv("b.1.1", 4)),
                conv("b.2", 4))),
        network(
            "block last in a block",
            block(
                "b",
                true,
                List.of(),
                conv("b.1", 4),
                block("b.2", true, List.of(), conv("b.2.1", 4)))),
        network(
            "block alone in a block, adding only",
            block("b", false, List.of(), block("b.1", false, List.of(), conv("b.1.1", 4)))),
        network(
            "block in the shortcut",
            block(
                "b",
                true,
                List.of(block("b.s", true, List.of(), conv("b.s.1", 4))),
                conv("b.1", 4))),
        network(
            "followed by what works in place",
            block("b", true, List.of(), conv("b.1", 4)),
            new LayerSpec.Dropout("d", 0.3f),
            block("c", false, List.of(), conv("c.1", 4)),
            relu("r")));
  }

  private static NetworkSpec network(String name, LayerSpec... blocks) {
    Stream<LayerSpec> before = Stream.of(conv("first", 4));
    Stream<LayerSpec> after =
        Stream.of(
            new LayerSpec.AdaptiveAvgPool2d("pool", Size.of(2)),
            new LayerSpec.Flatten("flatten"),
            LayerSpec.Linear.of("fc", 3));
    return new NetworkSpec(
        name,
        Shape.of(2, 6, 5),
        Stream.of(before, Stream.of(blocks), after).flatMap(layers -> layers).toList());
  }

  private static void fill(Tensor tensor, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[tensor.offset() + i] = (float) random.nextGaussian();
    }
  }

  private static Network initialized(NetworkSpec spec) {
    Network network = new Network(spec);
    network.initialize(5);
    return network;
  }

  /**
   * Central differences along the gradient of each parameter, where the slope is the gradient's own
   * norm. The loss, about 1, is uncertain by some 2⁻²², its difference over 2h = 2⁻⁸ by 2⁻¹⁴ ≈
   * 6e-5; curvature and rectifiers that change sides add some hundredths of the slope at most.
   */
  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreThoseOfTheLoss(NetworkSpec spec) {
    Network network = initialized(spec);
    assertThat(checkedGradients(network)).isGreaterThanOrEqualTo(network.parameters().size() / 2);
  }

  /** A normalisation that is frozen hands gradients on by its running statistics. */
  @Test
  void gradientsPassThroughWhatIsFrozen() {
    NetworkSpec basic = networks().findFirst().orElseThrow();
    Network network = initialized(basic).freeze(List.of("b.2", "b.5", "b.4", "fc.bias"));
    assertThat(checkedGradients(network)).as("two convolutions and fc.weight").isEqualTo(5);
  }

  @Test
  void whatIsBelowTheFirstTrainedLayerIsNotKept() {
    Network network = new Network(Architectures.bundled("resnet18").network());
    try (Compute compute = Compute.create(1)) {
      long inference = ExecutionPlan.forInference(network, 2, compute).bytes();
      long head =
          ExecutionPlan.forTraining(
                  network.freeze(List.of("conv1", "bn1", "layer1", "layer2", "layer3", "layer4")),
                  2,
                  compute)
              .bytes();
      // The gradients of fc, and of two times 1000 logits.
      assertThat(head - inference).isBetween(4L * 513_000, 4L * (513_000 + 10_000));
    }
  }

  /** Checks all gradients; returns how many there were that are not next to nothing. */
  private static int checkedGradients(Network network) {
    try (Compute compute = Compute.create(2)) {
      ExecutionPlan plan = ExecutionPlan.forTraining(network, BATCH, compute);
      fill(plan.input(), 11);
      plan.trainStep(LABELS, BATCH, 5);
      List<float[]> gradients =
          plan.gradients().stream().map(g -> g == null ? new float[0] : g.toArray()).toList();
      int checked = 0;
      for (int p = 0; p < gradients.size(); p++) {
        float[] gradient = gradients.get(p);
        double norm = 0;
        for (float g : gradient) {
          norm += (double) g * g;
        }
        norm = Math.sqrt(norm);
        if (norm < 1e-4) {
          continue; // running statistics, and a bias before a normalisation, which does nothing
        }
        Parameter parameter = network.parameters().get(p);
        checked++;
        float h = 1f / 512;
        double above = moved(plan, parameter.value(), gradient, h / norm);
        double below = moved(plan, parameter.value(), gradient, -h / norm);
        assertThat((above - below) / (2 * h))
            .as("slope along the gradient of %s", parameter.name())
            .isBetween(0.95 * norm - 2e-4, 1.05 * norm + 2e-4);
        assertAcross(plan, parameter, gradient, norm);
      }
      return checked;
    }
  }

  /**
   * A part of the gradient that is wrong at right angles to it does not show along it: half of its
   * elements turned round, the slope is what they say.
   */
  private static void assertAcross(
      ExecutionPlan plan, Parameter parameter, float[] gradient, double norm) {
    SplittableRandom random = new SplittableRandom(gradient.length);
    float[] direction = gradient.clone();
    double expected = 0;
    for (int i = 0; i < direction.length; i++) {
      direction[i] *= random.nextBoolean() ? 1 : -1;
      expected += direction[i] * gradient[i] / norm;
    }
    float h = 1f / 512;
    double above = moved(plan, parameter.value(), direction, h / norm);
    double below = moved(plan, parameter.value(), direction, -h / norm);
    assertThat((above - below) / (2 * h))
        .as("slope across the gradient of %s", parameter.name())
        .isBetween(expected - 0.05 * norm - 2e-4, expected + 0.05 * norm + 2e-4);
  }

  private static double moved(ExecutionPlan plan, Tensor value, float[] direction, double by) {
    float[] old = value.toArray();
    for (int i = 0; i < old.length; i++) {
      value.data()[value.offset() + i] = (float) (old[i] + by * direction[i]);
    }
    double loss = plan.trainStep(LABELS, BATCH, 5);
    System.arraycopy(old, 0, value.data(), value.offset(), old.length);
    return loss;
  }

  /** Where memory is shared and where it is not, the same comes out. */
  @ParameterizedTest
  @MethodSource("networks")
  void bothPlansGiveTheSameLogits(NetworkSpec spec) {
    Network network = initialized(spec);
    try (Compute compute = Compute.create(2)) {
      ExecutionPlan training = ExecutionPlan.forTraining(network, BATCH, compute);
      ExecutionPlan inference = ExecutionPlan.forInference(network, BATCH, compute);
      fill(training.input(), 11);
      fill(inference.input(), 11);
      float[] logits = inference.forward(BATCH).toArray();
      assertThat(logits).isEqualTo(training.forward(BATCH).toArray());
      assertThat(inference.forward(BATCH).toArray()).as("once more").isEqualTo(logits);
      assertThat(inference.forward(2).toArray())
          .as("of fewer images")
          .isEqualTo(java.util.Arrays.copyOf(logits, 6));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theNumberOfThreadsChangesNoBit(NetworkSpec spec) {
    assertThat(gradients(spec, 3)).isDeepEqualTo(gradients(spec, 1));
  }

  private static float[][] gradients(NetworkSpec spec, int threads) {
    try (Compute compute = Compute.create(threads)) {
      ExecutionPlan plan = ExecutionPlan.forTraining(initialized(spec), BATCH, compute);
      fill(plan.input(), 11);
      plan.trainStep(LABELS, BATCH, 1);
      return plan.gradients().stream()
          .map(g -> g == null ? new float[0] : g.toArray())
          .toArray(float[][]::new);
    }
  }

  /**
   * For one image in inference: the input, and at the most three feature maps at a time, which are
   * largest behind the first convolution, 64x112x112; the sum at the end of a block is put where
   * its body's output is.
   */
  @Test
  void inferenceTakesNoMoreThanWhatLivesAtATime() {
    Network network = new Network(Architectures.bundled("resnet18").network());
    try (Compute compute = Compute.create(1)) {
      long input = 3 * 224 * 224;
      long largest = 64 * 112 * 112;
      long workspaces = 64 * 56 * 56 + 2 * 4800; // of the pooling, and of the normalisations
      long quarter = largest / 4;
      assertThat(ExecutionPlan.forInference(network, 1, compute).bytes())
          .isLessThanOrEqualTo(4 * (input + 2 * largest + quarter + workspaces));
    }
  }
}
