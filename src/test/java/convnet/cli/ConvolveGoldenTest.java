package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.golden.GoldenFile;
import convnet.golden.SeedlessValues;
import convnet.io.Npy;
import convnet.io.SafeTensors;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every layer and kernel of the golden tables, forth and back in one call of the command as it
 * would be typed, gives what PyTorch gives. {@code golden/make_convolution_tables.py} made them.
 */
final class ConvolveGoldenTest {
  /**
   * Of the sum of the terms' magnitudes. Adding up n products in float32, in any order, is off by
   * at most {@code n·2⁻²⁴/(1 − n·2⁻²⁴)} of that (Higham, "Accuracy and Stability of Numerical
   * Algorithms", section 3.1): 0.95e-5 for the 160 terms that the script lets a sum have. The
   * reference is rounded to float32 itself, which is 0.006e-5.
   */
  private static final double TOLERANCE = 1e-5;

  @TempDir(factory = MemoryDirectory.class)
  static Path directory;

  static Stream<TableRow> conv2d() throws IOException {
    return rows("conv2d-table", TableRow.Kind.CONV2D);
  }

  static Stream<TableRow> convTranspose2d() throws IOException {
    return rows("conv-transpose2d-table", TableRow.Kind.CONV_TRANSPOSE2D);
  }

  static Stream<TableRow> kernels() throws IOException {
    return rows("kernels-table", TableRow.Kind.KERNELS);
  }

  private static Stream<TableRow> rows(String name, TableRow.Kind kind) throws IOException {
    Tensor results;
    try (InputStream in =
        ConvolveGoldenTest.class.getResourceAsStream("/golden/" + name + ".npy")) {
      results = Npy.read(Objects.requireNonNull(in, name).readAllBytes(), name);
    }
    List<TableRow> rows = new ArrayList<>();
    int at = 0;
    for (var json : GoldenFile.read(name)) {
      TableRow row = TableRow.of(kind, json, results, at);
      rows.add(row);
      at += row.resultSize();
    }
    assertThat(at).as("numbers in the table").isEqualTo(results.size());
    return rows.stream();
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv2d-table", "conv-transpose2d-table"})
  void theTablesAreLong(String name) {
    assertThat(GoldenFile.read(name).size()).isGreaterThanOrEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("conv2d")
  void conv2d(TableRow row) throws IOException {
    check(row);
  }

  @ParameterizedTest
  @MethodSource("convTranspose2d")
  void convTranspose2d(TableRow row) throws IOException {
    check(row);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void kernels(TableRow row) throws IOException {
    check(row);
  }

  static Stream<TableRow> everyThird() throws IOException {
    return Stream.of(conv2d(), convTranspose2d(), kernels())
        .flatMap(Function.identity())
        .filter(row -> row.number() % 3 == 1);
  }

  /** The terms of a value, of another place in each row, add up to what PyTorch has there. */
  @ParameterizedTest
  @MethodSource("everyThird")
  void explanations(TableRow row) throws IOException {
    Map<String, Tensor> inputs = write(row);
    Tensor dst = row.result("dst").slice(0);
    int at = row.number() * 7919 % dst.size();
    int column = at % dst.shape().width();
    int line = at / dst.shape().width() % dst.shape().height();
    int map = at / dst.shape().width() / dst.shape().height();
    List<String> args = row.layer(directory);
    args.addAll(List.of("--explain", "%d,%d,%d".formatted(line, column, map)));
    args.add(directory + "/x.npy");
    String text = Run.convnet(args.toArray(String[]::new)).out().strip();
    assertThat(text).contains("output[%d, %d, %d] = ".formatted(map, line, column));
    float total = Float.parseFloat(text.substring(text.lastIndexOf(' ') + 1));
    float expected = dst.data()[dst.offset() + at];
    double magnitude = Objects.requireNonNull(row.magnitudes(inputs).get("dst"))[at];
    assertThat((double) total).isCloseTo(expected, within(TOLERANCE * magnitude));
  }

  private static void check(TableRow row) throws IOException {
    Map<String, Tensor> inputs = write(row);
    for (String output : TableRow.OUTPUTS) {
      Files.deleteIfExists(directory.resolve(output + ".npy"));
    }

    Run.convnet(row.arguments(directory).toArray(String[]::new)).out();

    Map<String, double[]> magnitudes = row.magnitudes(inputs);
    for (String output : row.outputs()) {
      Tensor expected = row.result(output);
      Tensor actual = Npy.read(directory.resolve(output + ".npy"));
      boolean image = output.equals("dst") || output.equals("diffSrc");
      assertThat(actual.shape())
          .as(output)
          .isEqualTo(image ? unbatched(row, expected).shape() : expected.shape());
      double[] magnitude = Objects.requireNonNull(magnitudes.get(output));
      for (int i = 0; i < expected.size(); i++) {
        double error = Math.abs(actual.data()[i] - expected.data()[expected.offset() + i]);
        if (!(error <= TOLERANCE * magnitude[i])) {
          throw new AssertionError(
              "%s[%d] is %s, not %s; the magnitude of its terms is %s"
                  .formatted(
                      output,
                      i,
                      actual.data()[i],
                      expected.data()[expected.offset() + i],
                      magnitude[i]));
        }
      }
    }
  }

  /** Writes what goes in. */
  private static Map<String, Tensor> write(TableRow row) throws IOException {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    List<Shape> shapes = List.of(row.src(), row.weights(), Shape.of(row.maps()), row.dst());
    for (int i = 0; i < shapes.size(); i++) {
      Tensor tensor = SeedlessValues.tensor(8 * row.number() + i, 1, shapes.get(i));
      inputs.put(TableRow.INPUTS.get(i), tensor);
    }
    write("x.npy", unbatched(row, inputs.get("src")));
    write("g.npy", unbatched(row, inputs.get("diffDst")));
    writeParameters(row, inputs);
    return inputs;
  }

  /** Every second single image comes without a batch. */
  private static Tensor unbatched(TableRow row, Tensor batch) {
    return batch.shape().dim(0) == 1 && row.number() % 2 == 0 ? batch.slice(0) : batch;
  }

  /** Weights as an npy file or out of a model; kernels in files of their own. */
  private static void writeParameters(TableRow row, Map<String, Tensor> inputs) throws IOException {
    Tensor weights = Objects.requireNonNull(inputs.get("weights"));
    Tensor bias = Objects.requireNonNull(inputs.get("bias"));
    write("w.npy", weights);
    write("b.npy", bias);
    for (int k = 0; row.kind() == TableRow.Kind.KERNELS && k < weights.shape().dim(0); k++) {
      write("k" + k + ".npy", weights.slice(k));
    }
    try (OutputStream out = Files.newOutputStream(directory.resolve("model.safetensors"))) {
      SafeTensors.write(out, Map.of("conv.weight", weights, "conv.bias", bias), Map.of());
    }
  }

  private static void write(String file, Tensor tensor) throws IOException {
    try (OutputStream out = Files.newOutputStream(directory.resolve(file))) {
      Npy.write(out, tensor);
    }
  }
}
