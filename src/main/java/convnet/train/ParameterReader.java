package convnet.train;

import convnet.io.MalformedFileException;
import convnet.io.SafeTensorsReader;
import convnet.kernel.Parallel;
import convnet.model.ParameterSpec;
import convnet.nn.Parameter;
import convnet.op.WeightRows;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads all parameters of a network from a file. Allocating memory for them takes longer than
 * reading them, and the checksum a good part of that again, so threads share the work. Large
 * matrices of linear layers can stay in the file.
 */
final class ParameterReader {
  /**
   * How many values are read at a time: few enough to be still in the cache when they are checked.
   */
  private static final int CHUNK = 16 * 1024;

  /** From this many values on it pays to leave a matrix in the file. */
  private static final int LARGE = 256 * 1024;

  private final SafeTensorsReader reader;
  private final Path file;

  /** The largest first, to balance the threads. */
  private final List<ParameterSpec> specs;

  private final @Nullable Parameter[] parameters;

  /**
   * @param specs the parameters, all of which the file holds with these shapes
   */
  ParameterReader(SafeTensorsReader reader, Path file, List<ParameterSpec> specs) {
    this.reader = reader;
    this.file = file;
    this.specs = new ArrayList<>(specs);
    this.specs.sort(Comparator.comparingInt(spec -> -spec.shape().size()));
    this.parameters = new Parameter[specs.size()];
  }

  /**
   * Reads the parameters.
   *
   * @param inPlace whether large matrices stay in the file, which then must stay open
   * @return the parameters by name
   * @throws MalformedFileException if the file is damaged, or a parameter is not finite
   * @throws IOException if it cannot be read
   */
  Map<String, Parameter> read(boolean inPlace, Parallel parallel) throws IOException {
    @Nullable Exception[] failures = new Exception[specs.size() + 1];
    parallel.run(failures.length, (part, _) -> failures[part] = attempt(part, inPlace));
    for (Exception failure : failures) {
      if (failure instanceof IOException e) {
        throw e;
      } else if (failure instanceof RuntimeException e) {
        throw e;
      } else if (failure != null) {
        throw new AssertionError("reading cannot throw this", failure);
      }
    }
    Map<String, Parameter> byName = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      byName.put(Objects.requireNonNull(parameter).name(), parameter);
    }
    return byName;
  }

  /**
   * Does a part of the work: the first is the checksum, for if it is wrong, no other failure
   * counts; the others are a parameter each.
   */
  private @Nullable Exception attempt(int part, boolean inPlace) {
    try {
      if (part == 0) {
        reader.verify();
      } else {
        ParameterSpec spec = specs.get(part - 1);
        boolean stays = inPlace && spec.shape().rank() == 2 && spec.shape().size() >= LARGE;
        parameters[part - 1] = stays ? left(spec) : read(spec);
      }
      return null;
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  private Parameter read(ParameterSpec spec) throws IOException {
    Tensor tensor = Tensor.zeros(spec.shape());
    read(spec.name(), 0, tensor.size(), tensor.data());
    return new Parameter(spec.name(), tensor, spec.trainable());
  }

  private Parameter left(ParameterSpec spec) {
    int columns = spec.shape().dim(1);
    WeightRows rows =
        (first, count, into) -> {
          try {
            read(spec.name(), first * columns, count * columns, into);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    return new Parameter(spec.name(), spec.shape(), rows, spec.trainable());
  }

  private void read(String name, int from, int count, float[] into) throws IOException {
    for (int at = 0; at < count; at += CHUNK) {
      int size = Math.min(count - at, CHUNK);
      reader.read(name, from + at, size, into, at);
      requireFinite(name, into, at, size, file);
    }
  }

  /**
   * Rejects values that are not finite: a single one makes every result meaningless.
   *
   * @throws MalformedFileException if there is one
   */
  static void requireFinite(String name, float[] data, int from, int count, Path file)
      throws MalformedFileException {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = from;
    // A value times 0 is 0 unless it is infinite or NaN. Four sums do not wait for each other.
    for (; i <= from + count - 4; i += 4) {
      sum0 += data[i] * 0;
      sum1 += data[i + 1] * 0;
      sum2 += data[i + 2] * 0;
      sum3 += data[i + 3] * 0;
    }
    for (; i < from + count; i++) {
      sum0 += data[i] * 0;
    }
    if (sum0 + sum1 + sum2 + sum3 == 0) {
      return;
    }
    for (i = from; Float.isFinite(data[i]); i++) {}
    throw new MalformedFileException(
        file.toString(), "its parameters are not finite: " + name + " has a " + data[i]);
  }
}
