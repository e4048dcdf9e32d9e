package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkSpecTest {

  @Test
  void countsParametersAndMultiplyAddsByHand() {
    NetworkSpec network =
        network(
            Shape.of(4, 10, 9),
            "conv:6,k=3x2,s=2x1,g=2,bias=false",
            "batchnorm",
            "relu",
            "flatten",
            "linear:5");
    // 10x9 → 4x8; each of 6 filters has 2 channels of 3x2
    assertThat(network.shapes())
        .containsExactly(
            Shape.of(6, 4, 8), Shape.of(6, 4, 8), Shape.of(6, 4, 8), Shape.of(192), Shape.of(5));
    assertThat(network.summaries().stream().map(LayerSummary::parameters))
        .as("running statistics are not counted")
        .containsExactly(6 * 2 * 3 * 2L, 12L, 0L, 0L, 192 * 5 + 5L);
    assertThat(network.summaries().stream().map(LayerSummary::macs))
        .containsExactly(6 * 2 * 3 * 2 * 4 * 8L, 0L, 0L, 0L, 192 * 5L);
    assertThat(network.parameterCount()).isEqualTo(72 + 12 + 965);
    assertThat(network.macs()).isEqualTo(2304 + 960);
    assertThat(network.parameters().stream().map(p -> p.name() + p.shape() + p.trainable()))
        .containsExactly(
            "0.weight6x2x3x2true",
            "1.weight6true",
            "1.bias6true",
            "1.running_mean6false",
            "1.running_var6false",
            "4.weight5x192true",
            "4.bias5true");
  }

  @Test
  void inputsOfTheLayers() {
    NetworkSpec network = network(Shape.of(1, 8, 8), "maxpool", "flatten");
    assertThat(network.summaries().stream().map(LayerSummary::input))
        .containsExactly(Shape.of(1, 8, 8), Shape.of(1, 4, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv:8,k=5 | 3x4x9 | layer 0 (Conv2d): the kernel's height 1·(5 − 1) + 1 = 5 is larger"
            + " than the padded input's 0 + 4 + 0 = 4: the input needs a height of at least 5; the"
            + " smallest square input that fits is 3x5x5",
        "conv:8,k=1,g=2 | 3x4x4 | layer 0 (Conv2d): 3 input channels and 8 output channels do not"
            + " split into 2 groups: both must be multiples of 2",
        "maxpool maxpool maxpool | 3x7x7 | layer 2 (MaxPool2d): no pooling window of 2 (dilation 1,"
            + " padding 0) fits an input of 1x1: it needs at least 2x2; the smallest square input"
            + " that fits is 3x8x8",
        "linear:10 | 3x4x4"
            + " | layer 0 (Linear): it takes a flat input, not one of 3x4x4: put a Flatten before"
            + " it",
        "flatten linear:10,in=48 | 3x5x5 | layer 1 (Linear): it got 75 features and needs 48; the"
            + " smallest square input that fits is 3x4x4",
        "flatten conv:8,k=1 | 3x4x4 | 'layer 1 (Conv2d): it takes an image of channels, height and"
            + " width, not 48 features'",
        "flatten lrn | 3x4x4 | 'layer 1 (LocalResponseNorm): it takes an image of channels, height"
            + " and width, not 48 features'",
        "flatten batchnorm | 3x4x4 | 'layer 1 (BatchNorm2d): it takes an image of channels, height"
            + " and width, not 48 features'",
        "flatten gap | 3x4x4 | 'layer 1 (AdaptiveAvgPool2d): it takes an image of channels, height"
            + " and width, not 48 features'",
        "flatten linear:2000000000 | 3x4x4 | layer 1 (Linear): a tensor of 2000000000x48 has more"
            + " elements than one array holds (2^31)",
      })
  void misfitsAreNamed(String words, String input, String message) {
    int[] dims = java.util.Arrays.stream(input.split("x")).mapToInt(Integer::parseInt).toArray();
    NetworkSpec network = network(new Shape(dims), words.split(" "));
    assertThatIllegalArgumentException().isThrownBy(network::shapes).withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(network::summaries).withMessage(message);
  }

  @Test
  void whatIsNoNetwork() {
    List<LayerSpec> relu = List.of(new LayerSpec.ReLU("a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkSpec("x", Shape.of(3, 8, 8), List.of()))
        .withMessage("a network has at least one layer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkSpec("x", Shape.of(8, 8), relu))
        .withMessage("a network's input is channels, height and width, each at least 1, not 8x8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkSpec("x", Shape.of(3, 0, 8), relu))
        .withMessage("a network's input is channels, height and width, each at least 1, not 3x0x8");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new NetworkSpec("x", Shape.of(3, 8, 8), List.of(relu.getFirst(), relu.getFirst())))
        .withMessage("two layers are named a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv:4,k=3,bias=false gap flatten linear:10,bias=false,in=4 dropout"
            + " | conv:4,k=3,bias=false gap flatten linear:7,bias=false,in=4 dropout",
        "conv:4,k=3 relu conv:10,k=3x1,s=2,p=1,bias=false gap flatten"
            + " | conv:4,k=3 relu conv:7,k=3x1,s=2,p=1,bias=false gap flatten",
      })
  void forOtherClassesOnlyTheNumberOfOutputsChanges(String words, String expected) {
    Shape input = Shape.of(3, 8, 8);
    assertThat(network(input, words.split(" ")).withClasses(7))
        .isEqualTo(network(input, expected.split(" ")));
  }

  private static NetworkSpec network(Shape input, String... words) {
    return new NetworkSpec("test", input, LayerWords.parse(List.of(words)));
  }
}
