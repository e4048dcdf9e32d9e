package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.IntegerFiles;
import convnet.io.Npy;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "--type avg -p 1 --divisor 2 --no-count-include-pad | 0.5 2.5 2/7 17 10/6.5 14.5 8",
        "--type adaptive-avg --output-size 1 | 8.5",
        "--type adaptive-avg --output-size 1x2 | 7.5 9.5",
        "--type adaptive-avg --output-size 3,1 | 4.5/8.5/12.5",
        "--type adaptive-avg --output-size none,1 | 2.5/6.5/10.5/14.5",
        "--type adaptive-avg --output-size 1xNone | 7 8 9 10",
        "--type adaptive-max --output-size 2x3 | 6 7 8/14 15 16",
        "--type adaptive-max --output-size none | 1 2 3 4/5 6 7 8/9 10 11 12/13 14 15 16",
        "--type avg --divisor -1            | -14 -22/-46 -54",
        "--type lp --norm 1                 | 14 22/46 54",
        "--type lp -k 1x2 --norm 2          | 2.236068 5/7.81025 10.630146/"
            + "13.453624 16.27882/19.104973 21.931713",
        "--type lp --norm inf               | 6 8/14 16",
        "--type lp --norm -inf              | 1 3/9 11",
        "--type lp -k 1x2 --norm -1         | 0.6666667 1.7142856/2.7272727 3.7333333/"
            + "4.736842 5.73913/6.7407403 7.7419357",
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

  /** FACTS of ceil mode: 55 and 56 with k3 s2 give 27 and 28, without it 27 each. */
  @ParameterizedTest
  @CsvSource({"55, '', 27", "56, '', 27", "55, --ceil-mode, 27", "56, --ceil-mode, 28"})
  void ceilModeOfAlexNetsFirstPooling(int size, String mode, int windows) {
    String row = String.join(" ", Collections.nCopies(size, "1")) + "\n";
    String result = pool(row, ("-k 1x3 -s 1x2 " + mode).strip());
    assertThat(result.strip().split(" ")).hasSize(windows);
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
        "--divisor 3             | --divisor with --type max: it is for avg",
        "--type avg --divisor 0  | --divisor 0: nothing can be divided by it",
        "--no-count-include-pad  | --no-count-include-pad with --type max: it is for avg",
        "--output-size 3         | --output-size with --type max: it is for adaptive-max,"
            + " adaptive-avg and --unpool",
        "--type adaptive-avg     | missing --output-size SIZE: --type adaptive-avg needs it",
        "--type adaptive-avg --output-size 0  | --output-size 0: it is at least 1",
        "--type adaptive-avg --output-size 2 -k 2 | --kernel-size with --type adaptive-avg: its"
            + " windows follow from --output-size",
        "--type adaptive-avg --output-size 2 -s 2 | --stride with --type adaptive-avg: its"
            + " windows follow from --output-size",
        "--type adaptive-avg --output-size 2 -p 1 | --padding with --type adaptive-avg: there is no"
            + " padding",
        "--type adaptive-avg --output-size 2 --ceil-mode | --ceil-mode with --type adaptive-avg:"
            + " its windows follow from --output-size",
        "--type adaptive-max --output-size 2 -k 2 | --kernel-size with --type adaptive-max: its"
            + " windows follow from --output-size",
        "--type adaptive-avg --output-size 2xx | invalid value for option '--output-size': '2xx' is"
            + " not a size: 3, or height and width as 3x5 or 3,5; none for a side keeps it",
        "--type lp -p 1          | --padding with --type lp: there is no padding",
        "--type lp -d 2          | --dilation with --type lp: it is for max",
        "--type lp --divisor 2   | --divisor with --type lp: it is for avg",
        "--norm 2                | --norm with --type max: it is for lp",
        "--type lp --norm 0      | invalid value for option '--norm': '0' is not a norm: any number"
            + " but 0, or inf or -inf",
        "--type lp --norm 1e-60  | invalid value for option '--norm': '1e-60' is not a norm: any"
            + " number but 0, or inf or -inf",
        "--type lp --norm two    | invalid value for option '--norm': 'two' is not a number, inf or"
            + " -inf",
        "--type avg --indices i.npy | --indices with --type avg: it is for max and adaptive-max",
        "--type avg --unpool i.npy | --unpool with --type avg: it is for max and adaptive-max",
        "--indices i.png         | --indices i.png: a picture cannot hold them: whole numbers go"
            + " into npy, safetensors, csv, txt or json",
        "--indices places        | --indices places: its extension names no format: whole numbers"
            + " go into npy, safetensors, csv, txt or json",
        "--indices -             | --indices -: standard output is for --output alone: name a file",
        "--indices i.npy -o i.npy | --indices i.npy: --output already writes to this file",
        "--indices i.npy --unpool i.npy | --indices i.npy: --unpool finds no maxima: leave one out",
        "--unpool i.npy --ceil-mode | --ceil-mode with --unpool: --output-size says how large the"
            + " image was",
        "--unpool i.npy --output-size none,3 | --output-size none,3 with --unpool: both sides are"
            + " numbers",
        "--grad-output g.txt     | --grad-output g.txt: say what to write: --grad-input FILE",
        "--type avg --sparsity 1 | --sparsity with --type avg: it is for max",
        "--grad-input g.txt      | --grad-input g.txt: it needs --grad-output FILE, the gradient"
            + " with respect to the output",
        "--grad-output - --grad-input g.txt | --grad-output -: standard input is INPUT already:"
            + " name a file",
        "--grad-output a.txt --grad-input g | --grad-input g: its extension names no format; known"
            + " are png, jpg, tiff, bmp, ppm, pgm, pfm, npy, safetensors, csv, txt, json; or name"
            + " one with --format",
        "--type median           | invalid value for option '--type': 'median' is not one of max,"
            + " avg, lp, adaptive-max, adaptive-avg",
      })
  void mistakes(String options, String message) {
    Run run = run(FOUR, options);
    assertThat(run.err()).isEqualTo("convnet: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.stdout()).isEmpty();
  }

  /** Worked examples: with PyTorch 2.13, nn.MaxPool2d, MaxUnpool2d and their gradients. */
  @ParameterizedTest
  @ValueSource(strings = {"npy", "safetensors", "csv", "txt", "json"})
  void indicesGoOutAndComeBack(String format) throws IOException {
    Path places = directory.resolve("places." + format);
    Path half = directory.resolve("half.txt");
    String options = "-k 3 -s 2 -p 1 -o " + half + " --indices " + places;
    assertThat(pool(FOUR, options)).isEmpty();
    assertThat(half).hasContent("6 8\n14 16");
    assertThat(IntegerFiles.read(places.toString()).data()).containsExactly(5, 7, 13, 15);
    String back = "--unpool " + places + " -k 3 -s 2 -p 1 --output-size 4";
    assertThat(pool("6 8\n14 16\n", back)).isEqualTo("0 0 0 0\n0 6 0 8\n0 0 0 0\n0 14 0 16\n");
  }

  @Test
  void whereTheSizeIsNotTheUsualOneItCanBeAskedFor() throws IOException {
    Path places = Files.writeString(directory.resolve("places.csv"), "6,8\n16,18\n");
    assertThat(pool("6 8\n14 16\n", "--output-size 5 --unpool " + places))
        .isEqualTo("0 0 0 0 0\n0 6 0 8 0\n0 0 0 0 0\n0 14 0 16 0\n0 0 0 0 0\n");
    assertRefused(
        "--unpool " + places + " --output-size 4x6",
        "-: --output-size: width 6 does not fit -k, -s, -p and -d: they give (2 − 1)·2 − 2·0 + 2 ="
            + " 4, and 3 to 5 are possible: use those of the pooling");
    assertRefused(
        "--unpool " + places,
        "-: --unpool "
            + places
            + ": index 16 (number 3) is outside a plane of 4x4, which has 0 to 15: give the size"
            + " before pooling with --output-size");
    assertRefused(
        "--type adaptive-max --unpool " + places,
        "missing --output-size SIZE: --type adaptive-max needs it");
    assertThat(pool("1 2\n3 4\n", "--type adaptive-max --output-size 1x19 --unpool " + places))
        .isEqualTo("0 0 0 0 0 0 1 0 2 0 0 0 0 0 0 0 3 0 4\n");
    Path three = Files.writeString(directory.resolve("three.txt"), "1 2 3\n");
    assertRefused(
        "--unpool " + three,
        "-: values of 1x2x2 need an index each, --unpool " + three + " has 1x1x3");
    assertRefused(
        "--unpool " + places + " -k 2 -s 1 -p 1",
        "-: --unpool "
            + places
            + ": index 6 (number 1) is outside a plane of 1x1, which has 0 to 0: give the size"
            + " before pooling with --output-size");
  }

  private static void assertRefused(String options, String message) {
    Run run = run("1 2\n3 4\n", options);
    assertThat(run.err()).isEqualTo("convnet: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                               | 0 0 0 0/0 1 0 2/0 0 0 0/0 3 0 4",
        "-k 2 -s 1 -d 2                 | 0 0 0 0/0 0 0 0/0 0 1 2/0 0 3 4",
        "--type avg                     | 0.25 0.25 0.5 0.5/0.25 0.25 0.5 0.5/"
            + "0.75 0.75 1 1/0.75 0.75 1 1",
        "--type avg --divisor 2         | 0.5 0.5 1 1/0.5 0.5 1 1/1.5 1.5 2 2/1.5 1.5 2 2",
        "--type lp --norm 1             | 1 1 2 2/1 1 2 2/3 3 4 4/3 3 4 4",
        "--type lp --norm inf           | 0 0 0 0/0 1 0 2/0 0 0 0/0 3 0 4",
        "--type lp --norm -inf          | 1 0 2 0/0 0 0 0/3 0 4 0/0 0 0 0",
        "--type adaptive-max --output-size 2 | 0 0 0 0/0 1 0 2/0 0 0 0/0 3 0 4",
        "--type adaptive-avg --output-size 2 | 0.25 0.25 0.5 0.5/0.25 0.25 0.5 0.5/"
            + "0.75 0.75 1 1/0.75 0.75 1 1",
      })
  void gradients(String options, String gradient) throws IOException {
    Path above = Files.writeString(directory.resolve("above.txt"), "1 2\n3 4\n");
    String all = (options == null ? "" : options + " ") + "--grad-output " + above;
    assertThat(pool(FOUR, all + " --grad-input -")).isEqualTo(gradient.replace('/', '\n') + "\n");
  }

  @Test
  void theGradientOfUnpoolingIsTakenFromThePlaces() throws IOException {
    Path places = Files.writeString(directory.resolve("places.txt"), "0 5\n10 15\n");
    Path above = Files.writeString(directory.resolve("above.txt"), FOUR);
    String options = "--unpool " + places + " --grad-output " + above + " --grad-input -";
    assertThat(pool("1 1\n1 1\n", options)).isEqualTo("1 6\n11 16\n");
  }

  @Test
  void theGradientHasTheInputsShapeAndTheResultIsWrittenWhereAskedFor() throws IOException {
    Path in = directory.resolve("in.npy");
    Path above = directory.resolve("above.npy");
    Path out = directory.resolve("out.npy");
    Path below = directory.resolve("below.npy");
    Npy.write(in, Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    Npy.write(above, Tensor.of(new float[] {7}, 1, 1));
    String grads = " --grad-output " + above + " --grad-input " + below;
    Run.convnet(("pool " + in + grads + " -o " + out).split(" ")).out();
    assertThat(Npy.read(out).toArray()).containsExactly(4);
    assertThat(Npy.read(below).shape()).isEqualTo(Shape.of(2, 2));
    assertThat(Npy.read(below).toArray()).containsExactly(0, 0, 0, 7);
    Npy.write(above, Tensor.of(new float[] {7, 8}, 1, 2));
    Run run = Run.convnet(("pool " + in + grads).split(" "));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "convnet: --grad-output "
                + above
                + ": the output is 1x1x1, so its gradient cannot be 1x1x2\n");
  }

  /** 24 million pixels: float32 does not tell the places above 2^24 apart. */
  @Test
  void placesInLargePlanesAreExact() throws IOException {
    int width = (1 << 24) + 3;
    Tensor row = Tensor.zeros(1, 1, width);
    row.data()[width - 2] = 5;
    Path in = directory.resolve("row.npy");
    Npy.write(in, row);
    Path max = directory.resolve("max.npy");
    for (String format : List.of("npy", "safetensors", "txt", "csv")) {
      Path places = directory.resolve("places." + format);
      String[] pool = {"pool", in.toString(), "-k", "1x" + width, "-o", max.toString()};
      List<String> args = new ArrayList<>(List.of(pool));
      args.addAll(List.of("--indices", places.toString()));
      Run.convnet(args.toArray(String[]::new)).out();
      assertThat(IntegerFiles.read(places.toString()).data()).containsExactly(width - 2);
    }
  }

  @Test
  void filesBelongToOneInput() throws IOException {
    String one = Files.writeString(directory.resolve("one.txt"), FOUR).toString();
    String two = Files.writeString(directory.resolve("two.txt"), FOUR).toString();
    Run run = Run.convnet("pool", one, two, "-o", directory + "/out/", "--indices", "i.npy");
    assertThat(run.err())
        .isEqualTo(
            "convnet: --indices i.npy: it is for one INPUT, not 2: run them one at a time\n");
    Run grads =
        Run.convnet(
            "pool", one, two, "-o", directory + "/out/", "--grad-output", one, "--grad-input", "-");
    assertThat(grads.err())
        .isEqualTo(
            "convnet: --grad-output "
                + one
                + ": it is for one INPUT, not 2: run them one at a time\n");
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
