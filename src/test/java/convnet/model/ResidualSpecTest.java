package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.tensor.Shape;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks in network files, and their sizes. */
final class ResidualSpecTest {
  private static final String CONV =
      """
      {"type": "Conv2d", "name": "conv", "out_channels": 4, "kernel_size": 3, "padding": 1}\
      """;

  private static NetworkSpec network(String layers) throws NetworkFormatException {
    String json = "{\"name\": \"small\", \"input\": [2, 8, 8], \"layers\": [%s]}".formatted(layers);
    return NetworkJson.read(json, "net.json", OptionalInt.empty()).network();
  }

  private static String downsampling() {
    return """
    {"type": "Residual", "name": "layer1.0",
     "body": [
       {"type": "Conv2d", "name": "conv1", "out_channels": 4, "kernel_size": 3, "stride": 2,
        "padding": 1, "bias": false},
       {"type": "BatchNorm2d", "name": "bn1"},
       {"type": "ReLU"},
       {"type": "Conv2d", "name": "conv2", "out_channels": 4, "kernel_size": 3, "padding": 1}],
     "shortcut": [{"type": "Conv2d", "out_channels": 4, "kernel_size": 1, "stride": 2}]}
    """;
  }

  @Test
  void layersInABlockAreNamedWithinIt() throws NetworkFormatException {
    LayerSpec.Residual block = (LayerSpec.Residual) network(downsampling()).layers().getFirst();
    assertThat(block.layers().stream().map(LayerSpec::name))
        .containsExactly(
            "layer1.0.conv1",
            "layer1.0.bn1",
            "layer1.0.2",
            "layer1.0.conv2",
            "layer1.0.shortcut.0");
    assertThat(block.relu()).isTrue();
  }

  @Test
  void parametersComeInTheOrderOfTheStateDict() throws NetworkFormatException {
    assertThat(network(downsampling()).parameters().stream().map(ParameterSpec::name))
        .containsExactly(
            "layer1.0.conv1.weight",
            "layer1.0.bn1.weight",
            "layer1.0.bn1.bias",
            "layer1.0.bn1.running_mean",
            "layer1.0.bn1.running_var",
            "layer1.0.conv2.weight",
            "layer1.0.conv2.bias",
            "layer1.0.shortcut.0.weight",
            "layer1.0.shortcut.0.bias");
  }

