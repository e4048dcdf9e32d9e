package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.op.Size;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Initialisers that are not for every parameter. */
final class InitializerJsonTest {
  private static final String WHITENING =
      "{'type': 'Conv2d', 'out_channels': 24, 'kernel_size': 2, 'weight_init': 'whitening'}";

  private static NetworkSpec read(String layers) throws NetworkFormatException {
    String json = "{'name': 'net', 'input': [3, 8, 8], 'layers': [%s]}".formatted(layers);
    return NetworkJson.read(json.replace('\'', '"'), "net.json", OptionalInt.empty()).network();
  }

  @Test
  void filtersReadAndWrittenAreTheSame() throws NetworkFormatException {
    NetworkSpec network =
        read(
            WHITENING
                + ", {'type': 'Conv2d', 'out_channels': 4, 'kernel_size': 3, 'bias': false,"
                + " 'weight_init': 'dirac'}");
    assertThat(network.layers())
        .map(layer -> ((LayerSpec.Conv2d) layer).weightInit())
        .containsExactly(new Initializer.Whitening(), new Initializer.Dirac());
    Architecture whole = architecture(network);
    String written = NetworkJson.write(whole);
    assertThat(NetworkJson.read(written, "net.json", OptionalInt.empty())).isEqualTo(whole);
  }

  private static Architecture architecture(NetworkSpec network) {
    Preprocessing preprocessing = Preprocessing.standard(3, Size.of(8));
    return new Architecture(network, preprocessing, Recipe.DEFAULT);
  }

  @Test
  void untilThereAreImagesWhiteningIsTheDefault() throws NetworkFormatException {
    List<ParameterSpec> parameters = read(WHITENING).parameters();
    assertThat(parameters.get(0).init())
        .isEqualTo(new Initializer.Uniform((float) (1 / Math.sqrt(12))));
    assertThat(parameters.get(1).init()).isEqualTo(new Initializer.Constant(0));
    assertThat(read(WHITENING.replace("}", ", 'bias_init': {'constant': 2}}")).parameters().get(1))
        .extracting(ParameterSpec::init)
        .isEqualTo(new Initializer.Constant(2));
    assertThat(read(WHITENING.replace("}", ", 'bias': false}")).parameters()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'type': 'Linear', 'out_features': 2, 'weight_init': 'dirac'}"
            + "; layers[1].weight_init: \"default\", \"kaiming_uniform\", \"kaiming_normal\" or an"
            + " object such as {\"normal\": 0.01} is needed, not \"dirac\"",
        "{'type': 'Conv2d', 'out_channels': 2, 'kernel_size': 1, 'weight_init': 'white'};"
            + " layers[1].weight_init: \"default\", \"kaiming_uniform\", \"kaiming_normal\","
            + " \"dirac\", \"whitening\" or an object such as {\"normal\": 0.01} is needed, not"
            + " \"white\"",
        "{'type': 'Conv2d', 'out_channels': 2, 'kernel_size': 1, 'bias_init': 'whitening'}"
            + "; layers[1].bias_init: \"default\", \"kaiming_uniform\", \"kaiming_normal\" or an"
            + " object such as {\"normal\": 0.01} is needed, not \"whitening\"",
        "{'type': 'Conv2d', 'out_channels': 6, 'kernel_size': 1, 'groups': 3, 'weight_init':"
            + " 'dirac'}; layers[1]: dirac passes on all channels: it needs groups 1, not 3",
        "{'type': 'Conv2d', 'out_channels': 6, 'kernel_size': 2, 'dilation': 2, 'weight_init':"
            + " 'whitening'}; layers[1]: whitening is of whole patches: it needs groups 1 and"
            + " dilation 1",
        "{'type': 'Conv2d', 'out_channels': 6, 'kernel_size': 1, 'weight_init': 'whitening'};"
            + " layers: layer 1 (Conv2d): whitening is computed from images, so only the first"
            + " layer can have it",
        "{'type': 'Residual', 'body': [{'type': 'Conv2d', 'out_channels': 6, 'kernel_size': 1,"
            + " 'weight_init': 'whitening'}]}; layers: layer 1.0 (Conv2d): whitening is computed"
            + " from images, so only the first layer can have it",
      })
  void errorsSayWhere(String layer, String message) {
    assertThatExceptionOfType(NetworkFormatException.class)
        .isThrownBy(() -> read("{'type': 'ReLU'}, " + layer))
        .withMessage("net.json: " + message);
  }

  @Test
  void whiteningHasAsManyFiltersAsAxesTwice() throws NetworkFormatException {
    NetworkSpec wide = read(WHITENING.replace("24", "32"));
    assertThatIllegalArgumentException()
        .isThrownBy(wide::shapes)
        .withMessage(
            "layer 0 (Conv2d): whitening makes 2·3·2·2 = 24 filters, but out_channels is 32");
    NetworkSpec large = read(WHITENING.replace("24", "486").replace("2,", "9, 'padding': 1,"));
    assertThatIllegalArgumentException()
        .isThrownBy(large::shapes)
        .withMessage(
            "layer 0 (Conv2d): whitening needs patches of 9, and images of 3x8x8 have none;"
                + " the smallest square input that fits is 3x9x9");
  }
}
