package convnet.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words that {@link LayerWords} understands, and what each stands for in a network file. */
enum LayerWord {
  CONV(
      List.of("conv", "conv2d"),
      "Conv2d",
      "out_channels",
      Map.of(),
      Map.of(
          "k", "kernel_size",
          "s", "stride",
          "p", "padding",
          "d", "dilation",
          "g", "groups",
          "bias", "bias",
          "mode", "padding_mode"),
      "conv:64,k=11,s=4,p=2"),
  MAX_POOL(
      List.of("maxpool", "maxpool2d"),
      "MaxPool2d",
      "kernel_size",
      Map.of("kernel_size", 2),
      Map.of(
          "k", "kernel_size",
          "s", "stride",
          "p", "padding",
          "d", "dilation",
          "ceil", "ceil_mode"),
      "maxpool:3,s=2"),
  AVG_POOL(
      List.of("avgpool", "avgpool2d"),
      "AvgPool2d",
      "kernel_size",
      Map.of("kernel_size", 2),
      Map.of(
          "k", "kernel_size",
          "s", "stride",
          "p", "padding",
          "ceil", "ceil_mode",
          "pad", "count_include_pad",
          "divisor", "divisor_override"),
      "avgpool:3,s=2,ceil=true"),
  ADAPTIVE_AVG_POOL(
      List.of("adaptiveavgpool", "adaptiveavgpool2d"),
      "AdaptiveAvgPool2d",
      "output_size",
      Map.of(),
      Map.of("out", "output_size"),
      "adaptiveavgpool:6"),
  GLOBAL_AVG_POOL(
      List.of("gap"), "AdaptiveAvgPool2d", "", Map.of("output_size", 1), Map.of(), "gap"),
  LINEAR(
      List.of("linear", "fc"),
      "Linear",
      "out_features",
      Map.of(),
      Map.of("in", "in_features", "out", "out_features", "bias", "bias"),
      "linear:1000"),
  RELU(List.of("relu"), "ReLU", "", Map.of(), Map.of(), "relu"),
  DROPOUT(List.of("dropout"), "Dropout", "p", Map.of(), Map.of("p", "p"), "dropout:0.5"),
  FLATTEN(List.of("flatten"), "Flatten", "", Map.of(), Map.of(), "flatten"),
  LOCAL_RESPONSE_NORM(
      List.of("lrn", "localresponsenorm"),
      "LocalResponseNorm",
      "size",
      Map.of("size", 5),
      Map.of("n", "size", "alpha", "alpha", "beta", "beta", "k", "k"),
      "lrn:5,k=2"),
  BATCH_NORM(
      List.of("batchnorm", "batchnorm2d"),
      "BatchNorm2d",
      "",
      Map.of(),
      Map.of("eps", "eps", "momentum", "momentum"),
      "batchnorm");

  private final List<String> names;
  private final String type;
  private final String first;
  private final Map<String, Object> defaults;
  private final Map<String, String> keys;
  private final String example;

  /**
   * A kind of word.
   *
   * @param names its spellings, the usual one first
   * @param type the layer's type in a network file
   * @param first the key of a value that follows the colon without a key; empty if the word takes
   *     none
   * @param defaults the values of arguments that the word may leave out
   * @param keys its short keys, mapped to those of a network file
   * @param example a correct word
   */
  LayerWord(
      List<String> names,
      String type,
      String first,
      Map<String, Object> defaults,
      Map<String, String> keys,
      String example) {
    this.names = names;
    this.type = type;
    this.first = first;
    this.defaults = defaults;
    this.keys = keys;
    this.example = example;
  }

  static Optional<LayerWord> named(String name) {
    return Arrays.stream(values()).filter(word -> word.names.contains(name)).findFirst();
  }

  /** The first word for a type of layer. */
  static LayerWord ofType(String type) {
    return Arrays.stream(values())
        .filter(word -> word.type.equals(type))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no word for a " + type));
  }

  /** All words, in every spelling. */
  static List<String> all() {
    return Arrays.stream(values()).flatMap(word -> word.names.stream()).toList();
  }

  /** All words, in their usual spelling. */
  static List<String> usual() {
    return Arrays.stream(values()).map(LayerWord::usualName).toList();
  }

  String usualName() {
    return names.getFirst();
  }

  String type() {
    return type;
  }

  Map<String, Object> defaults() {
    return defaults;
  }

  String example() {
    return example;
  }

  /**
   * The network file's key for a value that follows the colon without a key, if the word takes one.
   */
  Optional<String> first() {
    return first.isEmpty() ? Optional.empty() : Optional.of(first);
  }

  /** The network file's key for a short key; its own keys are accepted too. */
  Optional<String> key(String key) {
    return keys.containsValue(key) || key.equals(first)
        ? Optional.of(key)
        : Optional.ofNullable(keys.get(key));
  }

  /** The short form of a network file's key, if it has one. */
  Optional<String> shortKey(String key) {
    return keys.entrySet().stream()
        .filter(entry -> entry.getValue().equals(key))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The keys that may follow the colon, the short ones first. */
  List<String> keys() {
    return Stream.of(keys.keySet(), keys.values())
        .flatMap(some -> some.stream().sorted())
        .distinct()
        .toList();
  }

  /** The short keys that may follow the colon, for an error message. */
  String takes() {
    return keys.isEmpty()
        ? "nothing"
        : keys.keySet().stream().sorted().map(key -> key + "=").collect(Collectors.joining(", "));
  }
}
