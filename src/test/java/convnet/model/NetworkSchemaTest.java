package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema for editors and the reader of network files say the same. What the reader accepts is
 * taken from what it says to a key or word that is not there.
 */
final class NetworkSchemaTest {
  private static final Path FILE = Path.of("samples/networks/network.schema.json");
  private static final JsonMapper MAPPER = new JsonMapper();

  private static JsonNode schema() {
    return MAPPER.readTree(FILE);
  }

  static Stream<Path> networks() throws IOException {
    Path bundled = Path.of("src/main/resources/convnet/model");
    return Stream.of(bundled, FILE.getParent())
        .flatMap(
            directory -> {
              try (Stream<Path> files = Files.list(directory)) {
                return files.filter(file -> file.toString().endsWith(".json")).toList().stream();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .filter(file -> !file.equals(FILE))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyNetworkFits(Path file) {
    assertThat(new SchemaCheck(schema()).complaints(MAPPER.readTree(file))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void whatIsWrittenIntoModelsFits(Path file) throws IOException {
    String written = NetworkJson.write(NetworkJson.read(file, OptionalInt.empty()));
    assertThat(new SchemaCheck(schema()).complaints(MAPPER.readTree(written))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\": \"a\", \"input\": [3, 8], \"layers\": [{\"type\": \"ReLU\"}]}",
        "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\": []}",
        "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\": [{\"type\": \"RNN\"}]}",
        "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\": [{\"type\": \"ReLU\", \"p\": 1}]}",
        "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\": [{\"type\": \"ReLU\"}], \"seed\": 1}",
        "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\":"
            + " [{\"type\": \"Residual\", \"body\": [{\"type\": \"MaxPool2d\"}]}]}",
        "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\": [{\"type\": \"ReLU\"}],"
            + " \"recipe\": {\"lr\": 0}}",
        "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\":"
            + " [{\"type\": \"Linear\", \"out_features\": 1, \"weight_init\": \"dirac\"}]}",
      })
  void whatTheReaderRefusesDoesNotFit(String json) {
    assertThat(new SchemaCheck(schema()).complaints(MAPPER.readTree(json))).isNotEmpty();
    assertThat(refusal(json)).isNotEmpty();
  }

  static List<String> layers() {
    return List.of(
        refusal(network("{\"type\": \"\\u2026\"}"))
            .replaceFirst(".*one of (.*) is needed.*", "$1")
            .split(", "));
  }

  @Test
  void hasEveryLayer() {
    assertThat(
            schema()
                .at("/$defs/layer/oneOf")
                .valueStream()
                .map(way -> way.get("$ref").stringValue().replace("#/$defs/", "")))
        .as("the layers in $defs/layer of %s, and those that the reader knows", FILE)
        .containsExactlyElementsOf(layers());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void hasEveryKeyOfALayer(String type) {
    JsonNode definition = schema().at("/$defs/" + type);
    assertSameKeys(definition, network("{\"type\": \"%s\", \"?\": 0}".formatted(type)), type);
    ObjectNode least = MAPPER.createObjectNode().put("type", type);
    for (JsonNode key : definition.path("required")) {
      assertThat(refusal(network(least.toString())))
          .endsWith("." + key.stringValue() + ": missing");
      if (key.stringValue().equals("body")) {
        least.putArray("body").addObject().put("type", "ReLU");
      } else {
        least.put(key.stringValue(), 1);
      }
    }
    assertThat(refusal(network(least.toString())))
        .as("the reader asks for no more than what is required in $defs/%s of %s", type, FILE)
        .isEmpty();
  }

  @Test
  void hasEveryKeyOfNetworkPreprocessingAndRecipe() {
    String relu = "{\"type\": \"ReLU\"}";
    assertSameKeys(schema(), network(relu).replaceFirst("}$", ", \"?\": 0}"), "a network");
    for (String part : List.of("preprocessing", "recipe")) {
      assertSameKeys(
          schema().at("/$defs/" + part),
          network(relu).replaceFirst("}$", ", \"%s\": {\"?\": 0}}".formatted(part)),
          part);
    }
    assertSameKeys(
        schema().at("/$defs/initializer/anyOf/1"),
        network(
            "{\"type\": \"Conv2d\", \"out_channels\": 1, \"kernel_size\": 1, \"weight_init\":"
                + " {\"?\": 0}}"),
        "an initializer");
  }

  /** The words that a key may have, wherever the reader lists them. */
  @Test
  void hasEveryWord() {
    JsonNode recipe = schema().at("/$defs/recipe/properties");
    int checked = 0;
    for (Map.Entry<String, JsonNode> key : recipe.properties()) {
      String said =
          refusal(
              network("{\"type\": \"ReLU\"}")
                  .replaceFirst("}$", ", \"recipe\": {\"%s\": \"?\"}}".formatted(key.getKey())));
      if (said.contains("one of ")) {
        assertSameWords(key.getValue(), said, key.getKey());
        checked++;
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(4);
    assertSameWords(
        schema().at("/$defs/Conv2d/properties/padding_mode"),
        refusal(
            network(
                "{\"type\": \"Conv2d\", \"out_channels\": 1, \"kernel_size\": 1,"
                    + " \"padding_mode\": \"?\"}")),
        "padding_mode");
    Set<String> initializers =
        words(
            refusal(
                network(
                    "{\"type\": \"Conv2d\", \"out_channels\": 1, \"kernel_size\": 1,"
                        + " \"weight_init\": \"?\"}")));
    initializers.remove("normal"); // the example of an object
    assertThat(
            Stream.of("initializer/anyOf/0", "filterInitializer/anyOf/1")
                .flatMap(part -> schema().at("/$defs/" + part + "/enum").valueStream())
                .map(JsonNode::stringValue))
        .containsExactlyInAnyOrderElementsOf(initializers);
  }

  private static void assertSameWords(JsonNode definition, String said, String key) {
    assertThat(definition.path("enum").valueStream().map(JsonNode::stringValue))
        .as("the words of %s in %s, and those that the reader knows", key, FILE)
        .containsExactlyInAnyOrderElementsOf(words(said));
  }

  private static Set<String> words(String said) {
    Set<String> words = new TreeSet<>();
    Matcher quoted = Pattern.compile("\"(\\w+)\"").matcher(said);
    while (quoted.find()) {
      words.add(quoted.group(1));
    }
    return words;
  }

  private static void assertSameKeys(JsonNode definition, String withUnknownKey, String what) {
    String[] known = refusal(withUnknownKey).replaceFirst(".* has ", "").split(", ");
    assertThat(definition.path("properties").propertyNames())
        .filteredOn(key -> !key.equals("comment"))
        .as("the keys of %s in %s, and those that the reader knows", what, FILE)
        .containsExactlyInAnyOrder(known);
    assertThat(definition.path("additionalProperties").asBoolean(true)).as(what).isFalse();
    if (!what.equals("an initializer")) {
      assertThat(definition.at("/properties/comment").asBoolean(false)).as(what).isTrue();
    }
  }

  private static String network(String layer) {
    return "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\": [%s]}".formatted(layer);
  }

  /** What the reader says against it; nothing if it reads it. */
  private static String refusal(String json) {
    Throwable refusal = catchThrowable(() -> NetworkJson.read(json, "file", OptionalInt.empty()));
    return refusal == null ? "" : String.valueOf(refusal.getMessage());
  }
}
