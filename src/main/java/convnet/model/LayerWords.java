package convnet.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Layers as short words for a command line: {@code conv:64,k=11,s=4,p=2 relu maxpool:3,s=2 flatten
 * linear:10}. Each word is translated into a layer of a network file, and checked as such by {@link
 * LayerJson}.
 */
public final class LayerWords {
  private LayerWords() {}

  /**
   * The layers that these words stand for, named by their index.
   *
   * @throws IllegalArgumentException if a word is not understood, with one line that shows how it
   *     is written
   */
  public static List<LayerSpec> parse(List<String> words) {
    List<LayerSpec> layers = new ArrayList<>();
    for (String word : words) {
      layers.add(parse(word, layers.size()));
    }
    return layers;
  }

  /** The kinds of layers, as they are usually written. */
  public static List<String> names() {
    return LayerWord.usual();
  }

  private static String hint(String kind) {
    return Spelling.hint(kind, LayerWord.all(), LayerWord.usual());
  }

  /** Whether a word begins with the name of a kind of layer, whatever its arguments. */
  public static boolean isLayer(String word) {
    return LayerWord.named(kind(word)).isPresent();
  }

  /** The name that a word begins with, normalised: {@code conv2d} for {@code nn.Conv2d:64,k=3}. */
  private static String kind(String word) {
    int colon = word.indexOf(':');
    String name = colon < 0 ? word : word.substring(0, colon);
    return name.toLowerCase(Locale.ROOT).replaceFirst("^(torch\\.)?nn\\.", "");
  }

  /**
   * The word for a layer, without its name and initialisers.
   *
   * @throws IllegalArgumentException if its padding differs from side to side
   */
  public static String format(LayerSpec layer) {
    LayerWord word = LayerWord.ofType(layer.type());
    List<String> arguments = new ArrayList<>();
    LayerJson.write(layer, "")
        .forEach(
            (member, value) -> {
              if (word.first().equals(Optional.of(member))) {
                arguments.addFirst(text(value)); // the value without a key comes first
              } else {
                word.shortKey(member).ifPresent(key -> arguments.add(key + "=" + text(value)));
              }
            });
    return word.usualName() + (arguments.isEmpty() ? "" : ":" + String.join(",", arguments));
  }

  private static String text(Object value) {
    return value instanceof List<?> size ? size.get(0) + "x" + size.get(1) : value.toString();
  }

  private static LayerSpec parse(String text, int index) {
    JsonPlace place = new JsonPlace(JsonPlace.printable(text), "");
    try {
      Map<String, Object> members = members(text, place);
      word(text, place).defaults().forEach(members::putIfAbsent);
      return LayerJson.read(
          new JsonObject(place, members),
          Integer.toString(index),
          LayerJson.Scope.ofNetwork(OptionalInt.empty()));
    } catch (NetworkFormatException e) {
      throw new IllegalArgumentException(
          "%s; for example %s".formatted(e.getMessage(), word(text, place).example()), e);
    }
  }

  private static LayerWord word(String text, JsonPlace place) {
    String kind = kind(text);
    return LayerWord.named(kind)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: not a layer: %s".formatted(place.file(), hint(kind))));
  }

  /** Translates a word into the members of a layer in a network file, its type included. */
  static Map<String, Object> members(String text, JsonPlace place) throws NetworkFormatException {
    LayerWord word = word(text, place);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", word.type());
    int colon = text.indexOf(':');
    if (colon >= 0) {
      putArguments(members, word, text.substring(colon + 1).split(",", -1), place);
    }
    return members;
  }

  private static void putArguments(
      Map<String, Object> members, LayerWord word, String[] arguments, JsonPlace place)
      throws NetworkFormatException {
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      Optional<String> key = equals < 0 && i == 0 ? word.first() : word.key(name);
      if (key.isEmpty()) {
        String meant =
            Spelling.nearest(name, word.keys())
                .map(near -> "did you mean " + near + "=? ")
                .orElse("");
        throw place.error(
            "\"%s\" is not understood: %s%s takes %s"
                .formatted(JsonPlace.printable(argument), meant, word.usualName(), word.takes()));
      }
      boolean bare = equals < 0 && i > 0; // as ceil in maxpool:3,ceil
      if (members.put(key.get(), bare ? true : value(argument.substring(equals + 1))) != null) {
        throw place.member(key.get()).error("this is there twice");
      }
    }
  }

  /**
   * Parses a whole number, a size such as {@code 3x5}, a number, true or false (Python's spelling
   * too), or else returns the text itself.
   */
  private static Object value(String text) {
    if (text.matches("-?\\d{1,18}")) {
      return whole(text);
    }
    if (text.matches("\\d{1,18}x\\d{1,18}")) {
      int x = text.indexOf('x');
      return List.of(whole(text.substring(0, x)), whole(text.substring(x + 1)));
    }
    if (text.matches("-?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      return Double.parseDouble(text);
    }
    return switch (text) {
      case "true", "True" -> true;
      case "false", "False" -> false;
      default -> text;
    };
  }

  private static Number whole(String text) {
    long number = Long.parseLong(text);
    return number == (int) number ? (Number) (int) number : (Number) number;
  }
}
