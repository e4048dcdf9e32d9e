package convnet.model;

import convnet.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Network files for people, to read and to edit: a line for each layer, no names for layers that
 * are called by their index, and the word {@code "classes"} where their number belongs.
 */
public final class NetworkText {
  private static final String STEP = "  ";

  private NetworkText() {}

  /**
   * The network file, from which {@link NetworkJson#read} makes an equal architecture.
   *
   * @throws IllegalArgumentException if a layer does not fit
   */
  public static String of(Architecture architecture) {
    NetworkSpec network = architecture.network();
    List<Map<String, Object>> layers = LayerJson.write(network.layers(), "");
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).remove("name", Integer.toString(i));
    }
    OptionalInt classes = sayClasses(layers, network.outputShape());
    return NetworkJson.tree(architecture, layers, classes).entrySet().stream()
        .map(member -> STEP + text(member, STEP))
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }

  /**
   * Writes {@code "classes"} for the outputs of the last layer that has its own number of them, if
   * these are the output of the network; returns the number.
   */
  private static OptionalInt sayClasses(List<Map<String, Object>> layers, Shape output) {
    for (Map<String, Object> layer : layers.reversed()) {
      String outputs = layer.containsKey("out_features") ? "out_features" : "out_channels";
      if (layer.get(outputs) instanceof Integer count) {
        if (!output.equals(Shape.of(count))) {
          break;
        }
        layer.put(outputs, "classes");
        return OptionalInt.of(count);
      }
    }
    return OptionalInt.empty();
  }

  private static String text(Object value, String indent) {
    if (value instanceof Map<?, ?> members) {
      return members.entrySet().stream()
          .map(member -> text(member, indent))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof List<?> list) {
      boolean layers = !list.isEmpty() && list.getFirst() instanceof Map;
      String line = layers ? "\n" + indent + STEP : "";
      return list.stream()
          .map(element -> text(element, indent + STEP))
          .collect(
              Collectors.joining(
                  layers ? "," + line : ", ", "[" + line, layers ? "\n" + indent + "]" : "]"));
    }
    return JsonTree.write(value);
  }

  private static String text(Map.Entry<?, ?> member, String indent) {
    return JsonTree.write(member.getKey()) + ": " + text(member.getValue(), indent);
  }
}
