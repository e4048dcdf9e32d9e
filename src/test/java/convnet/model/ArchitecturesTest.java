package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ArchitecturesTest {

  static List<String> names() {
    return Architectures.names();
  }

  @Test
  void areFive() {
    assertThat(Architectures.names())
        .containsExactly("alexnet", "alexnet-2012", "alexnet-cifar", "linear", "lenet5");
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
                + " linear, lenet5");
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
  void krizhevskysSmallNet() {
    NetworkSpec network = Architectures.bundled("alexnet-cifar").network();
    assertThat(network.shapes().stream().map(Shape::toString))
        .containsExactly(
            "32x32x32",
            "32x16x16",
            "32x16x16",
            "32x16x16",
            "32x16x16",
            "32x8x8",
            "64x8x8",
            "64x8x8",
            "64x4x4",
            "1024",
            "10");
    // 5·5·3·32 + 32, 5·5·32·32 + 32, 5·5·32·64 + 64, 1024·10 + 10
    assertThat(network.parameterCount()).isEqualTo(2_432 + 25_632 + 51_264 + 10_250);
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
}
