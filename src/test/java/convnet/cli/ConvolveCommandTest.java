package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import convnet.io.Npy;
import convnet.io.Picture;
import convnet.io.SafeTensors;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConvolveCommandTest {
  @TempDir Path directory;

  // Numbers

  /** Values from PyTorch 2.13. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-p 0x2 --padding-mode zeros             | 100 210 321 432 543 54 5",
        "-p 0x2 --padding-mode reflect           | 123 212 321 432 543 454 345",
        "-p 0x2 --padding-mode replicate         | 111 211 321 432 543 554 555",
        "-p 0x2 --padding-mode circular          | 154 215 321 432 543 154 215",
        "-p 0x2 --padding-mode symmetric         | 112 211 321 432 543 554 455",
        "-p 0x2                                  | 111 211 321 432 543 554 555",
        "-p 0,2 --padding-mode zeros -s 2        | 100 321 543 5",
        "-p 0x2 --padding-mode zeros -d 2        | 310 420 531 42 53",
        "-p 0x2 --padding-mode zeros --sparsity 1 | 310 420 531 42 53",
        "-p 0x2 --padding-mode zeros -s 2 -d 2   | 310 531 53",
        "-p 0x1 --padding-mode zeros -s 2        | 210 432 54",
        "-p valid                                | 321 432 543",
        "-p same --padding-mode zeros            | 210 321 432 543 54",
        "-p SAME --padding-mode ZEROS            | 210 321 432 543 54",
        "                                        | 211 321 432 543 554",
        "-p 0 --flip                             | 123 234 345",
        "--transpose -p 0                        | 1 12 123 234 345 450 500",
        "--transpose                             | 12 123 234 345 450",
        "--transpose -p 0 -s 1x2 --output-padding 0x1 | 1 10 102 20 203 30 304 40 405 50 500 0",
        "--transpose -p 0x1 -s 1x2               | 10 102 20 203 30 304 40 405 50",
        "-p 0 --bias 1000                        | 1321 1432 1543",
        "-p 0 --bias -1/2                        | 320.5 431.5 542.5",
      })
  void workedExamples(String options, String result) {
    List<String> args = new ArrayList<>(List.of("convolve", "-k", "1 10 100", "-"));
    if (options != null) {
      args.addAll(List.of(options.split(" ")));
    }
    Run run = Run.withInput("1 2 3 4 5", args.toArray(String[]::new));
    assertThat(run.out()).isEqualTo(result + "\n");
  }

  @Test
  void theFirstExampleOfTheHelp() {
    assertThat(Run.withInput("1 2 3 4 5", "convolve", "-k", "1 1", "-p", "0", "-").out())
        .isEqualTo("3 5 7 9\n");
  }

  /** A kernel laid down every two pixels. */
  @Test
  void transposed() throws IOException {
    String[] args = {"convolve", "-k", "1 10 100", "--transpose", "-s", "2", "-p", "0", "-"};
    assertThat(Run.withInput("1 2", args).out()).isEqualTo("1 10 102 20 200\n");
    // Two channels into one: weights are (I, O, kH, kW).
    Path weights = directory.resolve("w.npy");
    Npy.write(weights, Tensor.of(new float[] {1, 2, 10, 20}, 2, 1, 1, 2));
    Tensor result =
        convolved(
            npy("in.npy", 2, 1, 2), "--weights", weights.toString(), "--transpose", "--bias", "5");
    assertThat(result.shape()).isEqualTo(Shape.of(1, 1, 3));
    assertThat(result.toArray()).containsExactly(5 + 31, 5 + 104, 5 + 84);
  }

  /** PyTorch's surplus of an even kernel is below and to the right. */
  @Test
  void sameWithAnEvenKernel() {
    String[] args = {"convolve", "-k", "1 10 100 1000", "--padding-mode", "zeros", "-"};
    assertThat(Run.withInput("1 2 3 4", args).out()).isEqualTo("3210 4321 432 43\n");
  }

  /** As a file it would be replaced, with all that a shell has sent there before. */
  @Test
  void standardOutputHasOtherNamesToo() {
    for (String name : List.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")) {
      Run run = Run.withInput("1 2", "convolve", "-k", "2", "-", "-o", name, "--format", "csv");
      assertThat(run.out()).isEqualTo("2,4\n");
    }
  }

  /** Of a transposed layer, the weights of a map do not lie together. */
  @Test
  void transposedWeightsAreNormalizedByMap() throws IOException {
    Path weights = directory.resolve("w.npy");
    Npy.write(weights, new Tensor(new float[] {1, 2, 3, 6, 5, 6, 7, 8}, 0, Shape.of(4, 2, 1, 1)));
    Path input = directory.resolve("ones.npy");
    Tensor ones = Tensor.zeros(4, 1, 1);
    ones.fill(1);
    Npy.write(input, ones);
    String[] options = {"--weights", weights.toString(), "--transpose", "--normalize"};
    assertThat(convolved(input, options).toArray()).containsExactly(1, 1);
    String[] grouped = {
      "--weights", weights.toString(), "--transpose", "--groups", "2", "--normalize"
    };
    ones.set(2, 1, 0, 0);
    Npy.write(input, ones);
    // (1 + 2·3) / (1 + 3) and (2 + 2·6) / (2 + 6); the other group has ones.
    assertThat(convolved(input, grouped).toArray()).containsExactly(1.75f, 1.75f, 1, 1);
  }

  /** However long it is: from a single row it leads nowhere. */
  @Test
  void aStrideFromASingleRowDoesNotMatter() {
    String[] args = {"convolve", "-k", "1 2", "--transpose", "-s", "40000x2", "-p", "0", "-"};
    assertThat(Run.withInput("1 2 3", args).out()).isEqualTo("1 2 2 4 3 6\n");
  }

  @Test
  void normalizedKernels() {
    String[] args = {"convolve", "-k", "1 2 1", "--normalize", "-p", "0", "-"};
    assertThat(Run.withInput("4 8 4 0", args).out()).isEqualTo("6 4\n");
  }

  @Test
  void kernelsFromFiles() throws IOException {
    Path text = write("edge.txt", "# falls to the right\n1 -1/2\n");
    Path npy = directory.resolve("k.npy");
    Npy.write(npy, Tensor.of(new float[] {1, -0.5f}, 1, 1, 1, 2));
    Path bank = directory.resolve("bank.safetensors");
    SafeTensors.write(
        bank,
        Map.of("other", Tensor.zeros(3), "k", Tensor.of(new float[] {1, -0.5f}, 1, 2)),
        Map.of());
    for (String kernel : List.of(text.toString(), npy.toString(), bank + ":k", "1,-1/2")) {
      String[] args = {"convolve", "-k", kernel, "-p", "0", "-"};
      assertThat(Run.withInput("4 8 4", args).out()).as(kernel).isEqualTo("0 6\n");
    }
  }

  @Test
  void everyKernelOnEveryChannel() throws IOException {
    Path input = npy("in.npy", 2, 1, 3);
    Tensor maps = convolved(input, "-k", "0 0 1", "-k", "10", "--bias", "0 100 200 300");
    assertThat(maps.shape()).isEqualTo(Shape.of(4, 1, 3));
    assertThat(maps.toArray())
        .containsExactly(2, 3, 3, 105, 106, 106, 210, 220, 230, 340, 350, 360);
    assertThat(convolved(input, "-k", "0 0 1", "-k", "10", "--sum").toArray())
        .containsExactly(7, 9, 9, 50, 70, 90);
    assertThat(convolved(input, "-k", "1", "-k", "10", "--reduce", "max", "--bias", "1").toArray())
        .containsExactly(41, 51, 61);
    assertThat(convolved(npy("34.npy", 1, 1, 1), "-k", "3", "-k", "4", "--reduce", "magnitude"))
        .extracting(Tensor::toArray)
        .isEqualTo(new float[] {5});
  }

  @Test
  void weightsOfALayer() throws IOException {
    Path input = npy("in.npy", 2, 2, 2);
    // Two filters over both channels: the sum of all, and ten times the last pixel.
    Tensor weights = Tensor.zeros(2, 2, 2, 2);
    weights.slice(0).fill(1);
    weights.set(10, 1, 1, 1, 1);
    Path model = directory.resolve("model.safetensors");
    SafeTensors.write(
        model,
        Map.of("conv.weight", weights, "conv.bias", Tensor.of(new float[] {1, 2}, 2)),
        Map.of());
    Tensor plain = convolved(input, "--weights", model + ":conv.weight");
    assertThat(plain.shape()).isEqualTo(Shape.of(2, 1, 1));
    assertThat(plain.toArray()).containsExactly(36, 80);
    Tensor biased =
        convolved(
            input, "--weights", model + ":conv.weight", "--bias", model + ":conv.bias", "-p", "1");
    assertThat(biased.shape()).isEqualTo(Shape.of(2, 3, 3));
    assertThat(biased.slice(1).toArray()).containsExactly(52, 62, 2, 72, 82, 2, 2, 2, 2);
    Tensor flipped = convolved(input, "--weights", model + ":conv.weight", "--flip");
    assertThat(flipped.toArray()).containsExactly(36, 50);
    Tensor normalized = convolved(input, "--weights", model + ":conv.weight", "--normalize");
    assertThat(normalized.toArray()).containsExactly(4.5f, 8);
  }

  @Test
  void groupsAndBatches() throws IOException {
    Path weights = directory.resolve("w.npy");
    Npy.write(weights, Tensor.of(new float[] {1, 10}, 2, 1, 1, 1));
    Tensor result =
        convolved(npy("batch.npy", 2, 2, 1, 1), "--weights", weights.toString(), "--groups", "2");
    assertThat(result.shape()).isEqualTo(Shape.of(2, 2, 1, 1));
    assertThat(result.toArray()).containsExactly(1, 20, 3, 40);
  }

  @Test
  void numbersThroughPipes() throws IOException {
    Path input = npy("in.npy", 1, 2, 2);
    Run run = Run.withInput(Files.readAllBytes(input), "convolve", "-k", "2", "-", "-o", "-");
    assertThat(run.exitCode()).isZero();
    Tensor doubled = Npy.read(run.stdout(), "-");
    assertThat(doubled.shape()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(doubled.toArray()).containsExactly(2, 4, 6, 8);
    Run json =
        Run.withInput(run.stdout(), "convolve", "-k", "2", "-", "-o", "-", "--format", "json");
    assertThat(json.out()).isEqualTo("{\"shape\":[1,2,2],\"data\":[[[4,8],[12,16]]]}\n");
    Run csv = Run.withInput("1\t2\n3\t4", "convolve", "-k", "1", "-", "--format", "csv");
    assertThat(csv.out()).isEqualTo("1,2\n3,4\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3"})
  void theNumberOfThreadsChangesNothing(String threads) throws IOException {
    Path input = npy("in.npy", 3, 40, 50);
    assertThat(convolved(input, "-k", "gaussian:2", "--threads", threads).toArray())
        .isEqualTo(convolved(input, "-k", "gaussian:2").toArray());
  }

  // Pictures

  @Test
  void identityKeepsEveryPixel() throws IOException {
    Path photo = photo("photo.png", 37, 23, BufferedImage.TYPE_INT_RGB, 1);
    for (String output : List.of("out.png", "out.bmp", "out.ppm", "out.tiff")) {
      Path written = directory.resolve(output);
      Run.convnet("convolve", "-k", "identity", photo.toString(), "-o", written.toString()).out();
      assertSamePixels(ImageIO.read(photo.toFile()), ImageIO.read(written.toFile()));
    }
  }

  @Test
  void identityKeepsTransparency() throws IOException {
    Path photo = photo("photo.png", 9, 8, BufferedImage.TYPE_INT_ARGB, 2);
    Path written = directory.resolve("out.png");
    Run.convnet("convolve", "-k", "identity", photo.toString(), "-o", written.toString()).out();
    assertSamePixels(ImageIO.read(photo.toFile()), ImageIO.read(written.toFile()));
    Run smaller =
        Run.convnet("convolve", "-k", "box", "-p", "0", photo.toString(), "-o", written.toString());
    assertThat(smaller.err())
        .isEqualTo(
            "convnet: warning: %s: its transparency is dropped: the result has another size\n"
                .formatted(photo));
    assertThat(smaller.exitCode()).isZero();
    assertThat(picture(written).alpha()).isNull();
  }

  @Test
  void sixteenBitsKeepTheirPrecision() throws IOException {
    Path photo = directory.resolve("deep.png");
    BufferedImage deep = new BufferedImage(300, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 300; x++) {
      deep.getRaster().setSample(x, 0, 0, 40_000 + x);
    }
    ImageIO.write(deep, "png", photo.toFile());
    Path out = directory.resolve("out.png");
    Run.convnet(
            "convolve",
            "-k",
            "identity",
            photo.toString(),
            "-o",
            out.toString(),
            "--bit-depth",
            "16")
        .out();
    BufferedImage written = ImageIO.read(out.toFile());
    for (int x = 0; x < 300; x++) {
      assertThat(written.getRaster().getSample(x, 0, 0)).isEqualTo(40_000 + x);
    }
  }

  /** A photo through one kernel stays a photo; the mean of nine pixels is easily done by hand. */
  @Test
  void boxIsTheMean() throws IOException {
    Path photo = photo("photo.png", 7, 6, BufferedImage.TYPE_INT_RGB, 3);
    Path out = directory.resolve("out.png");
    Run.convnet("convolve", "-k", "box", photo.toString(), "-o", out.toString()).out();
    BufferedImage before = ImageIO.read(photo.toFile());
    BufferedImage after = ImageIO.read(out.toFile());
    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < 7; x++) {
        for (int c = 0; c < 3; c++) {
          int sum = 0;
          for (int i = -1; i <= 1; i++) {
            for (int j = -1; j <= 1; j++) {
              sum +=
                  before.getRaster().getSample(Math.clamp(x + j, 0, 6), Math.clamp(y + i, 0, 5), c);
            }
          }
          assertThat(after.getRaster().getSample(x, y, c)).isEqualTo(Math.round(sum / 9f));
        }
      }
    }
  }

  @Test
  void optionsOfPicturesChangeThem() throws IOException {
    Path photo = photo("photo.png", 20, 16, BufferedImage.TYPE_INT_RGB, 4);
    List<byte[]> seen = new ArrayList<>();
    for (String options :
        List.of(
            "-k sobel-x",
            "-k sobel-x --map scale",
            "-k sobel-x --map abs",
            "-k sobel-x --map center",
            "-k sobel-x --bit-depth 16",
            "-k sobel-x --flip --map center",
            "-k sobel-x --sum",
            "-k sobel-x --gray",
            "-k sobel-x -p 0",
            "-k sobel-x -p valid -s 2",
            "-k sobel-x -d 2",
            "-k sobel-x --padding-mode zeros",
            "-k sobel-x --padding-mode circular",
            "-k sobel-x --bias 1/2",
            "-k sobel-x -k sobel-y",
            "-k sobel-x -k sobel-y --reduce magnitude",
            "-k sobel-x -k sobel-y --reduce mean",
            "-k sobel-x -k sobel-y --reduce min --map center")) {
      Path out = directory.resolve("out.png");
      String[] args = ("convolve " + photo + " -o " + out + " " + options).split(" ");
      assertThat(Run.convnet(args).exitCode()).as(options).isZero();
      byte[] bytes = Files.readAllBytes(out);
      assertThat(seen).as(options).noneMatch(other -> Arrays.equals(other, bytes));
      seen.add(bytes);
    }
    Path best = directory.resolve("best.jpg");
    Path worst = directory.resolve("worst.jpg");
    Run.convnet("convolve", "-k", "box", photo.toString(), "-o", best.toString()).out();
    Run.convnet(
            "convolve", "-k", "box", photo.toString(), "-o", worst.toString(), "--quality", "10")
        .out();
    assertThat(Files.size(worst)).isLessThan(Files.size(best));
  }

  /** A kernel that is not normalized makes a photo white, and numbers of 1 to 9 are. */
  @Test
  void aPictureThatIsNothingButWhiteIsRemarkedOn() throws IOException {
    Path photo = photo("photo.png", 70, 60, BufferedImage.TYPE_INT_RGB, 4);
    Path numbers = write("in.txt", "1.5 2 3\n4 5 6\n7 8 9\n");
    Path out = directory.resolve("out.png");
    String said =
        "convnet: warning: "
            + out
            + ": nearly all values are above 1, so they are white: --map scale fits them\n";
    String kernel = "convolve -o " + out + " -k 100";
    for (String white :
        List.of(
            kernel + " " + photo,
            kernel + " --map clip " + numbers,
            "pool -o " + out + " -k 1 " + numbers,
            "convolve -k -9 --map abs -o " + out + " " + numbers)) {
      assertThat(Run.convnet(white.split(" ")).err()).as(white).isEqualTo(said);
    }
    for (String seen :
        List.of(
            kernel + " --normalize " + photo,
            kernel + " --map scale " + numbers,
            "convolve -k -9 -o " + out + " " + numbers,
            kernel + " --normalize " + write("ones.txt", "1 1 1"))) {
      assertThat(Run.convnet(seen.split(" ")).err()).as(seen).isEmpty();
    }
  }

  @Test
  void photosIntoADirectory() throws IOException {
    Path a = photo("a.png", 5, 4, BufferedImage.TYPE_INT_RGB, 5);
    Path b = photo("b.v2.png", 6, 3, BufferedImage.TYPE_BYTE_GRAY, 6);
    Path out = directory.resolve("out");
    Run.convnet("convolve", "-k", "identity", a.toString(), b.toString(), "-o", out + "/").out();
    assertSamePixels(ImageIO.read(a.toFile()), ImageIO.read(out.resolve("a.png").toFile()));
    assertSamePixels(ImageIO.read(b.toFile()), ImageIO.read(out.resolve("b.v2.png").toFile()));
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aFileForEachFeatureMap() throws IOException {
    Path input = npy("in.npy", 1, 2, 2);
    Path out = directory.resolve("maps");
    Run.convnet("convolve", "-k", "1", "-k", "2", "-k", "3", input.toString(), "-o", out + "/")
        .out();
    for (int i = 0; i < 3; i++) {
      Tensor map = Npy.read(out.resolve("in-" + i + ".npy"));
      assertThat(map.toArray()).containsExactly(i + 1, 2 * i + 2, 3 * i + 3, 4 * i + 4);
    }
    Path text = write("t.csv", "1,2\n");
    Run.convnet("convolve", "-k", "5", text.toString(), "-o", out.toString()).out();
    assertThat(out.resolve("t.txt")).hasContent("5 10");
  }

  // Backwards

  /** FACTS of the lecture: x = 1..5, w = [1, 10, 100], the loss the sum of the output. */
  @Test
  void theWorkedExampleBackwards() throws IOException {
    Path ones = write("dy.txt", "1 1 1");
    List<String> args = new ArrayList<>();
    String forward = "convolve -k 1,10,100 -s 2 -p 0x1 --padding-mode zeros - --grad-output ";
    args.addAll(List.of((forward + ones).split(" ")));
    args.addAll(List.of("--grad-weight", directory + "/dw.txt"));
    args.addAll(List.of("--grad-bias", directory + "/db.csv"));
    assertThat(Run.withInput("1 2 3 4 5", args.toArray(String[]::new)).out()).isEmpty();
    args.addAll(List.of("--grad-input", "-"));
    Run printed = Run.withInput("1 2 3 4 5", args.toArray(String[]::new));
    assertThat(printed.out()).isEqualTo("10 101 10 101 10\n");
    args.set(args.size() - 1, directory + "/dx.txt");
    args.addAll(List.of("-o", directory + "/y.txt"));
    assertThat(Run.withInput("1 2 3 4 5", args.toArray(String[]::new)).out()).isEmpty();
    assertThat(directory.resolve("y.txt")).hasContent("210 432 54");
    assertThat(directory.resolve("dx.txt")).hasContent("10 101 10 101 10");
    assertThat(directory.resolve("dw.txt")).hasContent("6 9 6");
    assertThat(directory.resolve("db.csv")).hasContent("3");
  }

  /** The gradient is with respect to the numbers as they are written, flipped or not. */
  @Test
  void backwardsThroughAKernelTurnedOver() throws IOException {
    Path gradient = write("dy.txt", "1 0 0");
    String args = "convolve -p 0 --grad-output " + gradient + " --grad-weight - - -k ";
    String[] plain = (args + "1,10,100").split(" ");
    assertThat(Run.withInput("1 2 3 4 5", plain).out()).isEqualTo("1 2 3\n");
    String[] flipped = (args + "1,10,100 --flip").split(" ");
    assertThat(Run.withInput("1 2 3 4 5", flipped).out()).isEqualTo("3 2 1\n");
  }

  /** A photo's gradient is a picture of its size, and a batch's a batch. */
  @Test
  void gradientsInTheFormatsOfOutputs() throws IOException {
    Path photo = photo("photo.png", 6, 5, BufferedImage.TYPE_INT_RGB, 7);
    Path gradient = photo("gradient.png", 6, 5, BufferedImage.TYPE_INT_RGB, 8);
    Path back = directory.resolve("back.png");
    String args = "convolve -k identity %s --grad-output %s --grad-input %s";
    Run.convnet(args.formatted(photo, gradient, back).split(" ")).out();
    assertSamePixels(ImageIO.read(gradient.toFile()), ImageIO.read(back.toFile()));
    Path batch = npy("batch.npy", 2, 2, 1, 3);
    Path raw = directory.resolve("raw");
    String backwards = "convolve -k 2 %s --grad-output %1$s --grad-input %s --format npy";
    Run.convnet(backwards.formatted(batch, raw).split(" ")).out();
    assertThat(Npy.read(raw).shape()).isEqualTo(Shape.of(2, 2, 1, 3));
    assertThat(Npy.read(raw).toArray()).startsWith(2, 4, 6).endsWith(24);
    Path csv = directory.resolve("dw.csv");
    String both =
        "convolve -k 2 %s --grad-output %1$s --grad-input %s --grad-weight %s --format json";
    Run.convnet(both.formatted(batch, raw, csv).split(" ")).out();
    assertThat(raw).content().startsWith("{\"shape\":[2,2,1,3]");
    assertThat(csv).hasContent("650");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3"})
  void theNumberOfThreadsChangesNoGradient(String threads) throws IOException {
    Path input = npy("in.npy", 3, 20, 30);
    for (String number : List.of(threads, "1")) {
      String args =
          "convolve -k gaussian:1 %s --grad-output %1$s --grad-input %2$s/dx%3$s.npy"
              + " --grad-weight %2$s/dw%3$s.npy --threads %3$s";
      Run.convnet(args.formatted(input, directory, number).split(" ")).out();
    }
    for (String gradient : List.of("dx", "dw")) {
      assertThat(directory.resolve(gradient + threads + ".npy"))
          .hasSameBinaryContentAs(directory.resolve(gradient + "1.npy"));
    }
  }

  // Weights as other layers and files have them

  /** nn.Conv1d's (O, I, k) lie along a row. */
  @Test
  void weightsOfALayerInOneDirection() throws IOException {
    Path weights = directory.resolve("w.npy");
    Npy.write(weights, Tensor.of(new float[] {1, 2, 10, 20}, 1, 2, 2));
    Tensor result = convolved(npy("in.npy", 2, 1, 3), "--weights", weights.toString());
    assertThat(result.shape()).isEqualTo(Shape.of(1, 1, 2));
    assertThat(result.toArray()).containsExactly(5 + 140, 8 + 170);
    // Which plain numbers are not: they are for both directions.
    String plain =
        "convolve --weights "
            + weights
            + " "
            + directory.resolve("in.npy")
            + " -o - --format csv -p ";
    Run padded = Run.convnet((plain + "1").split(" "));
    assertThat(padded.exitCode()).isZero();
    assertThat(padded.err())
        .startsWith("convnet: warning: --padding 1: these 1-D filters only see zeros in the")
        .contains(": use 0x1 to pad left and right only");
    Run along = Run.convnet((plain + "0x1").split(" "));
    assertThat(along.out().lines()).hasSize(1);
  }

  /** nn.Conv1d's inputs, (C, L) and (N, C, L). */
  @Test
  void signalsOfALayerInOneDirection() throws IOException {
    Path weights = directory.resolve("w.npy");
    Npy.write(weights, Tensor.of(new float[] {1, 2, 10, 20}, 1, 2, 2));
    float[] signals = {3, 1, 2, 4, 5, 6};
    float[] expected = {1 * 3 + 2 * 1 + 10 * 4 + 20 * 5, 1 * 1 + 2 * 2 + 10 * 5 + 20 * 6};
    Path one = directory.resolve("one.npy");
    Npy.write(one, Tensor.of(signals, 2, 3));
    Tensor result = convolved(one, "--weights", weights.toString());
    assertThat(result.shape()).isEqualTo(Shape.of(1, 1, 2));
    assertThat(result.toArray()).containsExactly(expected);
    float[] twice = Arrays.copyOf(signals, 18);
    System.arraycopy(signals, 0, twice, 12, 6);
    Path batch = directory.resolve("batch.npy");
    Npy.write(batch, Tensor.of(twice, 3, 2, 3));
    result = convolved(batch, "--weights", weights.toString());
    assertThat(result.shape()).isEqualTo(Shape.of(3, 1, 1, 2));
    assertThat(result.toArray())
        .containsExactly(expected[0], expected[1], 0, 0, expected[0], expected[1]);
    // A picture of as many channels has rows.
    Path picture = directory.resolve("picture.npy");
    Npy.write(picture, Tensor.of(Arrays.copyOf(signals, 12), 2, 2, 3));
    assertThat(convolved(picture, "--weights", weights.toString()).shape())
        .isEqualTo(Shape.of(1, 2, 2));
  }

  @Test
  void aKernelInAFileMayBeOneRow() throws IOException {
    Path kernel = directory.resolve("k.npy");
    Npy.write(kernel, Tensor.of(new float[] {1, 10, 100}, 3));
    Run run = Run.withInput("1 2 3", "convolve", "-k", kernel.toString(), "-p", "0", "-");
    assertThat(run.out()).isEqualTo("321\n");
  }

  @Test
  void saysWhatAPictureCannotHold() throws IOException {
    Path in = write("in.txt", "nan 1 2");
    Path out = directory.resolve("out.png");
    Run picture = Run.convnet("convolve", "-k", "1 1", "-p", "0", in.toString(), "-o", out + "");
    assertThat(picture.exitCode()).isZero();
    assertThat(picture.err())
        .isEqualTo(
            "convnet: warning: " + out + ": 1 of 2 values are not numbers (NaN): they are black\n");
    Run json = Run.convnet("convolve", "-k", "1", in.toString(), "--format", "json");
    assertThat(json.err())
        .isEqualTo(
            "convnet: warning: -: 1 of 3 values are not finite, for which JSON has no numbers: they"
                + " are written as words\n");
    assertThat(json.stdout())
        .asString()
        .isEqualTo("{\"shape\":[1,1,3],\"data\":[[[\"nan\",1,2]]]}\n");
    Run text = Run.convnet("convolve", "-k", "1", in.toString());
    assertThat(text.out()).isEqualTo("nan 1 2\n");
  }

  // What is listed

  @Test
  void namesOfKernelsWithTheirNumbers() {
    assertThat(Run.convnet("convolve", "--list-kernels").out())
        .contains("sobel-x  derivative to the right, smoothed\n    -1  0  1\n    -2  0  2\n")
        .contains("gaussian:SIGMA[,N]  ", "motion:LENGTH[,ANGLE]  ", "  motion:3,45\n")
        .contains("box[:N]  ", "    0.1111 0.1111 0.1111\n")
        .doesNotContain("-0.0000");
  }

  private Tensor convolved(Path input, String... options) throws IOException {
    Path output = directory.resolve("output.npy");
    List<String> args = new ArrayList<>(List.of("convolve", input.toString()));
    args.addAll(List.of("-o", output.toString()));
    args.addAll(List.of(options));
    Run.convnet(args.toArray(String[]::new)).out();
    return Npy.read(output);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Path npy(String name, int... dims) throws IOException {
    return CountingNpy.write(directory.resolve(name), dims);
  }

  private Path photo(String name, int width, int height, int type, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(width, height, type);
    for (int band = 0; band < image.getRaster().getNumBands(); band++) {
      for (int i = 0; i < width * height; i++) {
        image.getRaster().setSample(i % width, i / width, band, random.nextInt(256));
      }
    }
    Path file = directory.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static Picture picture(Path file) throws IOException {
    return ImageFiles.readPicture(file, ImageLimits.DEFAULT, false);
  }

  private static void assertSamePixels(BufferedImage before, BufferedImage after) {
    assertThat(after.getWidth()).isEqualTo(before.getWidth());
    assertThat(after.getHeight()).isEqualTo(before.getHeight());
    assertThat(after.getRaster().getNumBands()).isEqualTo(before.getRaster().getNumBands());
    int[] none = null;
    assertThat(after.getRaster().getPixels(0, 0, after.getWidth(), after.getHeight(), none))
        .isEqualTo(before.getRaster().getPixels(0, 0, before.getWidth(), before.getHeight(), none));
  }
}
