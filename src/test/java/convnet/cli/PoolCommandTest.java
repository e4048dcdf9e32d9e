package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.Npy;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoolCommandTest {
  private static final String SIX = ("1 1 1 1 1 1\n").repeat(6);
  private static final String FOUR = "1 2 3 4\n5 6 7 8\n9 10 11 12\n13 14 15 16\n";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                   | 6 8/14 16",
        "-k 3 -s 1                          | 11 12/15 16",
        "-k 1x4                             | 4/8/12/16",
        "-k 2,1 -s 2x3                      | 5 8/13 16",
        "-k 2 -p 1                          | 1 3 4/9 11 12/13 15 16",
        "-k 2 -s 1 -d 2                     | 11 12/15 16",
        "-k 2 -s 1 --sparsity 1             | 11 12/15 16",
        "-k 3 -s 2                          | 11",
        "-k 3 -s 2 --ceil-mode              | 11 12/15 16",
        "--type avg                         | 3.5 5.5/11.5 13.5",
        "--type avg -p 1                    | 0.25 1.25 1/3.5 8.5 5/3.25 7.25 4",
        "--type avg -p 1 --no-count-include-pad | 1 2.5 4/7 8.5 10/13 14.5 16",
        "--type avg --divisor 2             | 7 11/23 27",
        "--type adaptive-avg --output-size 1 | 8.5",
        "--type adaptive-avg --output-size 1x2 | 7.5 9.5",
        "--type adaptive-avg --output-size 3,1 | 4.5/8.5/12.5",
      })
  void pooled(String options, String result) {
    assertThat(pool(FOUR, options)).isEqualTo(result.replace('/', '\n') + "\n");
  }

  /** PyTorch: the divisor counts padding, never what hangs over in ceil mode. */
  @Test
  void averageInCeilMode() {
    assertThat(pool(SIX, "--type avg -k 3 -s 3 -p 1 --ceil-mode"))
        .isEqualTo(
            """
            0.44444445 0.6666667 0.33333334
            0.6666667 1 0.5
            0.33333334 0.5 0.25
            """);
  }

  @Test
  void ceilModeDropsAWindowBeyondTheInput() {
    assertThat(pool("1 2 3 4 5\n".repeat(5), "-k 2 -s 4 -p 1 --ceil-mode")).isEqualTo("1 5\n1 5\n");
  }

  @Test
  void adaptiveWindowsOverlap() {
    assertThat(pool("1 2 3 4 5 6 7\n", "--type adaptive-avg --output-size 1x3"))
        .isEqualTo("2 4 6\n");
  }

  @Test
  void notANumberWins() {
    assertThat(pool("1 nan 3 4\n5 6 7 8\n", "")).isEqualTo("nan 8\n");
  }

  @Test
  void everyChannelAndEveryImage() throws IOException {
    Tensor tensor = Tensor.zeros(2, 3, 2, 4);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = i;
    }
    Path in = directory.resolve("in.npy");
    Path out = directory.resolve("out.npy");
    Npy.write(in, tensor);
    Run.convnet("pool", in.toString(), "-o", out.toString()).out();
    Tensor pooled = Npy.read(out);
    assertThat(pooled.shape()).isEqualTo(Shape.of(2, 3, 1, 2));
    assertThat(pooled.toArray()).containsExactly(5, 7, 13, 15, 21, 23, 29, 31, 37, 39, 45, 47);
  }

  @Test
  void aPhotoStaysAPhoto() throws IOException {
    BufferedImage photo = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    photo.setRGB(2, 0, 0x0A0000);
    photo.setRGB(3, 1, 0x00FF02);
    Path in = directory.resolve("photo.png");
    ImageIO.write(photo, "png", in.toFile());
    Run.convnet("pool", in.toString(), "-o", directory + "/out/").out();
    BufferedImage half = ImageIO.read(directory.resolve("out/photo.png").toFile());
    assertThat(half.getWidth()).isEqualTo(2);
    assertThat(half.getHeight()).isEqualTo(2);
    assertThat(half.getRGB(1, 0)).isEqualTo(0xFF0AFF02);
    assertThat(half.getRGB(0, 1)).isEqualTo(0xFF000000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-p 2                    | --padding 2: padding of 2 is more than half of the pooling"
            + " kernel of 2: at most 1",
        "-k 0                    | --kernel-size 0: it is at least 1",
        "-k 5                    | -: no pooling window of 5 (dilation 1, padding 0) fits an input"
            + " of 4x4: it needs at least 5x5",
        "-s 0                    | --stride 0: it is at least 1",
        "-d 0                    | --dilation 0: a dilation of 0 does not exist: 1 is the dense"
            + " kernel",
        "--type avg -d 2         | --dilation with --type avg: it is for max",
        "--type avg --sparsity 1 | --dilation with --type avg: it is for max",
        "--divisor 3             | --divisor with --type max: it is for avg",
        "--type avg --divisor 0  | --divisor 0: nothing can be divided by it",
        "--no-count-include-pad  | --no-count-include-pad with --type max: it is for avg",
        "--output-size 3         | --output-size with --type max: it is for adaptive-max,"
            + " adaptive-avg and --unpool",
        "--type adaptive-avg     | missing --output-size SIZE: --type adaptive-avg needs it",
        "--type adaptive-avg --output-size 0  | --output-size 0: it is at least 1",
        "--type adaptive-avg --output-size 2 -k 2 | --kernel-size with --type adaptive-avg:"
            + " --output-size decides on the windows",
        "--type adaptive-avg --output-size 2 -s 2 | --stride with --type adaptive-avg:"
            + " --output-size decides on the windows",
        "--type adaptive-avg --output-size 2 -p 1 | --padding with --type adaptive-avg: there is no"
            + " padding",
        "--type adaptive-avg --output-size 2 --ceil-mode | --ceil-mode with --type adaptive-avg:"
            + " --output-size decides on the windows",
        "--type median           | invalid value for option '--type': 'median' is not one of max,"
            + " avg, lp, adaptive-max, adaptive-avg",
      })
  void mistakes(String options, String message) {
    Run run = run(FOUR, options);
    assertThat(run.err()).isEqualTo("convnet: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.stdout()).isEmpty();
  }

  private static String pool(String input, String options) {
    return run(input, options).out();
  }

  private static Run run(String input, String options) {
    List<String> args = new ArrayList<>(List.of("pool", "-"));
    if (options != null && !options.isEmpty()) {
      args.addAll(List.of(options.split(" ")));
    }
    return Run.withInput(input, args.toArray(String[]::new));
  }

  @Test
  void anInputThatCannotBeReadDoesNotStopTheOthers(@TempDir Path directory) throws IOException {
    Path first = Files.writeString(directory.resolve("a.txt"), "1 2\n3 4\n");
    Path last = Files.writeString(directory.resolve("z.txt"), "5 6\n7 8\n");
    Path missing = directory.resolve("missing.txt");
    Path out = directory.resolve("out");
    Run run =
        Run.convnet(
            "pool",
            first.toString(),
            missing.toString(),
            last.toString(),
            "-o",
            out + "/",
            "--format",
            "txt");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).isEqualTo("convnet: " + missing + ": no such file or directory\n");
    assertThat(out.resolve("a.txt")).hasContent("4");
    assertThat(out.resolve("z.txt")).hasContent("8");
  }
}
