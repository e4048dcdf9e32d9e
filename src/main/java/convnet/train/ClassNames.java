package convnet.train;

import convnet.io.MalformedFileException;
import convnet.model.JsonErrors;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The names of classes as a JSON array of strings, in a model file's metadata. */
final class ClassNames {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ClassNames() {}

  static String write(List<String> classes) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      generator.writeStartArray();
      classes.forEach(generator::writeString);
      generator.writeEndArray();
    }
    return text.toString();
  }

  /**
   * Reads the names back.
   *
   * @param file what to call the document in errors
   */
  static List<String> read(String json, String file) throws MalformedFileException {
    List<String> classes = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      boolean list = parser.nextToken() == JsonToken.START_ARRAY;
      while (list && parser.nextToken() == JsonToken.VALUE_STRING) {
        classes.add(parser.getString());
      }
      if (list && parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null) {
        return classes;
      }
      throw new MalformedFileException(file, "a list of strings is needed, and nothing else");
    } catch (JacksonException e) {
      throw new MalformedFileException(file, "not JSON: " + JsonErrors.reason(e), e);
    }
  }
}
