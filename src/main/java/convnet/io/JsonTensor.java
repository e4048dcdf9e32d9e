package convnet.io;

import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * A tensor as JSON: {@code {"shape":[2,3],"data":[[1,2,3],[4,5,6]]}}. JSON has no word for what is
 * not finite, so these numbers become the strings {@code "nan"}, {@code "inf"} and {@code "-inf"}.
 */
final class JsonTensor {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private JsonTensor() {}

  /** Writes one line. */
  static void write(OutputStream out, Tensor tensor) throws IOException {
    int[] dims = tensor.shape().dims();
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeName("shape");
      json.writeArray(dims, 0, dims.length);
      json.writeName("data");
      axis(json, tensor, 0, tensor.offset());
      json.writeEndObject();
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.write('\n');
  }

  /** Writes the numbers from {@code at} on that belong to one index of the axes before this one. */
  private static int axis(JsonGenerator json, Tensor tensor, int axis, int at) {
    if (axis == tensor.shape().rank()) {
      float value = tensor.data()[at];
      String text = FloatText.format(value);
      if (Float.isFinite(value)) {
        json.writeNumber(text);
      } else {
        json.writeString(text);
      }
      return at + 1;
    }
    json.writeStartArray();
    int next = at;
    for (int i = 0; i < tensor.shape().dim(axis); i++) {
      next = axis(json, tensor, axis + 1, next);
    }
    json.writeEndArray();
    return next;
  }
}
