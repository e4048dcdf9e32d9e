package convnet;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.data.ImageFolder;
import convnet.io.ImageLimits;
import convnet.io.SafeTensors;
import convnet.io.TensorFiles;
import convnet.model.Architecture;
import convnet.model.NetworkJson;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What lies in {@code samples/} can be read. */
class SamplesTest {
  private static final Path SAMPLES = Path.of("samples");

  static List<Path> networks() throws IOException {
    return files("networks").stream()
        .filter(file -> !file.toString().endsWith(".schema.json"))
        .toList();
  }

  static List<Path> kernels() throws IOException {
    return files("kernels");
  }

  private static List<Path> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES.resolve(directory))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aNetworkTakesTheShapesAndTellsTheirClasses(Path file) throws IOException {
    Architecture architecture = NetworkJson.read(file, OptionalInt.of(8));
    assertThat(architecture.network().input().channels()).isEqualTo(3);
    assertThat(architecture.preprocessing().resize()).isEqualTo(32);
    assertThat(architecture.network().outputShape()).isEqualTo(Shape.of(8));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aKernelIsAMatrixOfOddSize(Path file) throws IOException {
    Shape shape = TensorFiles.read(file.toString(), ImageLimits.DEFAULT, false).tensor().shape();
    assertThat(shape.channels()).isEqualTo(1);
    assertThat(shape.height()).isEqualTo(shape.width()).isOdd();
  }

  @Test
  void theDigitIsSmallEnoughToBeDrawn() throws IOException {
    String digit = SAMPLES.resolve("digit.txt").toString();
    assertThat(TensorFiles.read(digit, ImageLimits.DEFAULT, false).tensor().shape())
        .isEqualTo(Shape.of(1, 7, 7));
  }

  @Test
  void theShapesAreEightClassesInTwoParts() throws IOException {
    ImageFolder train = ImageFolder.scan(SAMPLES.resolve("shapes/train"));
    ImageFolder test = ImageFolder.scan(SAMPLES.resolve("shapes/test"));
    assertThat(train.classes()).hasSize(8).isEqualTo(test.classes());
    assertThat(train.samples()).hasSize(800);
    assertThat(test.samples()).hasSize(200);
  }

  @Test
  void theWeightsAreOfTheLecturesLayer() throws IOException {
    Map<String, Tensor> tensors =
        SafeTensors.read(SAMPLES.resolve("weights/rgb-3x3.safetensors")).tensors();
    assertThat(tensors.get("weight").shape()).isEqualTo(Shape.of(16, 3, 3, 3));
    assertThat(tensors.get("bias").shape()).isEqualTo(Shape.of(16));
  }
}
