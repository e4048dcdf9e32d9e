package convnet.model;

import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Layers in JSON: an object with the {@code type}, the {@code name} and PyTorch's arguments with
 * their PyTorch names and defaults. A block holds lists of layers, whose names are relative to it:
 * {@code conv1} in {@code layer1.0} is {@code layer1.0.conv1} in the network.
 */
final class LayerJson {
  private static final int MOST = Integer.MAX_VALUE;

  /**
   * The largest kernel, stride or padding; small enough that sums of a few of them fit in an int.
   */
  private static final int WINDOW = 32_767;

  private static final Size ONE = Size.of(1);

  /** How deep blocks may be nested; more is taken for a mistake. */
  private static final int DEEPEST = 4;

  private LayerJson() {}

  /**
   * Reads a list of layers.
   *
   * @param key the key of the list
   * @param scope the surroundings of the layers
   * @param unnamed the prefix of the index that names a layer without a name
   */
  static List<LayerSpec> readList(JsonObject json, String key, Scope scope, String unnamed)
      throws NetworkFormatException {
    JsonPlace place = json.place().member(key);
    List<LayerSpec> layers = new ArrayList<>();
    for (Object element : json.list(key)) {
      int index = layers.size();
      layers.add(read(JsonObject.of(element, place.element(index)), unnamed + index, scope));
    }
    return layers;
  }

  /**
   * The surroundings of layers.
   *
   * @param path the prefix of their names: empty at the top level of the network, the block's name
   *     and a dot in a block
   * @param depth the number of blocks around them
   * @param classes the number that the word {@code "classes"} stands for, if it is known
   */
  record Scope(String path, int depth, OptionalInt classes) {
    static Scope ofNetwork(OptionalInt classes) {
      return new Scope("", 0, classes);
    }

    Scope within(String block) {
      return new Scope(block + ".", depth + 1, classes);
    }
  }

  /**
   * Reads a layer.
   *
   * @param unnamed its name, within the scope, if the object gives none
   */
  static LayerSpec read(JsonObject json, String unnamed, Scope scope)
      throws NetworkFormatException {
    String name = unnamed;
    if (json.has("name")) {
      name = json.text("name");
      if (!name.matches("[\\w-]+(\\.[\\w-]+)*")) {
        throw json.wrong("name", "a name of letters, digits, _ and -, with single dots between,");
      }
    }
    try {
      return readNamed(json, scope.path() + name, scope);
    } catch (IllegalArgumentException e) {
      throw json.place().error(Objects.requireNonNull(e.getMessage()));
    }
  }

