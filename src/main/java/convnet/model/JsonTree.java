package convnet.model;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON document as plain values: a {@code Map} in the document's order, a {@code List}, a {@code
 * String}, a {@code Number}, a {@code Boolean} or null. Read from the token stream instead of by
 * data binding, so that errors can name the place of every value and the program starts quickly.
 */
final class JsonTree {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int BEGINNING = 1000;

  private JsonTree() {}

  /**
   * Reads a whole document.
   *
   * @param place the document's file, for errors
   * @throws NetworkFormatException if it is not text or not JSON, something follows its end, or an
   *     object has a key twice
   */
  static @Nullable Object parse(byte[] document, JsonPlace place) throws NetworkFormatException {
    if (isBinary(document)) {
      throw place.error("it is not text: a network in JSON is needed");
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
      if (parser.nextToken() == null) {
        throw place.error("it is empty: a network in JSON is needed");
      }
      Object tree = value(parser, place);
      if (parser.nextToken() != null) {
        TokenStreamLocation at = parser.currentTokenLocation();
        throw place.error(
            "something follows the end of the network in line %d, column %d"
                .formatted(at.getLineNr(), at.getColumnNr()));
      }
      return tree;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation(); // null if one of the parser's limits is exceeded
      String where =
          at == null ? "" : " in line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
      throw place.error("not JSON" + where + ": " + JsonErrors.reason(e));
    }
  }

  /**
   * Whether the beginning has control characters that occur in no text, as pictures and archives
   * do.
   */
  private static boolean isBinary(byte[] document) {
    for (int i = 0; i < Math.min(document.length, BEGINNING); i++) {
      boolean lower = document[i] > 0 && document[i] < '\t';
      boolean upper = document[i] > '\r' && document[i] < ' ';
      if (lower || upper) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object value(JsonParser parser, JsonPlace place)
      throws NetworkFormatException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          JsonPlace member = place.member(key);
          if (members.containsKey(key)) {
            throw member.error("this key is there twice");
          }
          parser.nextToken();
          members.put(key, value(parser, member));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser, place.element(elements.size())));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default ->
          throw new IllegalStateException("no JSON value begins with " + parser.currentToken());
    };
  }

  /** Writes a document in one line. */
  static String write(Object tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(tree, generator);
    }
    return text.toString();
  }

  private static void write(@Nullable Object tree, JsonGenerator generator) {
    switch (tree) {
      case Map<?, ?> members -> {
        generator.writeStartObject();
        members.forEach(
            (key, value) -> {
              generator.writeName((String) key);
              write(value, generator);
            });
        generator.writeEndObject();
      }
      case List<?> elements -> {
        generator.writeStartArray();
        elements.forEach(element -> write(element, generator));
        generator.writeEndArray();
      }
      case String string -> generator.writeString(string);
      case Long number -> generator.writeNumber(number);
      case Integer number -> generator.writeNumber(number);
      case Float number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case Boolean flag -> generator.writeBoolean(flag);
      case null, default -> throw new IllegalArgumentException("not for JSON: " + tree);
    }
  }
}
