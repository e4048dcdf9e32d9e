package convnet.io;

import convnet.tensor.IntTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes whole numbers without a detour through float32, which cannot tell all neighbours
 * above 2^24 apart. Npy and safetensors files are written as int64, the type of PyTorch's indices.
 */
public final class IntegerFiles {
  /** The name of the tensor in a safetensors file that is written. */
  public static final String INDICES_NAME = "indices";

  private IntegerFiles() {}

  /**
   * Reads whole numbers from npy, safetensors ({@code FILE:NAME} selects one of its tensors), JSON
   * or text.
   *
   * @throws MalformedFileException if the content is broken or of another kind, or if a number is
   *     not whole or beyond an int
   * @throws IllegalArgumentException if the file has no such tensor, or several and none is named
   * @throws IOException if the file cannot be read
   */
  public static IntTensor read(String input) throws IOException {
    int colon = TensorFiles.nameStart(input);
    Path file = Path.of(colon < 0 ? input : input.substring(0, colon));
    @Nullable String name = colon < 0 ? null : input.substring(colon + 1);
    if (Files.isRegularFile(file) && TensorFiles.isSafeTensors(file)) {
      try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
        return reader.readIntegers(TensorFiles.chosen(reader, file.toString(), name));
      }
    }
    byte[] bytes = FileBytes.read(file);
    if (name != null) {
      throw new IllegalArgumentException(
          file + ": is not a safetensors file, so it has no tensor " + name);
    } else if (bytes.length == 0) {
      throw new MalformedFileException(input, "is empty");
    } else if (Npy.isNpy(bytes)) {
      return Npy.readIntegers(bytes, input);
    } else if (JsonTensorReader.isJson(bytes)) {
      return JsonTensorReader.readIntegers(bytes, input);
    }
    @Nullable String foreign = ForeignFormat.reason(bytes);
    if (foreign != null) {
      throw new MalformedFileException(input, foreign);
    } else if (ImageDecoder.isImage(bytes) || !TextMatrix.isText(bytes)) {
      throw new MalformedFileException(
          input, "holds no whole numbers; npy, safetensors, JSON or text can be read");
    }
    return TextMatrix.readIntegers(bytes, input);
  }

  /**
   * Writes a file, atomically.
   *
   * @throws IllegalArgumentException if the format is a picture
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, IntTensor tensor, OutputFormat format) throws IOException {
    if (format.isPicture()) {
      throw new IllegalArgumentException(
          file + ": a " + format.extension() + " holds no whole numbers");
    }
    AtomicFile.write(
        file,
        out -> {
          switch (format) {
            case NPY -> Npy.write(out, tensor);
            case SAFETENSORS -> SafeTensors.write(out, INDICES_NAME, tensor);
            case CSV -> TextMatrix.write(out, tensor, ',');
            case TXT -> TextMatrix.write(out, tensor, ' ');
            case JSON -> JsonTensor.write(out, tensor);
            default -> throw new AssertionError(format);
          }
        });
  }
}
