package convnet.io;

import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
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
 * Writes a tensor as JSON: {@code {"shape":[2,3],"data":[[1,2,3],[4,5,6]]}}. JSON has no notation
 * for numbers that are not finite, so they become the strings {@code "nan"}, {@code "inf"} and
 * {@code "-inf"}.
 */
final class JsonTensor {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private JsonTensor() {}

  /** Writes a tensor as one line. */
  static void write(OutputStream out, Tensor tensor) throws IOException {
    write(
        out,
        tensor.shape(),
        (json, i) -> {
          float value = tensor.data()[tensor.offset() + i];
          String text = FloatText.format(value);
          if (Float.isFinite(value)) {
            json.writeNumber(text);
          } else {
            json.writeString(text);
          }
        });
  }

  /** Writes a tensor of whole numbers as one line. */
  static void write(OutputStream out, IntTensor tensor) throws IOException {
    write(out, tensor.shape(), (json, i) -> json.writeNumber(tensor.data()[i]));
  }

  /** Writes the i-th number. */
  @FunctionalInterface
  private interface Numbers {
    void write(JsonGenerator json, int i);
  }

  private static void write(OutputStream out, Shape shape, Numbers numbers) throws IOException {
    int[] dims = shape.dims();
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeName("shape");
      json.writeArray(dims, 0, dims.length);
      json.writeName("data");
      axis(json, shape, numbers, 0, 0);
      json.writeEndObject();
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.write('\n');
  }

  /**
   * Writes the numbers from the {@code at}-th on, in nested arrays, that belong to one index of all
   * axes before {@code axis}; returns the index of the next number.
   */
  private static int axis(JsonGenerator json, Shape shape, Numbers numbers, int axis, int at) {
    if (axis == shape.rank()) {
      numbers.write(json, at);
      return at + 1;
    }
    json.writeStartArray();
    int next = at;
    for (int i = 0; i < shape.dim(axis); i++) {
      next = axis(json, shape, numbers, axis + 1, next);
    }
    json.writeEndArray();
    return next;
  }
}
