package convnet.model;

import convnet.op.Size;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is read strictly, key by key: missing and unknown keys, wrong types and values
 * out of range are errors that name their place. Every object may have a key {@code comment}, which
 * is ignored.
 */
record JsonObject(JsonPlace place, Map<?, ?> members) {

  /**
   * @throws NetworkFormatException if the value is not an object
   */
  static JsonObject of(@Nullable Object value, JsonPlace place) throws NetworkFormatException {
    if (value instanceof Map<?, ?> members) {
      return new JsonObject(place, members);
    }
    throw wrong(place, "an object", value);
  }

  /**
   * Rejects keys other than these and {@code comment}.
   *
   * @param what what the object describes, for the error
   */
  void allow(String what, String... keys) throws NetworkFormatException {
    List<String> known = Arrays.asList(keys);
    for (Object key : members.keySet()) {
      if (!known.contains(key) && !key.equals("comment")) {
        String meant =
            Spelling.nearest((String) key, known)
                .map(near -> "did you mean " + near + "? ")
                .orElse("");
        throw place
            .member((String) key)
            .error("unknown key: " + meant + what + " has " + String.join(", ", known));
      }
    }
  }

  boolean has(String key) {
    return members.containsKey(key);
  }

  /** The value of a required key. */
  @Nullable Object get(String key) throws NetworkFormatException {
    if (!members.containsKey(key)) {
      throw place.member(key).error("missing");
    }
    return members.get(key);
  }

  String text(String key) throws NetworkFormatException {
    if (get(key) instanceof String text && !text.isBlank()) {
      return text;
    }
    throw wrong(key, "a string");
  }

  boolean flag(String key, boolean otherwise) throws NetworkFormatException {
    if (!has(key)) {
      return otherwise;
    }
    if (get(key) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "true or false");
  }

  int whole(String key, int least, int most) throws NetworkFormatException {
    return whole(get(key), least, most, place.member(key));
  }

  int whole(String key, int least, int most, int otherwise) throws NetworkFormatException {
    return has(key) ? whole(key, least, most) : otherwise;
  }

  /** A whole number of up to 64 bits. */
  long seed(String key) throws NetworkFormatException {
    return switch (get(key)) {
      case Integer number -> number;
      case Long number -> number;
      case null, default -> throw wrong(key, "a whole number of 64 bits");
    };
  }

  double number(String key) throws NetworkFormatException {
    return number(get(key), place.member(key));
  }

  double number(String key, double otherwise) throws NetworkFormatException {
    return has(key) ? number(key) : otherwise;
  }

  /** A whole number for both axes, or a list of two, height first. */
  Size size(String key, int least, int most) throws NetworkFormatException {
    JsonPlace at = place.member(key);
    return switch (get(key)) {
      case Integer both -> Size.of(whole(both, least, most, at));
      case List<?> pair when pair.size() == 2 ->
          Size.of(
              whole(pair.get(0), least, most, at.element(0)),
              whole(pair.get(1), least, most, at.element(1)));
      case null, default ->
          throw wrong(
              key,
              "a whole number from %d to %d, or a [height, width] of two".formatted(least, most));
    };
  }

  Size size(String key, int least, int most, Size otherwise) throws NetworkFormatException {
    return has(key) ? size(key, least, most) : otherwise;
  }

  /** An enum constant, by its name in lower case. */
  <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) throws NetworkFormatException {
    if (!has(key)) {
      return otherwise;
    }
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(get(key))) {
        return constant;
      }
    }
    throw wrong(
        key,
        Stream.of(type.getEnumConstants())
            .map(constant -> '"' + word(constant) + '"')
            .collect(Collectors.joining(", ", "one of ", "")));
  }

  /** The JSON spelling of an enum constant. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  List<?> list(String key) throws NetworkFormatException {
    if (get(key) instanceof List<?> list) {
      return list;
    }
    throw wrong(key, "a list");
  }

  List<Float> numbers(String key) throws NetworkFormatException {
    List<Float> numbers = new ArrayList<>();
    for (Object element : list(key)) {
      numbers.add((float) number(element, place.member(key).element(numbers.size())));
    }
    return numbers;
  }

  /** The error for a key whose value is not {@code needed}. */
  NetworkFormatException wrong(String key, String needed) {
    return wrong(place.member(key), needed, members.get(key));
  }

  static NetworkFormatException wrong(JsonPlace place, String needed, @Nullable Object value) {
    String got =
        switch (value) {
          case null -> "null";
          case Map<?, ?> _ -> "an object";
          case List<?> list -> "a list of " + list.size();
          case String text -> '"' + JsonPlace.printable(text) + '"';
          default -> JsonPlace.printable(value.toString());
        };
    return place.error(needed + " is needed, not " + got);
  }

  static int whole(@Nullable Object value, int least, int most, JsonPlace place)
      throws NetworkFormatException {
    if (value instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw wrong(
        place,
        most == Integer.MAX_VALUE && !(value instanceof Long || value instanceof BigInteger)
            ? "a whole number of at least " + least
            : "a whole number from " + least + " to " + most,
        value);
  }

  static double number(@Nullable Object value, JsonPlace place) throws NetworkFormatException {
    if (value instanceof Number number && Float.isFinite(number.floatValue())) {
      return number.doubleValue();
    }
    throw wrong(place, "a number", value);
  }
}
