package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.OutputFormat;
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

  @ParameterizedTest
  @CsvSource({
    "out.jpg, 0x80FFFFFF, -k 1, its transparency is dropped: jpg has none",
    "out.ppm, 0x80FFFFFF, -k 1, its transparency is dropped: ppm has none",
    "out.png, 0x80FFFFFF, -k 2, its transparency is dropped: the result has another size",
    "out.png, 0x80FFFFFF, -k 1,",
    "out.npy, 0x80FFFFFF, -k 2,",
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
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | x.png --quality 50 | --quality 50: png has none, jpg has",
        "2 | x.npy --quality 50 | --quality 50: npy has none, jpg has",
        "2 | x.csv --bit-depth 16 | --bit-depth 16: csv holds the numbers as they are: leave it"
            + " out",
        "2 | x.safetensors --map abs | --map abs: safetensors holds the numbers as they are: leave"
            + " it out",
        "2 | maps/ --quality 50 | --quality 50: txt has none, jpg has",
        "2 | ./ | --output ./: in.txt would be replaced there by its result: another directory,"
            + " or -o in.txt",
        "1 | in.txt/ | in.txt: is a file, not a directory",
        "1 | none/x.png | none/x.png: there is no directory none",
        "1 | in.txt/x.png | in.txt/x.png: in.txt is no directory",
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
