package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Both AlexNets against the published numbers and against torchvision's and Caffe's. */
final class AlexNetTest {
  private static final NetworkSpec ALEXNET = Architectures.bundled("alexnet").network();
  private static final NetworkSpec PAPER = Architectures.bundled("alexnet-2012").network();

  @Test
  void sizesOfTorchvisions() {
    assertThat(outputs(ALEXNET, "Conv2d"))
        .containsExactly("64x55x55", "192x27x27", "384x13x13", "256x13x13", "256x13x13");
    assertThat(outputs(ALEXNET, "MaxPool2d")).containsExactly("64x27x27", "192x13x13", "256x6x6");
    assertThat(outputs(ALEXNET, "Linear")).containsExactly("4096", "4096", "1000");
    assertThat(ALEXNET.outputShape()).isEqualTo(Shape.of(1000));
  }

  @Test
  void sizesOfThePapers() {
    assertThat(outputs(PAPER, "Conv2d"))
        .containsExactly("96x55x55", "256x27x27", "384x13x13", "384x13x13", "256x13x13");
    assertThat(outputs(PAPER, "MaxPool2d")).containsExactly("96x27x27", "256x13x13", "256x6x6");
    assertThat(outputs(PAPER, "Linear")).containsExactly("4096", "4096", "1000");
  }

  @Test
  void orderOfLayers() {
    assertThat(types(ALEXNET))
        .isEqualTo(
            "Conv2d ReLU MaxPool2d Conv2d ReLU MaxPool2d Conv2d ReLU Conv2d ReLU Conv2d ReLU"
                + " MaxPool2d AdaptiveAvgPool2d Flatten Dropout Linear ReLU Dropout Linear ReLU"
                + " Linear");
    assertThat(types(PAPER))
        .isEqualTo(
            "Conv2d ReLU LocalResponseNorm MaxPool2d Conv2d ReLU LocalResponseNorm MaxPool2d"
                + " Conv2d ReLU Conv2d ReLU Conv2d ReLU MaxPool2d Flatten Linear ReLU Dropout"
                + " Linear ReLU Dropout Linear");
  }

  @Test
  void parametersOfTorchvisions() {
    assertThat(parameters(ALEXNET, "Conv2d"))
        .containsExactly(23_296L, 307_392L, 663_936L, 884_992L, 590_080L);
    assertThat(ALEXNET.parameterCount()).isEqualTo(61_100_840);
  }

  @Test
  void parametersOfThePapers() {
    assertThat(parameters(PAPER, "Conv2d"))
        .containsExactly(34_944L, 307_456L, 885_120L, 663_936L, 442_624L);
    assertThat(PAPER.parameterCount()).isEqualTo(60_965_224);
  }

  @Test
  void parametersOfThePapersWithoutGroups() {
    List<LayerSpec> ungrouped =
        PAPER.layers().stream()
            .map(
                layer ->
                    layer instanceof LayerSpec.Conv2d c
                        ? LayerSpec.Conv2d.of(
                            c.name(), c.outChannels(), c.convolution().withGroups(1))
                        : layer)
            .toList();
    assertThat(new NetworkSpec("ungrouped", PAPER.input(), ungrouped).parameterCount())
        .isEqualTo(62_378_344);
  }

  @Test
  void multiplyAddsOfTorchvisions() {
    assertThat(macs(ALEXNET, "Conv2d"))
        .containsExactly(70_276_800L, 223_948_800L, 112_140_288L, 149_520_384L, 99_680_256L);
    assertThat(macs(ALEXNET, "Linear")).containsExactly(37_748_736L, 16_777_216L, 4_096_000L);
    assertThat(ALEXNET.macs()).isEqualTo(714_188_480);
  }

  @Test
  void multiplyAddsOfThePapers() {
    assertThat(macs(PAPER, "Conv2d"))
        .containsExactly(105_415_200L, 223_948_800L, 149_520_384L, 112_140_288L, 74_760_192L);
    assertThat(PAPER.macs()).isEqualTo(724_406_816);
  }

  @Test
  void receptiveFieldsOfBoth() {
    for (NetworkSpec network : List.of(ALEXNET, PAPER)) {
      assertThat(
              network.summaries().stream()
                  .filter(s -> List.of("Conv2d", "MaxPool2d").contains(s.layer().type()))
                  .map(s -> s.field().height().size() + "/" + s.field().height().jump()))
          .as(network.name())
          .containsExactly("11/4", "19/8", "51/8", "67/16", "99/16", "131/16", "163/16", "195/32");
      assertThat(network.summaries())
          .allSatisfy(s -> assertThat(s.field().width()).isEqualTo(s.field().height()));
    }
  }

  @Test
  void centresOfTheFirstFields() {
    // padding 2 puts the middle of the first 11 pixels at −2 + 5.5, none at 5.5; each pooling of 3
    // moves it by one step, the padded convolutions do not
    assertThat(starts(ALEXNET)).containsExactly(3.5, 7.5, 7.5, 15.5, 15.5, 15.5, 15.5, 31.5);
    assertThat(starts(PAPER)).containsExactly(5.5, 9.5, 9.5, 17.5, 17.5, 17.5, 17.5, 33.5);
  }

  private static List<Double> starts(NetworkSpec network) {
    return network.summaries().stream()
        .filter(s -> List.of("Conv2d", "MaxPool2d").contains(s.layer().type()))
        .map(s -> s.field().height().start())
        .toList();
  }

