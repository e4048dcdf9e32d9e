package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ArchitecturesTest {

  static List<String> names() {
    return Architectures.names();
  }

  @Test
  void areSeven() {
    assertThat(Architectures.names())
        .containsExactly(
            "alexnet", "alexnet-2012", "alexnet-cifar", "linear", "lenet5", "vgg11", "resnet18");
  }

  @ParameterizedTest
  @MethodSource("names")
  void takeTheirOwnInputAndAnyNumberOfClasses(String name) {
    assertThat(Architectures.bundled(name).network().name()).isEqualTo(name);
    assertThat(Architectures.bundled(name, 7).network().outputShape()).isEqualTo(Shape.of(7));
    assertThat(Architectures.bundled(name, 1).network().outputShape()).isEqualTo(Shape.of(1));
  }

  @ParameterizedTest
  @MethodSource("names")
  void areWrittenAsTheyAreRead(String name) throws NetworkFormatException {
    Architecture architecture = Architectures.bundled(name, 7);
    String json = NetworkJson.write(architecture);
    assertThat(json).doesNotContain("\n");
    assertThat(NetworkJson.read(json, "again", java.util.OptionalInt.empty()))
        .isEqualTo(architecture);
  }

  @Test
  void unknownName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architectures.bundled("alexnet2", 10))
        .withMessage(
            "no architecture is named alexnet2: one of alexnet, alexnet-2012, alexnet-cifar,"
                + " linear, lenet5, vgg11, resnet18");
  }

  @Test
  void noClass() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Architectures.bundled("linear", 0))
        .withMessage("a classifier has at least one class, not 0");
  }

  @Test
  void leNet() {
    NetworkSpec network = Architectures.bundled("lenet5").network();
    assertThat(network.input()).isEqualTo(Shape.of(1, 32, 32));
    assertThat(network.parameterCount()).isEqualTo(61_706);
    assertThat(network.summaries().stream().map(s -> s.output().toString()))
        .containsExactly(
            "6x28x28",
            "6x28x28",
            "6x14x14",
            "16x10x10",
            "16x10x10",
            "16x5x5",
            "400",
            "120",
            "120",
            "84",
            "84",
            "10");
  }

  @Test
  void krizhevskysSmallNetInTheFormOfAlexNet() {
    NetworkSpec network = Architectures.bundled("alexnet-cifar").network();
    assertThat(network.shapes().stream().map(Shape::toString))
        .containsExactly(
            "32x32x32",
            "32x16x16",
            "32x16x16",
            "32x16x16",
            "64x16x16",
            "64x8x8",
            "64x8x8",
            "64x8x8",
            "128x8x8",
            "128x8x8",
            "128x8x8",
            "128x8x8",
            "128x8x8",
            "128x8x8",
            "128x8x8",
            "128x8x8",
            "128x8x8",
            "128x4x4",
            "2048",
            "2048",
            "10");
    // 5·5·3·32, 5·5·32·64, then 3·3·64·128 and 3·3·128·128 twice, a scale and a shift for each map
    // of theirs, 2048·10 + 10
    assertThat(network.parameterCount())
        .isEqualTo(2_400 + 51_200 + 73_728 + 2 * 147_456 + 960 + 20_490);
  }

  @Test
  void linearAtAnySize() {
    Architecture linear = Architectures.bundled("linear");
    assertThat(linear.network().parameterCount()).isEqualTo(3 * 32 * 32 * 10 + 10);
    assertThat(linear.withImageSize(Size.of(8, 16)).network().parameterCount())
        .isEqualTo(3 * 8 * 16 * 10 + 10);
  }

  @Test
  void anotherImageSizeScalesThePreprocessing() {
    Architecture smaller = Architectures.bundled("alexnet").withImageSize(Size.of(112));
    assertThat(smaller.network().input()).isEqualTo(Shape.of(3, 112, 112));
    assertThat(smaller.preprocessing().crop()).isEqualTo(Size.of(112));
    assertThat(smaller.preprocessing().resize()).isEqualTo(128);
    assertThat(smaller.network().outputShape()).isEqualTo(Shape.of(1000));
  }

  /** Parameters as torchvision's documentation has them; its GFLOPS are multiply-adds, too. */
  @ParameterizedTest
  @CsvSource({"vgg11, 132863336, 7.609e9", "resnet18, 11689512, 1.814e9"})
  void thoseOfTorchvisionAreAsLargeAsThere(String name, long parameters, double macs) {
    NetworkSpec network = Architectures.bundled(name).network();
    assertThat(network.parameterCount()).isEqualTo(parameters);
    assertThat((double) network.macs()).isCloseTo(macs, within(5e5));
    assertThat(network.outputShape()).isEqualTo(Shape.of(1000));
  }

  @Test
  void resnetTakesSmallImages() {
    NetworkSpec network = Architectures.bundled("resnet18").withImageSize(Size.of(32)).network();
    assertThat(network.summaries().get(11).output()).isEqualTo(Shape.of(512, 1, 1));
    assertThat(network.parameterCount()).isEqualTo(11_689_512);
  }

  /** torchvision draws convolutions by their fan-out and vgg's linear layers from N(0, 0.01). */
  @Test
  void thoseOfTorchvisionBeginAsThere() {
    Map<String, Initializer.Distribution> resnet = beginnings("resnet18");
    Initializer.Distribution ofConv = new Initializer.Normal((float) Math.sqrt(2.0 / (128 * 9)));
    assertThat(resnet)
        .containsEntry("layer2.0.conv1.weight", ofConv)
        .containsEntry("layer2.0.bn1.weight", new Initializer.Constant(1))
        .containsEntry("layer2.0.bn1.bias", new Initializer.Constant(0))
        .containsEntry("fc.bias", new Initializer.Uniform((float) (1 / Math.sqrt(512))));
    assertThat(beginnings("vgg11"))
        .containsEntry("features.3.weight", ofConv)
        .containsEntry("features.3.bias", new Initializer.Constant(0))
        .containsEntry("classifier.3.weight", new Initializer.Normal(0.01f))
        .containsEntry("classifier.3.bias", new Initializer.Constant(0));
  }

  private static Map<String, Initializer.Distribution> beginnings(String name) {
    return Architectures.bundled(name).network().parameters().stream()
        .collect(Collectors.toMap(ParameterSpec::name, ParameterSpec::init));
  }
}