  private static LayerSpec readNamed(JsonObject json, String name, Scope scope)
      throws NetworkFormatException {
    String type = json.text("type");
    return switch (type) {
      case "Conv2d" -> {
        json.allow(
            type,
            "type",
            "name",
            "out_channels",
            "kernel_size",
            "stride",
            "padding",
            "dilation",
            "groups",
            "bias",
            "padding_mode",
            "weight_init",
            "bias_init");
        int outChannels = count(json, "out_channels", scope.classes());
        ConvolutionParameters convolution = convolution(json);
        boolean bias = json.flag("bias", true);
        yield new LayerSpec.Conv2d(
            name,
            outChannels,
            convolution,
            bias,
            InitializerJson.readForFilters(json, "weight_init"),
            biasInit(json, bias));
      }
      case "MaxPool2d" -> {
        json.allow(
            type, "type", "name", "kernel_size", "stride", "padding", "dilation", "ceil_mode");
        yield new LayerSpec.MaxPool2d(name, pooling(json));
      }
      case "AvgPool2d" -> {
        json.allow(
            type,
            "type",
            "name",
            "kernel_size",
            "stride",
            "padding",
            "ceil_mode",
            "count_include_pad",
            "divisor_override");
        yield new LayerSpec.AvgPool2d(
            name,
            pooling(json),
            json.flag("count_include_pad", true),
            json.whole("divisor_override", 1, MOST, 0));
      }
      case "AdaptiveAvgPool2d" -> {
        json.allow(type, "type", "name", "output_size");
        yield new LayerSpec.AdaptiveAvgPool2d(name, json.size("output_size", 1, WINDOW));
      }
      case "Linear" -> {
        json.allow(
            type,
            "type",
            "name",
            "in_features",
            "out_features",
            "bias",
            "weight_init",
            "bias_init");
        int inFeatures = json.whole("in_features", 1, MOST, 0);
        int outFeatures = count(json, "out_features", scope.classes());
        boolean bias = json.flag("bias", true);
        yield new LayerSpec.Linear(
            name,
            inFeatures,
            outFeatures,
            bias,
            InitializerJson.read(json, "weight_init"),
            biasInit(json, bias));
      }
      case "ReLU" -> {
        json.allow(type, "type", "name");
        yield new LayerSpec.ReLU(name);
      }
      case "Dropout" -> {
        json.allow(type, "type", "name", "p");
        yield new LayerSpec.Dropout(name, (float) json.number("p", 0.5));
      }
      case "Flatten" -> {
        json.allow(type, "type", "name");
        yield new LayerSpec.Flatten(name);
      }
      case "LocalResponseNorm" -> {
        json.allow(type, "type", "name", "size", "alpha", "beta", "k");
        yield new LayerSpec.LocalResponseNorm(
            name,
            json.whole("size", 1, WINDOW),
            (float) json.number("alpha", 1e-4),
            (float) json.number("beta", 0.75),
            (float) json.number("k", 1));
      }
      case "BatchNorm2d" -> {
        json.allow(type, "type", "name", "eps", "momentum");
        yield new LayerSpec.BatchNorm2d(
            name, (float) json.number("eps", 1e-5), (float) json.number("momentum", 0.1));
      }
      case "Residual" -> {
        json.allow(type, "type", "name", "body", "shortcut", "relu");
        if (scope.depth() == DEEPEST) {
          throw json.place().error("blocks stand within blocks, but not deeper than " + DEEPEST);
        }
        Scope inside = scope.within(name);
        yield new LayerSpec.Residual(
            name,
            readList(json, "body", inside, ""),
            json.has("shortcut")
                ? readList(json, "shortcut", inside, "shortcut.")
                : List.<LayerSpec>of(),
            json.flag("relu", true));
      }
      default ->
          throw json.wrong(
              "type",
              "one of Conv2d, MaxPool2d, AvgPool2d, AdaptiveAvgPool2d, Linear, ReLU, Dropout,"
                  + " Flatten, LocalResponseNorm, BatchNorm2d, Residual");
    };
  }

  /** Writes layers as objects from which {@link #readList} makes equal ones. */
  static List<Map<String, Object>> write(List<LayerSpec> layers, String path) {
    return layers.stream().map(layer -> write(layer, path)).toList();
  }

