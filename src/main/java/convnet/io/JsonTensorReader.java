package convnet.io;

import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads a tensor from JSON as {@link JsonTensor} writes it, or from its data alone: arrays nested
 * to the same depth everywhere and of the same length at each level.
 */
final class JsonTensorReader {
  private static final int MOST_AXES = 8;
  private static final int UNKNOWN = -1;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Python writes NaN and Infinity.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final JsonParser parser;
  private final String file;

  private final NumberList numbers;
  private final int[] sizes = new int[MOST_AXES];
  private int rank = UNKNOWN;

  private JsonTensorReader(JsonParser parser, String file, NumberList numbers) {
    this.parser = parser;
    this.file = file;
    this.numbers = numbers;
    Arrays.fill(sizes, UNKNOWN);
  }

  /** Whether this is text that begins like an object or an array. */
  static boolean isJson(byte[] bytes) {
    int at = TextMatrix.beginsWithMark(bytes) ? 3 : 0;
    while (at < bytes.length && " \t\r\n".indexOf(bytes[at]) >= 0) {
      at++;
    }
    return at < bytes.length && (bytes[at] == '{' || bytes[at] == '[');
  }

  /**
   * Reads a tensor.
   *
   * @throws MalformedFileException with line and column, if the text is anything else
   */
  static Tensor read(byte[] bytes, String file) throws MalformedFileException {
    NumberList.Floats floats = new NumberList.Floats();
    return floats.toTensor(read(bytes, file, floats));
  }

  /**
   * Reads a tensor of whole numbers exactly.
   *
   * @throws MalformedFileException as above, and if a number is not whole or beyond an int
   */
  static IntTensor readIntegers(byte[] bytes, String file) throws MalformedFileException {
    NumberList.Integers integers = new NumberList.Integers();
    return integers.toTensor(read(bytes, file, integers));
  }

  private static Shape read(byte[] bytes, String file, NumberList numbers)
      throws MalformedFileException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      return new JsonTensorReader(parser, file, numbers).document();
    } catch (JacksonException e) {
      var at = e.getLocation();
      String place =
          at == null ? "" : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
      throw new MalformedFileException(file, place + JsonReason.of(e), e);
    }
  }

  private Shape document() throws MalformedFileException {
    Shape shape = parser.nextToken() == JsonToken.START_OBJECT ? object() : array();
    if (parser.nextToken() != null) {
      throw wrong("something behind the end of the tensor");
    }
    return shape;
  }

  private Shape object() throws MalformedFileException {
    Shape said = null;
    Shape found = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "shape" -> said = shape();
        case "data" -> found = values();
        default -> throw wrong("\"" + key + "\" is no part of a tensor: shape and data are");
      }
    }
    if (found == null) {
      throw wrong("a tensor in JSON needs \"data\"");
    }
    if (said != null && !said.equals(found)) {
      throw wrong("its shape is said to be %s, and its data are %s".formatted(said, found));
    }
    return found;
  }

  private Shape shape() throws MalformedFileException {
    int[] dims = new int[MOST_AXES];
    int axes = 0;
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("a shape is a list of at most " + MOST_AXES + " sizes");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
      if (axes == MOST_AXES || !whole || parser.getIntValue() < 0) {
        throw wrong("a shape is a list of at most " + MOST_AXES + " sizes");
      }
      dims[axes++] = parser.getIntValue();
    }
    try {
      return Shape.of(Arrays.copyOf(dims, axes));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Shape array() throws MalformedFileException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("numbers in nested arrays are needed");
    }
    return values();
  }

  private Shape values() throws MalformedFileException {
    value(0);
    if (rank == UNKNOWN) {
      throw wrong("there are no numbers");
    }
    return Shape.of(Arrays.copyOf(sizes, rank));
  }

  /** Reads a number that is nested in {@code depth} arrays, or one more array. */
  private void value(int depth) throws MalformedFileException {
    switch (parser.currentToken()) {
      case START_ARRAY -> {
        if (depth == MOST_AXES) {
          throw wrong("more than " + MOST_AXES + " axes");
        }
        int size = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(depth + 1);
          size++;
        }
        if (sizes[depth] != UNKNOWN && sizes[depth] != size) {
          throw wrong("%d elements, where there were %d before".formatted(size, sizes[depth]));
        }
        sizes[depth] = size;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> number(depth);
      default -> throw wrong("a number is needed");
    }
  }

  private void number(int depth) throws MalformedFileException {
    if (rank != UNKNOWN && rank != depth) {
      throw wrong("a number below %d arrays, and others are below %d".formatted(depth, rank));
    }
    rank = depth;
    String text = parser.getString();
    boolean word = parser.currentToken() == JsonToken.VALUE_STRING;
    if (word && !List.of("nan", "inf", "-inf").contains(text)) {
      throw wrong("a string, and only \"nan\", \"inf\" and \"-inf\" stand for numbers");
    }
    try {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      numbers.add(bytes, 0, bytes.length);
    } catch (ArithmeticException e) {
      throw wrong(String.valueOf(e.getMessage()));
    } catch (NumberFormatException e) {
      throw wrong(NumberList.shown(text) + " is not a number that can stand here");
    }
  }

  private MalformedFileException wrong(String what) {
    var at = parser.currentTokenLocation();
    return new MalformedFileException(
        file, "line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), what));
  }
}
