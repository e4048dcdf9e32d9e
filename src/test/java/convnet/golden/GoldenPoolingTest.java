package convnet.golden;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.cli.Main;
import convnet.io.IntegerFiles;
import convnet.io.Npy;
import convnet.io.OutputFormat;
import convnet.tensor.IntTensor;
import convnet.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code convnet pool} gives what PyTorch gives: random configurations of every type, each through
 * the command line as somebody would type it, with files in and files out. Results, indices and
 * gradients are equal bit for bit, but for what {@link #units} and {@link #meanError} allow.
 */
class GoldenPoolingTest {
  private static final int LEAST_CASES = 400;

  /** Half a unit in the last place. */
  private static final double U = 0x1p-24;

  @TempDir(factory = InMemory.class)
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"pool-avg", "pool-lp", "pool-adaptive-avg"})
  void values(String file) throws IOException {
    for (PoolingCase c : cases(file)) {
      run(c, List.of("-o", path("dst")));
      check(c, Npy.read(directory.resolve("dst.npy")));
      checkGradient(c);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool-max", "pool-adaptive-max"})
  void valuesAndIndices(String file) throws IOException {
    for (PoolingCase c : cases(file)) {
      run(c, List.of("-o", path("dst"), "--indices", path("indices")));
      IntTensor indices = IntegerFiles.read(path("indices"));
      assertThat(indices.shape()).as("%s", c).isEqualTo(c.dstShape());
      assertThat(indices.data()).as("%s", c).isEqualTo(c.indices());
      Tensor dst = Npy.read(directory.resolve("dst.npy"));
      assertThat(dst.shape()).as("%s", c).isEqualTo(c.dstShape());
      assertThat(dst.data()).as("%s", c).isEqualTo(at(c.src(), c.indices()));
      checkGradient(c);
    }
  }

  /** The elements of (N, C, H, W) at these places of its planes. */
  private static float[] at(Tensor src, int[] indices) {
    int planes = src.shape().dim(0) * src.shape().channels();
    int plane = src.size() / planes;
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = src.data()[i / (indices.length / planes) * plane + indices[i]];
    }
    return values;
  }

  @Test
  void unpooling() throws IOException {
    for (PoolingCase c : cases("pool-unpool")) {
      OutputFormat format =
          c.indices().length % 2 == 0 ? OutputFormat.NPY : OutputFormat.SAFETENSORS;
      Path places = directory.resolve("places." + format.extension());
      IntegerFiles.write(places, new IntTensor(c.indices(), c.src().shape()), format);
      run(c, List.of("-o", path("dst"), "--unpool", places.toString()));
      check(c, Npy.read(directory.resolve("dst.npy")));
      checkGradient(c);
    }
  }

  private static List<PoolingCase> cases(String file) {
    List<PoolingCase> cases = PoolingCase.read(file);
    assertThat(cases).as(file).hasSizeGreaterThanOrEqualTo(LEAST_CASES);
    assertThat(cases.stream().map(PoolingCase::options).distinct())
        .as(file)
        .hasSizeGreaterThan(cases.size() / 10);
    return cases;
  }

  /** Forward and back in one go. */
  private void run(PoolingCase c, List<String> files) throws IOException {
    Npy.write(directory.resolve("src.npy"), c.src());
    Npy.write(directory.resolve("diff-dst.npy"), c.diffDst());
    List<String> args = new ArrayList<>(List.of("pool"));
    args.addAll(Arrays.asList(c.options().split(" ")));
    args.removeIf(String::isEmpty);
    args.add(path("src"));
    args.addAll(files);
    args.addAll(List.of("--grad-output", path("diff-dst"), "--grad-input", path("diff-src")));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Main.run(
            args.toArray(String[]::new),
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            err);
    assertThat(err.toString(StandardCharsets.UTF_8)).as("%s", c).isEmpty();
    assertThat(exit).as("%s", c).isZero();
  }

  private String path(String name) {
    return directory.resolve(name + ".npy").toString();
  }

  private void checkGradient(PoolingCase c) throws IOException {
    Tensor diffSrc = Npy.read(directory.resolve("diff-src.npy"));
    assertThat(diffSrc.shape()).as("%s", c).isEqualTo(c.src().shape());
    check("gradient of " + c, diffSrc, c.diffSrc(), 2 * units(c), 0);
  }

  private static void check(PoolingCase c, Tensor dst) {
    assertThat(dst.shape()).as("%s", c).isEqualTo(c.dstShape());
    check(c.toString(), dst, c.dst(), units(c), meanError(c));
  }

  private static void check(
      String what, Tensor actual, float[] expected, double units, double absolute) {
    assertThat(actual.size()).as(what).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      float value = actual.data()[i];
      boolean same = value == expected[i] || (Float.isNaN(value) && Float.isNaN(expected[i]));
      if (!same) {
        double bound = Math.max(units * Math.ulp(expected[i]), absolute);
        assertThat(Math.abs((double) value - expected[i]))
            .as("%s instead of %s, element %d of %s", value, expected[i], i, what)
            .isLessThanOrEqualTo(bound);
      }
    }
  }

  /**
   * By how many units in the last place a norm may differ; its gradient by twice as many, for it
   * has a second power as a factor.
   *
   * <p>The norms 1, −1 and ±inf need no powers but a quotient, the sums of squares are equal, too.
   * All other powers and roots are off by up to a unit in PyTorch's vectorised library, the sums of
   * powers with them, and norm 0.5 squares its sums.
   */
  private static double units(PoolingCase c) {
    if (!c.hasNorm() || Math.abs(c.norm()) == 1 || Double.isInfinite(c.norm())) {
      return 0;
    }
    return c.norm() == 2 ? 1 : 4;
  }

  /**
   * One window alone is PyTorch's {@code mean}, which adds n numbers up in an order of its own,
   * that depends on the machine: each goes through at most n roundings.
   */
  private static double meanError(PoolingCase c) {
    boolean oneWindow = c.dstShape().height() == 1 && c.dstShape().width() == 1;
    if (!oneWindow || !c.options().contains("--type adaptive-avg")) {
      return 0;
    }
    float most = 0;
    for (float value : c.src().data()) {
      most = Float.isFinite(value) ? Math.max(most, Math.abs(value)) : most;
    }
    return c.src().shape().height() * c.src().shape().width() * U * most;
  }

  /** Where forcing files to the disk costs nothing, if there is such a place. */
  static final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
        throws IOException {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "convnet")
          : Files.createTempDirectory("convnet");
    }
  }
}