  /** Field of the body: 3, then 3 + 2·2 = 7; the shortcut sees single pixels. */
  @Test
  void aBlockCostsWhatItsLayersCostAndSeesWhatItsBodySees() throws NetworkFormatException {
    LayerSummary block = network(downsampling()).summaries().getFirst();
    assertThat(block.output()).isEqualTo(Shape.of(4, 4, 4));
    assertThat(block.parameters()).isEqualTo(72 + 8 + 148 + 12);
    assertThat(block.macs()).isEqualTo(16 * (72 + 144 + 8));
    assertThat(block.field().height()).isEqualTo(new ReceptiveField.Axis(7, 2, 0.5));
    assertThat(block.body()).hasSize(4);
    assertThat(block.body().stream().mapToLong(LayerSummary::macs).sum())
        .isEqualTo(16 * (72 + 144));
    assertThat(block.shortcut().getFirst().field().height())
        .isEqualTo(new ReceptiveField.Axis(1, 2, 0.5));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws NetworkFormatException {
    Architecture architecture =
        NetworkJson.read(
            """
            {"name": "nested", "input": [4, 8, 8], "layers": [
              {"type": "Residual", "name": "a", "relu": false, "body": [
                {"type": "Residual", "name": "b", "body": [%s]}, {"type": "Dropout", "p": 0.25}]}]}
            """
                .formatted(CONV),
            "net.json",
            OptionalInt.empty());
    String json = NetworkJson.write(architecture);
    assertThat(json).contains("\"name\":\"conv\"").doesNotContain("a.b").doesNotContain("shortcut");
    assertThat(NetworkJson.read(json, "again", OptionalInt.empty())).isEqualTo(architecture);
    assertThat(architecture.network().withDropout(0.5f).toString()).contains("p=0.5");
  }

  @Test
  void aNetworkWhoseDropoutIsInABlockHasDropout() throws NetworkFormatException {
    NetworkSpec none = network("{\"type\": \"Residual\", \"body\": [%s]}".formatted(CONV));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> none.withDropout(0.5f))
        .withMessage("small has no dropout layer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\": \"Residual\"} | layers[0].body: missing",
        "{\"type\": \"Residual\", \"body\": []} | layers[0]: the body has at least one layer",
        "{\"type\": \"Residual\", \"body\": 3} | layers[0].body: a list is needed, not 3",
        "{\"type\": \"Residual\", \"body\": [3]} | layers[0].body[0]: an object is needed, not 3",
        "{\"type\": \"Residual\", \"body\": [{\"type\": \"ReLU\"}], \"downsample\": []}"
            + " | layers[0].downsample: unknown key: Residual has type, name, body, shortcut, relu",
        "{\"type\": \"Residual\", \"body\": [{\"type\": \"ReLU\"}], \"shortcut\":"
            + " [{\"type\": \"MaxPool2d\"}]} | layers[0].shortcut[0].kernel_size: missing",
        "{\"type\": \"Residual\", \"body\": [{\"type\": \"ReLU\"}], \"relu\": 1}"
            + " | 'layers[0].relu: true or false is needed, not 1'",
        "{\"type\": \"Residual\", \"body\": [{\"type\": \"ReLU\", \"name\": \"a\"},"
            + " {\"type\": \"ReLU\", \"name\": \"a\"}]} | layers: two layers are named 0.a",
      })
  void mistakesHaveTheirPlace(String layers, String message) {
    assertThatThrownBy(() -> network(layers))
        .isInstanceOf(NetworkFormatException.class)
        .hasMessage("net.json: " + message);
  }

  @Test
  void blocksNestToALimit() throws NetworkFormatException {
    String nested = "{\"type\": \"ReLU\"}";
    for (int depth = 0; depth < 4; depth++) {
      nested = "{\"type\": \"Residual\", \"body\": [%s]}".formatted(nested);
    }
    assertThat(network(nested).outputShape()).isEqualTo(Shape.of(2, 8, 8));
    String deeper = "{\"type\": \"Residual\", \"body\": [%s]}".formatted(nested);
    assertThatThrownBy(() -> network(deeper))
        .isInstanceOf(NetworkFormatException.class)
        .hasMessageEndingWith(
            "layers[0].body[0].body[0].body[0].body[0]: blocks stand within blocks, but not deeper"
                + " than 4");
  }

  @Test
  void twoWaysThatDoNotMeet() throws NetworkFormatException {
    NetworkSpec network = network("{\"type\": \"Residual\", \"body\": [%s]}".formatted(CONV));
    assertThatIllegalArgumentException()
        .isThrownBy(network::shapes)
        .withMessage(
            "layer 0 (Residual): its body gives 4x8x8 and its shortcut 2x8x8: they are added, so"
                + " they must be alike");
  }

  @Test
  void aLayerInsideThatDoesNotFitIsNamed() throws NetworkFormatException {
    NetworkSpec network =
        network(
            "{\"type\": \"Residual\", \"name\": \"a\", \"body\": [{\"type\": \"Linear\","
                + " \"name\": \"fc\", \"out_features\": 3}]}");
    assertThatIllegalArgumentException()
        .isThrownBy(network::shapes)
        .withMessage(
            "layer a.fc (Linear): it takes a flat input, not one of 2x8x8: put a Flatten before"
                + " it");
  }

  @Test
  void namesInABlockBeginWithItsOwn() {
    List<LayerSpec> body = List.of(new LayerSpec.ReLU("b.relu"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LayerSpec.Residual("a", body, List.of(), true))
        .withMessage("the name of a layer in a begins with a., not b.relu");
  }
}
