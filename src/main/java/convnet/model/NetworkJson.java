package convnet.model;

import convnet.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Networks in JSON:
 *
 * <pre>{@code
 * {
 *   "name": "tiny", "input": [3, 32, 32], "classes": 10,
 *   "layers": [
 *     {"type": "Conv2d", "out_channels": 16, "kernel_size": 3, "padding": "same"},
 *     {"type": "ReLU"},
 *     {"type": "MaxPool2d", "kernel_size": 2},
 *     {"type": "Flatten"},
 *     {"type": "Linear", "out_features": "classes"}
 *   ],
 *   "preprocessing": {"resize": 32, "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]},
 *   "recipe": {"lr": 0.01, "batch_size": 32, "epochs": 20}
 * }
 * }</pre>
 *
 * <p>Layers and their arguments are named as in {@code torch.nn}, with PyTorch's defaults; a layer
 * without a name is called by its index, as in {@code nn.Sequential}. A {@code Residual} block
 * holds layers: a {@code body}, and a {@code shortcut} if the input is not added as it is. The word
 * {@code "classes"} stands for the number of classes in the data or, without data, for the number
 * that the file gives. Preprocessing and recipe, or parts of them, may be left out. Anything
 * unknown is an error.
 */
public final class NetworkJson {

  /** Much more than a network needs: a larger file is something else. */
  private static final int LARGEST_FILE = 16 << 20;

  private NetworkJson() {}

  /**
   * Reads a network file.
   *
   * @param classes what {@code "classes"} stands for; if empty, the number in the file
   * @throws NetworkFormatException if it is not a network, with the place and what would be right
   * @throws IOException if it cannot be read
   */
  public static Architecture read(Path file, OptionalInt classes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), classes);
    }
  }

  /** Reads a network file from a stream, to its end; {@code name} is what errors call it. */
  public static Architecture read(InputStream in, String name, OptionalInt classes)
      throws IOException {
    byte[] document = in.readNBytes(LARGEST_FILE + 1);
    if (document.length > LARGEST_FILE) {
      throw new NetworkFormatException(name, "", "too large for a network file: at most 16 MiB");
    }
    return read(document, name, classes);
  }

  /**
   * Reads a network.
   *
   * @param json the document
   * @param name what to call it in errors
   * @param classes what {@code "classes"} stands for; if empty, the number in the document
   * @throws NetworkFormatException if it is not a network, with the place and what would be right
   */
  public static Architecture read(String json, String name, OptionalInt classes)
      throws NetworkFormatException {
    return read(json.getBytes(StandardCharsets.UTF_8), name, classes);
  }

  static Architecture read(byte[] document, String name, OptionalInt classes)
      throws NetworkFormatException {
    JsonPlace place = new JsonPlace(name, "");
    JsonObject json = JsonObject.of(JsonTree.parse(document, place), place);
    json.allow(
        "a network", "name", "input", "classes", "layers", "preprocessing", "recipe", "$schema");
    NetworkSpec network = network(json, classes);
    Preprocessing preprocessing =
        json.has("preprocessing")
            ? RecipeJson.readPreprocessing(object(json, "preprocessing"), network.input())
            : Preprocessing.standard(network.input());
    Recipe recipe =
        json.has("recipe") ? RecipeJson.readRecipe(object(json, "recipe")) : Recipe.DEFAULT;
    try {
      return new Architecture(network, preprocessing, recipe);
    } catch (IllegalArgumentException e) {
      throw place.member("preprocessing").error(Objects.requireNonNull(e.getMessage()));
    }
  }

  /** The architecture in one line of JSON, from which {@link #read} makes an equal one. */
  public static String write(Architecture architecture) {
    List<Map<String, Object>> layers = LayerJson.write(architecture.network().layers(), "");
    return JsonTree.write(tree(architecture, layers, OptionalInt.empty()));
  }

  /**
   * The members of a network file.
   *
   * @param layers the layers as they are to be written
   * @param classes what {@code "classes"} stands for in them
   */
  static Map<String, Object> tree(
      Architecture architecture, List<Map<String, Object>> layers, OptionalInt classes) {
    NetworkSpec network = architecture.network();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", network.name());
    Shape input = network.input();
    json.put("input", List.of(input.channels(), input.height(), input.width()));
    classes.ifPresent(number -> json.put("classes", number));
    json.put("layers", layers);
    json.put("preprocessing", RecipeJson.write(architecture.preprocessing()));
    json.put("recipe", RecipeJson.write(architecture.recipe()));
    return json;
  }

  private static NetworkSpec network(JsonObject json, OptionalInt classes)
      throws NetworkFormatException {
    String name = json.text("name");
    Shape input = input(json);
    if (json.has("classes")) {
      int standard = json.whole("classes", 1, Integer.MAX_VALUE);
      classes = classes.isPresent() ? classes : OptionalInt.of(standard);
    }
    List<LayerSpec> layers =
        LayerJson.readList(json, "layers", LayerJson.Scope.ofNetwork(classes), "");
    try {
      return new NetworkSpec(name, input, layers);
    } catch (IllegalArgumentException e) {
      throw json.place().member("layers").error(Objects.requireNonNull(e.getMessage()));
    }
  }

  private static Shape input(JsonObject json) throws NetworkFormatException {
    List<?> sizes = json.list("input");
    if (sizes.size() != 3) {
      throw json.wrong("input", "[channels, height, width]");
    }
    int[] dims = new int[3];
    JsonPlace place = json.place().member("input");
    for (int axis = 0; axis < 3; axis++) {
      dims[axis] = JsonObject.whole(sizes.get(axis), 1, Integer.MAX_VALUE, place.element(axis));
    }
    try {
      return new Shape(dims);
    } catch (IllegalArgumentException e) {
      throw place.error(Objects.requireNonNull(e.getMessage()));
    }
  }

  private static JsonObject object(JsonObject json, String key) throws NetworkFormatException {
    return JsonObject.of(json.get(key), json.place().member(key));
  }
}
