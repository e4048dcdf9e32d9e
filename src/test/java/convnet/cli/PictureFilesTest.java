package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import convnet.io.Npy;
import convnet.io.OutputFormat;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a command says of the files that it reads and writes. */
final class PictureFilesTest {
  @TempDir Path directory;

  @Test
  void ofSeveralFramesTheFirstIsReadAndThatIsSaid() throws IOException {
    Path animation = directory.resolve("x.gif");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(animation.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < 3; i++) {
        BufferedImage frame = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_INDEXED);
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    Run run = pool(animation, "out.npy");
    assertThat(run.err()).isEqualTo("convnet: warning: x.gif: 3 frames: only the first is read\n");
    assertThat(run.exitCode()).isZero();
    assertThat(pool(animation, "out.npy", "--quiet").err()).isEmpty();
  }

  @Test
  void ofPicturesOneBehindTheOtherTheFirstIsRead() throws IOException {
    byte[] one = "P5 2 1 255\nab".getBytes(UTF_8);
    byte[] other = "P6\n1 1\n65535\nabcdef".getBytes(UTF_8);
    byte[] bits = "P4 9 2\nabcd".getBytes(UTF_8);
    Path file = directory.resolve("x.pnm");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] part : new byte[][] {one, other, bits, one}) {
        out.write(part);
      }
    }
    assertThat(pool(file, "out.npy", "-k", "1").err())
        .isEqualTo("convnet: warning: x.pnm: 4 frames: only the first is read\n");
    Files.write(file, one);
    assertThat(pool(file, "out.npy", "-k", "1").out()).isEmpty();
    Files.writeString(file, "P5 2 1 255\nabP5 and more");
    assertThat(pool(file, "out.npy", "-k", "1").out()).isEmpty();
  }

  /** As a float can be it, other than a whole number. */
  @Test
  void aTiffOfFloatsLosesNoNan() throws IOException {
    Path input = Files.writeString(directory.resolve("nan.txt"), "1 nan\n");
    assertThat(pool(input, "out.tiff", "-k", "1", "--bit-depth", "32").out()).isEmpty();
    assertThat(pool(input, "out.tiff", "-k", "1", "--bit-depth", "16").err())
        .contains("1 of 2 values are not numbers (NaN): they are black");
  }

  @ParameterizedTest
  @CsvSource({
    "out.jpg, 0x80FFFFFF, -k 1, its transparency is dropped: jpg has none",
    "out.ppm, 0x80FFFFFF, -k 1, its transparency is dropped: ppm has none",
    "out.png, 0x80FFFFFF, -k 2, its transparency is dropped: the result has another size",
    "out.png, 0x80FFFFFF, -k 1,",
    "out.npy, 0x80FFFFFF, -k 2, its transparency is dropped: npy has none",
    "out.jpg, 0xFFFFFFFF, -k 1,",
  })
  void lostTransparencyIsSaid(String output, String colour, String options, String what)
      throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 16; i++) {
      image.setRGB(i % 4, i / 4, Long.decode(colour).intValue());
    }
    Path input = directory.resolve("in.png");
    ImageIO.write(image, "png", input.toFile());
    Run run = pool(input, output, options.split(" "));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEqualTo(what == null ? "" : "convnet: warning: in.png: " + what + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "maps/, ",
    "maps/ --format tiff, ",
    "sheet.png, its transparency is dropped: a contact sheet has none; -o DIR/ keeps it",
    "maps/ --format jpg, its transparency is dropped: jpg has none",
    "maps/ -s 2 -p 1, its transparency is dropped: the result has another size",
    "sheet.png -k 1 -k 1 --gray, its transparency is dropped: the fourth map stands in its place",
  })
  void transparencyGoesIntoEachMap(String output, String what) throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 2, 0x80FFFFFF);
    Path input = directory.resolve("in.png");
    ImageIO.write(image, "png", input.toFile());
    Run run = run("convolve -k sobel-x -k sobel-y ~/in.png -o ~/" + output);
    assertThat(run.err()).isEqualTo(what == null ? "" : "convnet: warning: in.png: " + what + "\n");
    assertThat(run.exitCode()).isZero();
    for (int i = 0; i < 6 && what == null; i++) {
      Path map =
          directory.resolve("maps/in-%d.%s".formatted(i, output.endsWith("tiff") ? "tiff" : "png"));
      Tensor alpha = ImageFiles.readPicture(map, ImageLimits.DEFAULT, false).alpha();
      assertThat(alpha).isNotNull();
      assertThat(alpha.get(0, 2, 1)).isEqualTo(0x80 / 255f);
      assertThat(alpha.get(0, 0, 0)).isZero();
    }
  }

  /** Different images are no colours of one. */
  @ParameterizedTest
  @CsvSource({"3, 1, 1", "2, 2, 1", "4, 1, 1", "1, 3, 3", "1, 1, 1"})
  void aBatchIsTiled(int images, int channels, int planes) throws IOException {
    Npy.write(directory.resolve("in.npy"), Tensor.zeros(images, channels, 5, 7));
    assertThat(run("pool -k 1 ~/in.npy -o ~/out.png").out()).isEmpty();
    Shape shape = read("out.png").shape();
    assertThat(shape.dim(0)).isEqualTo(planes);
    boolean sheet = images * channels > 3 || images > 1;
    assertThat(shape.inner().equals(Shape.of(5, 7))).isNotEqualTo(sheet);
  }

  /** Luma is of a colour picture; three results are not mixed into one. */
  @Test
  void threeMapsAreNoColoursOfAGreyPicture() throws IOException {
    Npy.write(directory.resolve("in.npy"), Tensor.zeros(1, 5, 7));
    assertThat(run("convolve -k 1 -k 2 -k 3 ~/in.npy -o ~/out.pgm").out()).isEmpty();
    assertThat(read("out.pgm").shape().inner()).isNotEqualTo(Shape.of(5, 7));
    assertThat(run("convolve -k 1 -k 2 -k 3 ~/in.npy -o ~/out.png").out()).isEmpty();
    assertThat(read("out.png").shape()).isEqualTo(Shape.of(3, 5, 7));
    Npy.write(directory.resolve("in.npy"), Tensor.zeros(3, 5, 7));
    assertThat(run("convolve -k 1 ~/in.npy -o ~/out.pgm").out()).isEmpty();
    assertThat(read("out.pgm").shape()).isEqualTo(Shape.of(1, 5, 7));
  }

  /** Three or four maps of numbers are no colours: each has a file, as two or five have. */
  @ParameterizedTest
  @CsvSource({
    "pool -k 1,            in.npy, npy",
    "pool -k 1,            in.txt, txt",
    "pool -k 1,            in.npy, png",
    "convolve -k identity, in.npy, npy",
    "convolve -k identity, in.txt, txt",
    "convolve -k identity, in.npy, png",
  })
  void numbersHaveAFileForEachMap(String command, String input, String format) throws IOException {
    for (int maps = 2; maps <= 5; maps++) {
      if (input.endsWith("npy")) {
        Npy.write(directory.resolve(input), Tensor.zeros(maps, 5, 7));
      } else {
        Files.writeString(directory.resolve(input), "1 2\n3 4\n\n".repeat(maps));
      }
      String out = "out" + maps;
      String line = "%s ~/%s -o ~/%s/ --format %s".formatted(command, input, out, format);
      assertThat(run(line).exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(directory.resolve(out).toFile().list())
          .hasSize(maps)
          .contains("in-0." + format, "in-%d.%s".formatted(maps - 1, format));
    }
  }

  @ParameterizedTest
  @CsvSource({"pool -k 1, png", "convolve -k identity, png", "convolve -k identity, npy"})
  void aPhotoThatStaysOneHasOneFile(String command, String format) throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", directory.resolve("in.png").toFile());
    assertThat(run(command + " ~/in.png -o ~/out/ --format " + format).out()).isEmpty();
    assertThat(directory.resolve("out").toFile().list()).containsExactly("in." + format);
  }

  @ParameterizedTest
  @CsvSource({"jpeg, jpg", "tif, tiff", "TIF, tiff", "png, png"})
  void formatsHaveAllTheirNames(String name, String extension) throws IOException {
    Files.writeString(directory.resolve("in.txt"), "1 0\n0 1\n");
    assertThat(run("pool -k 1 ~/in.txt -o ~/out/ --format " + name).out()).isEmpty();
    assertThat(directory.resolve("out/in." + extension)).exists();
  }

  @Test
  void aDirectoryIsNoInput() {
    Run run = run("pool ~ -o ~/out/");
    assertThat(run.err())
        .isEqualTo(
            "convnet: %s: is a directory: name the files in it, as *\n".formatted(directory));
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void nothingInAnArrayIsSaidToBeThat() throws IOException {
    Npy.write(directory.resolve("none.npy"), Tensor.zeros(0, 5, 7));
    Run run = run("pool ~/none.npy -o ~/x.npy");
    assertThat(run.err())
        .isEqualTo("convnet: none.npy: it is empty: a tensor of 0x5x7 has no numbers\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void grayIsForImages() throws IOException {
    Files.writeString(directory.resolve("t.txt"), "1 2\n3 4\n");
    Run run = run("pool --gray ~/t.txt");
    assertThat(run.err())
        .isEqualTo(
            "convnet: warning: t.txt: --gray is for images: these numbers are read unchanged\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
  }

  private Tensor read(String name) throws IOException {
    return ImageFiles.readPicture(directory.resolve(name), ImageLimits.DEFAULT, false).pixels();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | x.png --quality 50 | --quality 50: png has no quality, only jpg has",
        "2 | x.npy --quality 50 | --quality 50: npy has no quality, only jpg has",
        "2 | x.csv --bit-depth 16 | --bit-depth 16: csv holds the numbers as they are: leave it"
            + " out",
        "2 | x.safetensors --map abs | --map abs: safetensors holds the numbers as they are: leave"
            + " it out",
        "2 | maps/ --quality 50 | --quality 50: txt has no quality, only jpg has",
        "2 | ./ | --output ./: the result of in.txt would overwrite it: choose another directory,"
            + " or -o in.txt",
        "1 | in.txt/ | in.txt: is a file, not a directory",
        "1 | none/x.png | none/x.png: there is no directory none",
        "1 | in.txt/x.png | in.txt/x.png: in.txt is not a directory",
      })
  void outputsThatCannotBe(int exitCode, String options, String message) throws IOException {
    Path input = Files.writeString(directory.resolve("in.txt"), "1 2\n3 4\n");
    List<String> words = new ArrayList<>(Arrays.asList(options.split(" ")));
    Run run = pool(input, words.removeFirst(), words.toArray(String[]::new));
    assertThat(run.err()).isEqualTo("convnet: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(input).hasContent("1 2\n3 4\n");
  }

  @Test
  void anInputMayBeReplacedWhenItIsNamed() throws IOException {
    Path input = Files.writeString(directory.resolve("in.txt"), "1 2\n3 4\n");
    assertThat(pool(input, "in.txt").exitCode()).isZero();
    assertThat(input).hasContent("4\n");
  }

  @ParameterizedTest
  @CsvSource({"png, true", "npy, true", "ppm, true", "csv, false", "txt, false", "json, false"})
  void onlyTextGoesToATerminal(String format, boolean refused) {
    Console.Terminal terminal = new Console.Terminal(80, true, false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = toStandardOutput(out, err, terminal, format);
    assertThat(exitCode).isEqualTo(refused ? ExitCode.USAGE : ExitCode.DONE);
    assertThat(out.size() == 0).isEqualTo(refused);
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            refused
                ? "convnet: --output -: %s is not for a terminal: name a file, or send it through a pipe\n"
                    .formatted(format)
                : "");
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void aFullDiskAndAClosedPipeAreNoticedInEveryFormat(OutputFormat format) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String name = format.extension();
    OutputStream full = failing("No space left on device");
    assertThat(toStandardOutput(full, err, Console.Terminal.NONE, name)).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualTo("convnet: standard output: No space left on device\n");
    err.reset();
    OutputStream closed = failing("Broken pipe");
    assertThat(toStandardOutput(closed, err, Console.Terminal.NONE, name))
        .isEqualTo(ExitCode.PIPE_CLOSED);
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  private static int toStandardOutput(
      OutputStream out, OutputStream err, Console.Terminal terminal, String format) {
    // More than any buffer on the way holds.
    String input = "0.1 0.2 0.3 0.4\n".repeat(20_000);
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            out,
            err,
            new Interruption(),
            terminal);
    String[] args = {"pool", "-k", "1", "-", "-o", "-", "--format", format};
    return Main.run(args, console, List.of(PoolCommand::new));
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  /** Runs the program in the directory, which is left out of what it says. */
  private Run run(String line) {
    Run run = Run.convnet(line.replace("~", directory.toString()).split(" "));
    return new Run(run.exitCode(), run.stdout(), run.err().replace(directory + "/", ""));
  }

  /** Runs {@code convnet pool}, with the directory left out of what it says. */
  private Run pool(Path input, String output, String... options) {
    List<String> args = new ArrayList<>(List.of("pool", input.toString(), "-o"));
    args.add(directory + "/" + output);
    args.addAll(List.of(options));
    Run run = Run.convnet(args.toArray(String[]::new));
    String err = run.err().replace(directory + "/./", "./").replace(directory + "/", "");
    return new Run(run.exitCode(), run.stdout(), err);
  }
}
