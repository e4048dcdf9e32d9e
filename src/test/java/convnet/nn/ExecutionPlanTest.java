package convnet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.model.LayerSpec;
import convnet.model.NetworkFormatException;
import convnet.model.NetworkJson;
import convnet.model.NetworkSpec;
import convnet.op.ConvolutionParameters;
import convnet.op.MixedLabels;
import convnet.op.Padding;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.op.SoftmaxCrossEntropy;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionPlanTest {
  private static final int BATCH = 5;
  private static final int CLASSES = 4;
  private static final int[] LABELS = {3, 0, 2, 2, 1};

  /** Every kind of layer once, working in place where it can and where it must not. */
  private static NetworkSpec everything(float dropout) {
    ConvolutionParameters conv3 = ConvolutionParameters.of(Size.of(3)).withPadding(Padding.of(1));
    return new NetworkSpec(
        "everything",
        Shape.of(3, 13, 11),
        List.of(
            LayerSpec.Conv2d.of("conv1", 6, conv3.withStride(Size.of(2, 1))),
            LayerSpec.BatchNorm2d.of("norm1"),
            new LayerSpec.ReLU("relu1"),
            new LayerSpec.LocalResponseNorm("lrn", 3, 0.5f, 0.75f, 1),
            new LayerSpec.ReLU("relu2"),
            new LayerSpec.MaxPool2d("pool1", PoolingParameters.of(Size.of(3), Size.of(2))),
            LayerSpec.Conv2d.of("conv2", 8, conv3.withGroups(2)),
            new LayerSpec.ReLU("relu3"),
            new LayerSpec.Dropout("dropout1", dropout),
            new LayerSpec.AvgPool2d("pool2", PoolingParameters.of(Size.of(2), Size.of(1)), true, 0),
            new LayerSpec.AdaptiveAvgPool2d("pool3", Size.of(2)),
            new LayerSpec.Flatten("flatten"),
            LayerSpec.Linear.of("fc1", 10),
            new LayerSpec.ReLU("relu4"),
            new LayerSpec.Dropout("dropout2", dropout),
            LayerSpec.Linear.of("fc2", CLASSES)));
  }

  private static Network network(NetworkSpec spec) {
    Network network = new Network(spec);
    network.initialize(7);
    return network;
  }

  private static void fill(Tensor tensor) {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[tensor.offset() + i] = (float) random.nextGaussian();
    }
  }

  /**
   * Central differences of the whole network. With h = 2⁻¹⁰ the loss, of size 1.4 and computed from
   * float32 logits, is uncertain by some 2⁻²³, the quotient by 2⁻¹³ ≈ 1e-4; and a rectifier or a
   * maximum that the step moves over its edge adds as much again. The weights are doubled, so that
   * gradients are a hundred times as large.
   */
  @ParameterizedTest
  @ValueSource(floats = {0, 0.4f})
  void gradientsAreThoseOfTheLoss(float dropout) {
    Network network = network(everything(dropout));
    try (Compute compute = Compute.create(2)) {
      ExecutionPlan plan = ExecutionPlan.forTraining(network, BATCH, compute);
      fill(plan.input());
      for (Parameter parameter : network.parameters()) {
        compute
            .kernels()
            .axpy(
                parameter.value().size(),
                1,
                parameter.value().data(),
                0,
                parameter.value().data(),
                0);
      }
      plan.trainStep(LABELS, BATCH, 5);
      List<float[]> gradients =
          plan.gradients().stream().map(g -> g == null ? null : g.toArray()).toList();
      int checked = 0;
      for (int p = 0; p < gradients.size(); p++) {
        float[] gradient = gradients.get(p);
        assertThat(gradient == null).isEqualTo(!network.parameters().get(p).trainable());
        if (gradient == null) {
          continue;
        }
        Tensor value = network.parameters().get(p).value();
        int off = 0;
        for (int i = 0; i < gradient.length; i += Math.max(1, gradient.length / 25)) {
          double numeric = derivative(plan, value, i);
          checked++;
          if (Math.abs(numeric - gradient[i]) > 5e-4 + 0.01 * Math.abs(numeric)) {
            off++;
          }
        }
        assertThat(off).as("wrong of %s", network.parameters().get(p).name()).isLessThan(2);
      }
      assertThat(checked).isGreaterThan(150);
    }
  }

  private static double derivative(ExecutionPlan plan, Tensor value, int i) {
    float h = 1f / 1024;
    float old = value.data()[value.offset() + i];
    value.data()[value.offset() + i] = old + h;
    double above = plan.trainStep(LABELS, BATCH, 5);
    value.data()[value.offset() + i] = old - h;
    double below = plan.trainStep(LABELS, BATCH, 5);
    value.data()[value.offset() + i] = old;
    return (above - below) / (2 * h);
  }

  @Test
  void theLossIsTheMeanCrossEntropyOfTheLogits() {
    Network network = network(everything(0));
    try (Compute compute = Compute.create(1)) {
      ExecutionPlan plan = ExecutionPlan.forTraining(network, BATCH, compute);
      fill(plan.input());
      double loss = plan.trainStep(LABELS, BATCH, 0);
      MixedLabels labels = MixedLabels.unmixed(LABELS);
      assertThat(loss)
          .isEqualTo(SoftmaxCrossEntropy.meanLoss(plan.output(BATCH), labels, Criterion.PLAIN));
    }
  }

  @Test
  void bothPlansGiveTheSameLogits() {
    Network network = network(everything(0.5f));
    try (Compute compute = Compute.create(2)) {
      ExecutionPlan training = ExecutionPlan.forTraining(network, BATCH, compute);
      ExecutionPlan inference = ExecutionPlan.forInference(network, BATCH, compute);
      fill(training.input());
      fill(inference.input());
      assertThat(inference.forward(BATCH).toArray()).isEqualTo(training.forward(BATCH).toArray());
    }
  }

  /** A convolution by tiles, each of which may meet several images. */
  private static NetworkSpec tiles() throws NetworkFormatException {
    return NetworkJson.read(
            """
            {"name": "tiles", "input": [24, 13, 13], "layers": [
              {"type": "Conv2d", "name": "a", "out_channels": 24, "kernel_size": 3, "padding": 1},
              {"type": "Flatten", "name": "flatten"},
              {"type": "Linear", "name": "b", "out_features": 3}]}
            """,
            "tiles",
            OptionalInt.of(3))
        .network();
  }

  /** In training, images lie side by side under tiles; what is measured of it has them apart. */
  @Test
  void bothPlansGiveTheSameLogitsWhereTilesMeetSeveralImages() throws NetworkFormatException {
    Network network = network(tiles());
    try (Compute compute = Compute.create(2)) {
      ExecutionPlan training = ExecutionPlan.forTraining(network, 8, compute);
      ExecutionPlan inference = ExecutionPlan.forInference(network, 8, compute);
      fill(training.input());
      fill(inference.input());
      assertThat(inference.forward(8).toArray()).isEqualTo(training.forward(8).toArray());
    }
  }

  /** What it makes of filters once, a plan for training makes anew. */
  @Test
  void logitsFollowTheFiltersThroughTraining() throws NetworkFormatException {
    Network network = network(tiles());
    try (Compute compute = Compute.create(2)) {
      ExecutionPlan plan = ExecutionPlan.forTraining(network, 2, compute);
      fill(plan.input());
      float[] before = plan.forward(2).toArray();
      network.initialize(8);
      float[] after = plan.forward(2).toArray();
      ExecutionPlan fresh = ExecutionPlan.forTraining(network, 2, compute);
      fill(fresh.input());
      assertThat(after).isEqualTo(fresh.forward(2).toArray()).isNotEqualTo(before);
    }
  }

  /** But for rounding: a few images go other ways through convolutions and inner products. */
  @Test
  void aPartOfABatchGivesTheSameAsTheWhole() {
    Network network = network(everything(0.5f));
    try (Compute compute = Compute.create(2)) {
      ExecutionPlan plan = ExecutionPlan.forInference(network, BATCH, compute);
      fill(plan.input());
      Tensor whole = plan.forward(BATCH).copy();
      assertThat(plan.forward(3).toArray())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(whole.narrow(0, 3).toArray());
      assertThat(plan.input().toArray()).isNotEqualTo(new float[plan.input().size()]);
    }
  }

  @Test
  void theInputIsLeftAsItWas() {
    NetworkSpec spec =
        new NetworkSpec(
            "relu first",
            Shape.of(1, 2, 2),
            List.of(
                new LayerSpec.ReLU("relu"),
                new LayerSpec.Flatten("flatten"),
                LayerSpec.Linear.of("fc", 2)));
    try (Compute compute = Compute.create(1)) {
      ExecutionPlan plan = ExecutionPlan.forInference(network(spec), 1, compute);
      plan.input().fill(-1);
      plan.forward(1);
      assertThat(plan.input().toArray()).containsExactly(-1, -1, -1, -1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theNumberOfThreadsChangesNoBit(int threads) {
    assertThat(gradients(threads)).isDeepEqualTo(gradients(1));
  }

  private static float[][] gradients(int threads) {
    Network network = network(everything(0.5f));
    try (Compute compute = Compute.create(threads)) {
      ExecutionPlan plan = ExecutionPlan.forTraining(network, BATCH, compute);
      fill(plan.input());
      plan.trainStep(LABELS, BATCH, 1);
      return plan.gradients().stream()
          .map(g -> g == null ? new float[0] : g.toArray())
          .toArray(float[][]::new);
    }
  }

  @Test
  void dropoutDrawsAnewForEachSeedAndTheSameForTheSame() {
    Network network = network(everything(0.5f));
    try (Compute compute = Compute.create(1)) {
      ExecutionPlan plan = ExecutionPlan.forTraining(network, BATCH, compute);
      fill(plan.input());
      double loss = plan.trainStep(LABELS, BATCH, 1);
      assertThat(plan.trainStep(LABELS, BATCH, 1)).isEqualTo(loss);
      assertThat(plan.trainStep(LABELS, BATCH, 2)).isNotEqualTo(loss);
    }
  }

  /** Two layers that draw alike would leave a half, not a quarter; five standard deviations. */
  @Test
  void eachDropoutDrawsForItself() {
    int size = 1000;
    NetworkSpec spec =
        new NetworkSpec(
            "dropout twice",
            Shape.of(1, 1, size),
            List.of(
                new LayerSpec.Flatten("flatten"),
                new LayerSpec.Dropout("first", 0.5f),
                new LayerSpec.Dropout("second", 0.5f)));
    try (Compute compute = Compute.create(1)) {
      ExecutionPlan plan = ExecutionPlan.forTraining(network(spec), 1, compute);
      plan.input().fill(1);
      plan.trainStep(new int[] {0}, 1, 3);
      int left = 0;
      for (float value : plan.output(1).toArray()) {
        assertThat(value).isIn(0f, 4f);
        left += value > 0 ? 1 : 0;
      }
      assertThat(left).isBetween(size / 4 - 69, size / 4 + 69);
    }
  }

  /**
   * Central differences again, of one output for the pixels, with running statistics that are not
   * those of the batch. Dropout does nothing; the tolerances are those of the parameters' test.
   */
  @Test
  void theInputsGradientIsThatOfAnOutputOutsideTraining() {
    Network network = network(everything(0.4f));
    for (Parameter parameter : network.parameters()) {
      Tensor value = parameter.value();
      for (int i = 0; i < value.size(); i++) {
        float old = value.data()[value.offset() + i];
        value.data()[value.offset() + i] = parameter.trainable() ? 2 * old : 0.5f + 0.1f * i;
      }
    }
    try (Compute compute = Compute.create(2)) {
      ExecutionPlan plan = ExecutionPlan.forInputGradient(network, BATCH, compute);
      fill(plan.input());
      float[] gradient = plan.inputGradient(LABELS, BATCH).toArray();
      int image = plan.input().size() / BATCH;
      int off = 0;
      int checked = 0;
      int zero = 0;
      for (int i = 0; i < gradient.length; i += 7) {
        float h = 1f / 1024;
        float[] input = plan.input().data();
        float old = input[i];
        input[i] = old + h;
        double above = plan.forward(BATCH).get(i / image, LABELS[i / image]);
        input[i] = old - h;
        double below = plan.forward(BATCH).get(i / image, LABELS[i / image]);
        input[i] = old;
        double numeric = (above - below) / (2 * h);
        checked++;
        zero += Math.abs(numeric) < 1e-3 ? 1 : 0;
        if (Math.abs(numeric - gradient[i]) > 5e-4 + 0.01 * Math.abs(numeric)) {
          off++;
        }
      }
      assertThat(zero).isLessThan(checked / 2);
      assertThat(off).as("wrong of %d", checked).isLessThanOrEqualTo(checked / 50);
    }
  }

  @Test
  void anObserverSeesEachLayerBeforeTheNextWritesOverIt() {
    Network network = network(everything(0.4f));
    try (Compute compute = Compute.create(1)) {
      ExecutionPlan plan = ExecutionPlan.forInference(network, BATCH, compute);
      fill(plan.input());
      Map<String, Tensor> seen = new LinkedHashMap<>();
      Tensor logits = plan.forward(2, (name, dst) -> seen.put(name, dst.copy())).copy();
      assertThat(seen.keySet())
          .containsExactlyElementsOf(everything(0).layers().stream().map(LayerSpec::name).toList());
      assertThat(seen.get("fc2").toArray()).containsExactly(logits.toArray());
      // The rectifier works in place, and what it sets to zero was negative before.
      Tensor before = seen.get("conv2");
      Tensor after = seen.get("relu3");
      assertThat(before.shape()).isEqualTo(after.shape());
      for (int i = 0; i < before.size(); i++) {
        assertThat(after.data()[i]).isEqualTo(Math.max(before.data()[i], 0));
      }
      assertThat(before.toArray()).matches(ExecutionPlanTest::hasNegative);
    }
  }

  private static boolean hasNegative(float[] values) {
    for (float value : values) {
      if (value < 0) {
        return true;
      }
    }
    return false;
  }
}
