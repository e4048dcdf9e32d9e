package convnet.train;

import convnet.io.MalformedFileException;
import convnet.io.SafeTensorsReader;
import convnet.kernel.Parallel;
import convnet.model.ParameterSpec;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads all parameters of a network out of a file at once. To make room for them takes as long as
 * to read them, and the checksum takes a good part of that again, so the threads share it.
 */
final class ParameterReader {
  private final SafeTensorsReader reader;
  private final Path file;

  /** The largest first: they are what the others are done beside. */
  private final List<ParameterSpec> specs;

  private final @Nullable Tensor[] tensors;

  /**
   * @param specs the parameters, all of which the file holds in their shapes
   */
  ParameterReader(SafeTensorsReader reader, Path file, List<ParameterSpec> specs) {
    this.reader = reader;
    this.file = file;
    this.specs = new ArrayList<>(specs);
    this.specs.sort(Comparator.comparingInt(spec -> -spec.shape().size()));
    this.tensors = new Tensor[specs.size()];
  }

  /**
   * Reads them.
   *
   * @return their values by name
   * @throws MalformedFileException if the file is damaged, or a parameter is not finite
   * @throws IOException if it cannot be read
   */
  Map<String, Tensor> read(Parallel parallel) throws IOException {
    @Nullable Exception[] failures = new Exception[specs.size() + 1];
    parallel.run(failures.length, (part, _) -> failures[part] = attempt(part));
    for (Exception failure : failures) {
      switch (failure) {
        case null -> {}
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        default -> throw new AssertionError("reading cannot throw this", failure);
      }
    }
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (int i = 0; i < tensors.length; i++) {
      values.put(specs.get(i).name(), Objects.requireNonNull(tensors[i]));
    }
    return values;
  }

  /** The checksum first, for if it is wrong, nothing else counts; then the parameters. */
  private @Nullable Exception attempt(int part) {
    try {
      if (part == 0) {
        reader.verify();
      } else {
        String name = specs.get(part - 1).name();
        Tensor tensor = reader.read(name);
        requireFinite(name, tensor, file);
        tensors[part - 1] = tensor;
      }
      return null;
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  /**
   * A parameter that is no number makes every answer meaningless.
   *
   * @throws MalformedFileException if there is one
   */
  static void requireFinite(String name, Tensor tensor, Path file) throws MalformedFileException {
    float[] data = tensor.data();
    int end = tensor.offset() + tensor.size();
    float largest = 0;
    for (int i = tensor.offset(); i < end; i++) {
      largest = Math.max(largest, Math.abs(data[i])); // NaN if one is; a loop without a way out
    }
    if (!Float.isFinite(largest)) {
      throw new MalformedFileException(
          file.toString(), "its parameters are not finite: " + name + " has a " + largest);
    }
  }
}
