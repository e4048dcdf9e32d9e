package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.Npy;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the explanation is readable; that it is right, the golden tables hold. */
final class ExplainTest {
  private static final String GRID = "1 2 3\n4 5 6\n7 8 9\n";

  @TempDir private Path directory;

  @Test
  void aConvolution() {
    assertThat(explained(GRID, "-k sobel-x --padding-mode zeros --bias 1/2 --explain 0,1"))
        .isEqualTo(
            """
            convolution: input 1x3x3, kernel 3, stride 1, padding 1, dilation 1, output 1x3x3
            output[0, 0, 1] = bias + Σ input[0, 0·1 + i·1 − 1, 1·1 + j·1 − 1] · kernel[i, j]

            rows     0·1 + i·1 − 1 = [-1], 0, 1  (with the padding 0, 1, 2)
            columns  1·1 + j·1 − 1 = 0, 1, 2  (with the padding 1, 2, 3)

            channel 0
              input            kernel           input · kernel
               [0] [0] [0]      -1   0   1        0   0   0
                1   2   3       -2   0   2       -2   0   6
                4   5   6       -1   0   1       -4   0   6
              sum 6

            [ ] is padding: zeros

            channel 0          6
            bias             0.5
            ────────────────────
            output[0, 0, 1]  6.5
            """);
  }

  @Test
  void aTransposedConvolution() {
    assertThat(explained("1 2", "-k 1,10,100 --transpose -s 1x2 -p 0 --explain 0,2"))
        .isEqualTo(
            """
            transposed convolution: input 1x1x2, kernel 1x3, stride 1x2, padding 0, dilation 1, output 1x1x5
            output[0, 0, 2] = bias + Σ input[0, y, x] · kernel[i, j], each pixel y, x adding its multiple of the kernel

            rows     y·1 + i·1 − 0 = 0 for y = 0 with i = 0
            columns  x·2 + j·1 − 0 = 2 for x = 1 with j = 0, x = 0 with j = 2

            channel 0
              input      kernel         input · kernel
               2  1         1  100         2  100
              sum 102

            channel 0        102
            bias               0
            ────────────────────
            output[0, 0, 2]  102
            """);
    assertThat(
            explained(
                "1 2", "-k 1 --transpose -s 3 -p 0 --output-padding 0x1 --bias 7 --explain 0,4"))
        .contains(
            "columns  x·3 + j·1 − 0 = 4 for no pixel\n\nno pixel of the input contributes"
                + " to this value\n")
        .contains(", padding 0, output padding 0x1, dilation 1, output 1x1x5\n")
        .endsWith("output[0, 0, 4]  7\n");
  }

  @Test
  void ofABatchTheFirstImage() throws IOException {
    Path file = directory.resolve("in.npy");
    Npy.write(file, Tensor.of(new float[] {5, 7}, 2, 1, 1, 1));
    assertThat(explained("", "-k 10 --explain 0,0 " + file))
        .startsWith("convolution: input 1x1x1 (image 0 of 2), kernel 1, ")
        .endsWith("output[0, 0, 0]  50\n");
  }

  /** Where padding copies, it is said from where; every mode in its own numbers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zeros     | [-2], [-1], 0           | [0] [0]  1 ",
        "reflect   | [-2 as 2], [-1 as 1], 0 | [3] [2]  1 ",
        "replicate | [-2 as 0], [-1 as 0], 0 | [1] [1]  1 ",
        "circular  | [-2 as 3], [-1 as 4], 0 | [4] [5]  1 ",
        "symmetric | [-2 as 1], [-1 as 0], 0 | [2] [1]  1 ",
      })
  void padding(String mode, String positions, String input) {
    String text = explained("1 2 3 4 5", "-k 1,10,100 -p 0x2 --explain 0,0 --padding-mode " + mode);
    assertThat(text)
        .contains("columns  0·1 + j·1 − 2 = " + positions + "  (with the padding 0, 1, 2)\n")
        .contains("\n   " + input)
        .contains("[ ] is padding: " + mode);
  }

  /** The first and the last taps of a large kernel; the sum is of all. */
  @Test
  void aLargeKernelIsFolded() {
    String text = explained("1 2 3 4 5", "-k box:15 --explain 0,2");
    assertThat(text)
        .contains("[-5 as 0], [-4 as 0], [-3 as 0], [-2 as 0], …, [6 as 4]")
        .contains("… stands for the rest of 15x15; the sums include it")
        .endsWith("output[0, 0, 2]  3\n");
    assertThat(text.lines()).allMatch(line -> line.length() < 180);
  }

  /** All sums, but only the first channels tap by tap; numbers in six digits, the total in all. */
  @Test
  void manyChannels() throws IOException {
    Tensor input = Tensor.zeros(20, 1, 1);
    input.fill(0.1f);
    Path file = directory.resolve("in.npy");
    Npy.write(file, input);
    String text = explained("", "-k 1/3 --sum --explain 0,0 " + file);
    assertThat(text)
        .contains("channel 7\n  input")
        .doesNotContain("channel 8\n")
        .contains("and so on for 12 more channels")
        .contains("channel 19        0.033333\n")
        .endsWith("output[0, 0, 0]  0.6666667\n");
  }

  @Test
  void aFeatureMapOfSeveral() throws IOException {
    Path file = directory.resolve("in.npy");
    Npy.write(file, Tensor.of(new float[] {5, 7}, 2, 1, 1));
    assertThat(explained("", "-k 2 --sum --explain 0,0 " + file))
        .contains(
            "output[0, 0, 0] = bias + Σ input[c, 0·1 + i·1 − 0, 0·1 + j·1 − 0] · kernel[i, j]");
    Path weights = directory.resolve("w.npy");
    Npy.write(weights, Tensor.of(new float[] {1, 2, 3, 4}, 2, 2, 1, 1));
    assertThat(explained("", "--weights " + weights + " --explain 0,0,1 " + file))
        .contains("] = bias + Σ input[c, 0·1 + i·1 − 0, 0·1 + j·1 − 0] · kernel[1, c, i, j]");
    assertThat(explained("", "-k 1 -k 10 --explain 0,0,3 --bias 0,1,2,3 " + file))
        .contains("Σ input[1, 0·1")
        .contains("\nchannel 1\n  input     kernel")
        .endsWith(
            "channel 1        70\nbias              3\n───────────────────\noutput[3, 0, 0]  73\n");
  }

  /** A kernel's 0 is left out, and so is what lies under it; not so in a layer. */
  @Test
  void whatTheKernelDoesNotLookAtIsNoPartOfTheSum() throws IOException {
    assertThat(Run.withInput("1 nan 3", "convolve", "-k", "1 0 1", "-p", "0", "-").out())
        .isEqualTo("4\n");
    assertThat(explained("1 nan 3", "-k 1,0,1 -p 0 --explain 0,0"))
        .contains("sum 4\n")
        .endsWith("output[0, 0, 0]  4\n");
    Path weights = directory.resolve("w.npy");
    Npy.write(weights, new Tensor(new float[] {1, 0, 1}, 0, Shape.of(1, 1, 1, 3)));
    assertThat(explained("1 nan 3", "--weights " + weights + " --explain 0,0"))
        .endsWith("output[0, 0, 0]  nan\n");
  }

  private static String explained(String input, String options) {
    List<String> args = new ArrayList<>(List.of("convolve"));
    args.addAll(List.of(options.split(" ")));
    if (!options.endsWith(".npy")) {
      args.add("-");
    }
    return Run.withInput(input, args.toArray(String[]::new)).out();
  }
}
