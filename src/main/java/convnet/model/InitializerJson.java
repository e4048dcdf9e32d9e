package convnet.model;

import java.util.Map;
import java.util.Objects;

/**
 * Initialisers in JSON: {@code "default"}, {@code {"constant": 1}}, {@code {"uniform": 0.1}},
 * {@code {"normal": 0.01}}, {@code "kaiming_uniform"} and {@code "kaiming_normal"} (fan-in, the
 * default of PyTorch's functions) or {@code {"kaiming_normal": "fan_out"}}; for the filters of a
 * convolution {@code "dirac"} and {@code "whitening"}, too.
 */
final class InitializerJson {
  private InitializerJson() {}

  /** Reads the initialiser for the filters of a convolution. */
  static Initializer readForFilters(JsonObject layer, String key) throws NetworkFormatException {
    return switch (layer.has(key) ? layer.get(key) : "default") {
      case String word when word.equals("dirac") -> new Initializer.Dirac();
      case String word when word.equals("whitening") -> new Initializer.Whitening();
      case null, default -> read(layer, key, ", \"dirac\", \"whitening\"");
    };
  }

  /** Reads the initialiser for any other parameter. */
  static Initializer read(JsonObject layer, String key) throws NetworkFormatException {
    return read(layer, key, "");
  }

  private static Initializer read(JsonObject layer, String key, String furtherWords)
      throws NetworkFormatException {
    if (!layer.has(key)) {
      return Initializer.DEFAULT;
    }
    return switch (layer.get(key)) {
      case String word when word.equals("default") -> Initializer.DEFAULT;
      case String word when word.equals("kaiming_uniform") ->
          new Initializer.KaimingUniform(Initializer.Fan.FAN_IN);
      case String word when word.equals("kaiming_normal") ->
          new Initializer.KaimingNormal(Initializer.Fan.FAN_IN);
      case Map<?, ?> members when members.size() == 1 ->
          withNumber(new JsonObject(layer.place().member(key), members));
      case null, default ->
          throw layer.wrong(
              key,
              "\"default\", \"kaiming_uniform\", \"kaiming_normal\""
                  + furtherWords
                  + " or an object such as {\"normal\": 0.01}");
    };
  }

  private static Initializer withNumber(JsonObject json) throws NetworkFormatException {
    json.allow(
        "an initializer", "constant", "uniform", "normal", "kaiming_uniform", "kaiming_normal");
    String kind = (String) json.members().keySet().iterator().next();
    try {
      return switch (kind) {
        case "constant" -> new Initializer.Constant((float) json.number(kind));
        case "uniform" -> new Initializer.Uniform((float) json.number(kind));
        case "normal" -> new Initializer.Normal((float) json.number(kind));
        case "kaiming_uniform" -> new Initializer.KaimingUniform(fan(json, kind));
        default -> new Initializer.KaimingNormal(fan(json, kind));
      };
    } catch (IllegalArgumentException e) {
      throw json.place().error(Objects.requireNonNull(e.getMessage()));
    }
  }

  private static Initializer.Fan fan(JsonObject json, String key) throws NetworkFormatException {
    return json.word(key, Initializer.Fan.class, Initializer.Fan.FAN_IN);
  }

  static Object write(Initializer init) {
    return switch (init) {
      case Initializer.FanIn _ -> "default";
      case Initializer.Constant constant -> Map.of("constant", constant.value());
      case Initializer.Uniform uniform -> Map.of("uniform", uniform.bound());
      case Initializer.Normal normal -> Map.of("normal", normal.std());
      case Initializer.Dirac _, Initializer.Identity _ -> "dirac";
      case Initializer.Whitening _ -> "whitening";
      case Initializer.KaimingUniform kaiming -> kaiming("kaiming_uniform", kaiming.fan());
      case Initializer.KaimingNormal kaiming -> kaiming("kaiming_normal", kaiming.fan());
    };
  }

  private static Object kaiming(String name, Initializer.Fan fan) {
    return fan == Initializer.Fan.FAN_IN ? name : Map.of(name, JsonObject.word(fan));
  }
}