  /**
   * Writes a layer as an object from which {@link #read} makes an equal one; most arguments are
   * left out at their defaults.
   *
   * @param path the prefix of names in the layer's scope, which is cut off
   */
  static Map<String, Object> write(LayerSpec layer, String path) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", layer.type());
    json.put("name", layer.name().substring(path.length()));
    switch (layer) {
      case LayerSpec.Conv2d conv -> {
        json.put("out_channels", conv.outChannels());
        putConvolution(json, conv.convolution());
        putInit(json, conv.bias(), conv.weightInit(), conv.biasInit());
      }
      case LayerSpec.MaxPool2d pool -> putPooling(json, pool.pooling());
      case LayerSpec.AvgPool2d pool -> {
        putPooling(json, pool.pooling());
        putUnless(true, json, "count_include_pad", pool.countIncludePad());
        putUnless(0, json, "divisor_override", pool.divisor());
      }
      case LayerSpec.AdaptiveAvgPool2d pool -> json.put("output_size", size(pool.output()));
      case LayerSpec.Linear linear -> {
        putUnless(0, json, "in_features", linear.inFeatures());
        json.put("out_features", linear.outFeatures());
        putInit(json, linear.bias(), linear.weightInit(), linear.biasInit());
      }
      case LayerSpec.Dropout dropout -> json.put("p", dropout.p());
      case LayerSpec.LocalResponseNorm norm -> {
        json.put("size", norm.size());
        json.put("alpha", norm.alpha());
        json.put("beta", norm.beta());
        json.put("k", norm.k());
      }
      case LayerSpec.BatchNorm2d norm -> {
        json.put("eps", norm.eps());
        json.put("momentum", norm.momentum());
      }
      case LayerSpec.Residual block -> {
        String inside = block.name() + ".";
        json.put("body", write(block.body(), inside));
        putUnless(List.of(), json, "shortcut", write(block.shortcut(), inside));
        putUnless(true, json, "relu", block.relu());
      }
      case LayerSpec.ReLU _, LayerSpec.Flatten _ -> {}
    }
    return json;
  }

  private static int count(JsonObject json, String key, OptionalInt classes)
      throws NetworkFormatException {
    if (!"classes".equals(json.get(key))) {
      return json.whole(key, 1, MOST);
    }
    if (classes.isEmpty()) {
      throw json.place()
          .member(key)
          .error("\"classes\" needs their number: say \"classes\": 10 beside \"layers\"");
    }
    return classes.getAsInt();
  }

  private static ConvolutionParameters convolution(JsonObject json) throws NetworkFormatException {
    Size kernel = json.size("kernel_size", 1, WINDOW);
    Size stride = json.size("stride", 1, WINDOW, ONE);
    Size dilation = dilation(json);
    return new ConvolutionParameters(
        kernel,
        stride,
        padding(json, kernel, stride, dilation),
        dilation,
        json.whole("groups", 1, MOST, 1),
        json.word("padding_mode", PaddingMode.class, PaddingMode.ZEROS));
  }

  private static Padding padding(JsonObject json, Size kernel, Size stride, Size dilation)
      throws NetworkFormatException {
    if (!json.has("padding") || "valid".equals(json.get("padding"))) {
      return Padding.NONE;
    }
    if (json.get("padding") instanceof String) {
      if (!"same".equals(json.get("padding"))) {
        throw json.wrong("padding", "a size, \"same\" or \"valid\"");
      }
      if (!stride.equals(ONE)) {
        throw json.place().member("padding").error("\"same\" goes with a stride of 1 only");
      }
      return Padding.same(kernel, dilation);
    }
    Size padding = json.size("padding", 0, WINDOW);
    return Padding.of(padding.height(), padding.width());
  }

  private static PoolingParameters pooling(JsonObject json) throws NetworkFormatException {
    Size kernel = json.size("kernel_size", 1, WINDOW);
    return new PoolingParameters(
        kernel,
        json.size("stride", 1, WINDOW, kernel),
        json.size("padding", 0, WINDOW, Size.of(0)),
        dilation(json),
        json.flag("ceil_mode", false));
  }

  /**
   * Reads a dilation, at least 1. Some conventions count the pixels between the taps, so the error
   * for 0 says what 1 means.
   */
  static Size dilation(JsonObject json) throws NetworkFormatException {
    @Nullable Object value = json.has("dilation") ? json.get("dilation") : null;
    if (Integer.valueOf(0).equals(value) || value instanceof List<?> pair && pair.contains(0)) {
      throw json.place()
          .member("dilation")
          .error("a dilation of 0 does not exist: 1 is the dense kernel");
    }
    return json.size("dilation", 1, WINDOW, ONE);
  }

  private static Initializer biasInit(JsonObject json, boolean bias) throws NetworkFormatException {
    if (!bias && json.has("bias_init")) {
      throw json.place().member("bias_init").error("there is no bias: \"bias\" is false");
    }
    return InitializerJson.read(json, "bias_init");
  }

  private static void putConvolution(Map<String, Object> json, ConvolutionParameters c) {
    json.put("kernel_size", size(c.kernel()));
    putUnless(ONE, json, "stride", c.stride());
    Padding padding = c.padding();
    if (padding.top() == padding.bottom() && padding.left() == padding.right()) {
      putUnless(Size.of(0), json, "padding", Size.of(padding.top(), padding.left()));
    } else if (c.stride().equals(ONE) && padding.equals(Padding.same(c.kernel(), c.dilation()))) {
      json.put("padding", "same");
    } else {
      throw new IllegalArgumentException("a network file has no word for a padding of " + padding);
    }
    putUnless(ONE, json, "dilation", c.dilation());
    putUnless(1, json, "groups", c.groups());
    putUnless("zeros", json, "padding_mode", JsonObject.word(c.paddingMode()));
  }

  private static void putPooling(Map<String, Object> json, PoolingParameters p) {
    json.put("kernel_size", size(p.kernel()));
    putUnless(p.kernel(), json, "stride", p.stride());
    putUnless(Size.of(0), json, "padding", p.padding());
    putUnless(ONE, json, "dilation", p.dilation());
    putUnless(false, json, "ceil_mode", p.ceilMode());
  }

  private static void putInit(
      Map<String, Object> json, boolean bias, Initializer weightInit, Initializer biasInit) {
    putUnless(true, json, "bias", bias);
    putUnless("default", json, "weight_init", InitializerJson.write(weightInit));
    putUnless("default", json, "bias_init", InitializerJson.write(biasInit));
  }

  private static void putUnless(
      Object standard, Map<String, Object> json, String key, Object value) {
    if (!value.equals(standard)) {
      json.put(key, value instanceof Size size ? size(size) : value);
    }
  }

  private static Object size(Size size) {
    return size.height() == size.width()
        ? (Object) size.height()
        : List.of(size.height(), size.width());
  }
}