  @Test
  void torchvisionsKeysAndShapesInOrder() {
    assertThat(ALEXNET.parameters().stream().map(p -> p.name() + " " + p.shape()))
        .containsExactly(
            "features.0.weight 64x3x11x11",
            "features.0.bias 64",
            "features.3.weight 192x64x5x5",
            "features.3.bias 192",
            "features.6.weight 384x192x3x3",
            "features.6.bias 384",
            "features.8.weight 256x384x3x3",
            "features.8.bias 256",
            "features.10.weight 256x256x3x3",
            "features.10.bias 256",
            "classifier.1.weight 4096x9216",
            "classifier.1.bias 4096",
            "classifier.4.weight 4096x4096",
            "classifier.4.bias 4096",
            "classifier.6.weight 1000x4096",
            "classifier.6.bias 1000");
  }

  @Test
  void firstWeightsOfTorchvisions() {
    // PyTorch's default: ±1/√fan_in, for the bias too
    Map<String, Initializer.Distribution> init = initializers(ALEXNET);
    assertThat(init.get("features.0.weight"))
        .isEqualTo(new Initializer.Uniform((float) (1 / Math.sqrt(3 * 11 * 11))));
    assertThat(init.get("features.0.bias")).isEqualTo(init.get("features.0.weight"));
    assertThat(init.get("classifier.1.bias")).isEqualTo(new Initializer.Uniform(1 / 96f));
  }

  @Test
  void firstWeightsOfThePapers() {
    Map<String, Initializer.Distribution> init = initializers(PAPER);
    assertThat(init.entrySet().stream().filter(e -> e.getKey().endsWith(".weight")))
        .hasSize(8)
        .allSatisfy(e -> assertThat(e.getValue()).isEqualTo(new Initializer.Normal(0.01f)));
    assertThat(
            init.entrySet().stream()
                .filter(e -> e.getValue().equals(new Initializer.Constant(1)))
                .map(Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            "features.4.bias",
            "features.10.bias",
            "features.12.bias",
            "classifier.0.bias",
            "classifier.3.bias");
    assertThat(init).containsEntry("features.0.bias", new Initializer.Constant(0));
    assertThat(init).containsEntry("features.8.bias", new Initializer.Constant(0));
    assertThat(init).containsEntry("classifier.6.bias", new Initializer.Constant(0));
  }

  @Test
  void torchvisionsTakes227() {
    assertThat(ALEXNET.withInput(Shape.of(3, 227, 227)).shapes().getFirst())
        .isEqualTo(Shape.of(64, 56, 56));
  }

  @Test
  void torchvisionsLeastInput() {
    assertThat(ALEXNET.withInput(Shape.of(3, 63, 63)).outputShape()).isEqualTo(Shape.of(1000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ALEXNET.withInput(Shape.of(3, 62, 62)).shapes())
        .withMessage(
            "layer features.12 (MaxPool2d): no pooling window of 3 (dilation 1, padding 0) fits an"
                + " input of 2x2: it needs at least 3x3; the smallest square input that fits is"
                + " 3x63x63");
  }

  @Test
  void thePapersDoesNotTake224() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAPER.withInput(Shape.of(3, 224, 224)).shapes())
        .withMessage(
            "layer classifier.0 (Linear): it got 6400 features and needs 9216; the smallest square"
                + " input that fits is 3x227x227");
  }

  @Test
  void recipes() {
    Architecture torchvision = Architectures.bundled("alexnet");
    assertThat(torchvision.recipe())
        .isEqualTo(
            new Recipe(
                new Recipe.Sgd(0.9, false),
                0.01,
                1e-4,
                32,
                90,
                Recipe.Schedule.STEP,
                30,
                0.1,
                0,
                Recipe.Augment.STANDARD,
                0,
                0,
                0,
                Recipe.ClassWeights.NONE));
    assertThat(torchvision.preprocessing())
        .isEqualTo(
            new Preprocessing(
                256,
                Size.of(224),
                List.of(0.485f, 0.456f, 0.406f),
                List.of(0.229f, 0.224f, 0.225f)));
    Architecture architecture = Architectures.bundled("alexnet-2012");
    assertThat(architecture.preprocessing().std())
        .as("pixels of 0..255")
        .containsExactly(1 / 255f, 1 / 255f, 1 / 255f);
    Recipe paper = architecture.recipe();
    assertThat(paper.batchSize()).isEqualTo(128);
    assertThat(paper.schedule()).isEqualTo(Recipe.Schedule.PLATEAU);
    assertThat(paper.gamma()).isEqualTo(0.1);
    assertThat(paper.weightDecay()).isEqualTo(5e-4);
    assertThat(paper.augment()).isEqualTo(Recipe.Augment.ALEXNET);
  }

  private static List<String> outputs(NetworkSpec network, String type) {
    return network.summaries().stream()
        .filter(s -> s.layer().type().equals(type))
        .map(s -> s.output().toString())
        .toList();
  }

  private static List<Long> parameters(NetworkSpec network, String type) {
    return network.summaries().stream()
        .filter(s -> s.layer().type().equals(type))
        .map(LayerSummary::parameters)
        .toList();
  }

  private static List<Long> macs(NetworkSpec network, String type) {
    return network.summaries().stream()
        .filter(s -> s.layer().type().equals(type))
        .map(LayerSummary::macs)
        .toList();
  }

  private static String types(NetworkSpec network) {
    return network.layers().stream().map(LayerSpec::type).collect(Collectors.joining(" "));
  }

  private static Map<String, Initializer.Distribution> initializers(NetworkSpec network) {
    return network.parameters().stream()
        .collect(Collectors.toMap(ParameterSpec::name, ParameterSpec::init));
  }
}
