package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Shape;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NetworkTextTest {
  @Test
  void aLineIsALayerAndNumberedLayersHaveNoNames() throws NetworkFormatException {
    String layers =
        """
          "classes": 3,
          "layers": [
            {"type": "Conv2d", "out_channels": 4, "kernel_size": [3, 1]},
            {"type": "Residual", "name": "block", "body": [
              {"type": "Conv2d", "name": "1", "out_channels": 4, "kernel_size": 1},
              {"type": "ReLU", "name": "relu"}
            ]},
            {"type": "Flatten"},
            {"type": "Linear", "name": "head", "out_features": "classes"},
            {"type": "Dropout", "p": 0.5}
          ],
        """;
    String json = "{\"name\": \"tiny\", \"input\": [1, 8, 8],\n" + layers.replaceFirst(",\n$", "}");
    String text = NetworkText.of(read(json));
    assertThat(text)
        .startsWith("{\n  \"name\": \"tiny\",\n  \"input\": [1, 8, 8],\n" + layers)
        .endsWith("}\n}\n");
    assertThat(read(text)).isEqualTo(read(json));
  }

  static Stream<String> bundled() {
    return Architectures.names().stream();
  }

  /** A bundled network, edited or not, is trained with as many classes as there are. */
  @ParameterizedTest
  @MethodSource("bundled")
  void theNumberOfClassesIsTheDatas(String name) throws NetworkFormatException {
    String text = NetworkText.of(Architectures.bundled(name));
    assertThat(read(text)).isEqualTo(Architectures.bundled(name));
    assertThat(NetworkJson.read(text, name, OptionalInt.of(7)))
        .isEqualTo(Architectures.bundled(name, 7));
  }

  /** A network that ends in feature maps has none, not even if the last layer makes one. */
  @Test
  void mapsAreNoClasses() {
    NetworkSpec maps =
        new NetworkSpec("maps", Shape.of(1, 8, 8), LayerWords.parse(List.of("conv:1,k=3", "relu")));
    Architecture architecture = Architecture.of(maps);
    assertThat(NetworkText.of(architecture))
        .contains("\"out_channels\": 1,")
        .doesNotContain("classes\"");
  }

  private static Architecture read(String json) throws NetworkFormatException {
    return NetworkJson.read(json, "test", OptionalInt.empty());
  }
}
