package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.Npy;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No file that a command writes takes the place of another that it writes or reads. */
final class TargetsTest {
  @TempDir Path directory;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("m.txt"), "1 2 3\n4 5 6\n7 8 9\n");
    Files.writeString(directory.resolve("dy.txt"), "1 2\n3 4\n");
    Npy.write(directory.resolve("two.npy"), Tensor.zeros(2, 3, 3));
    Npy.write(directory.resolve("two-0.npy"), Tensor.zeros(1, 3, 3));
    ImageIO.write(
        new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        Files.createDirectory(directory.resolve("sub")).resolve("dy.png").toFile());
  }

  /** With ~ for the directory. */
  private Run run(String line) {
    return Run.convnet(
        Stream.of(line.split(" ", -1))
            .map(word -> word.replace("~", directory.toString()).replace('_', ' '))
            .toArray(String[]::new));
  }

  private void assertMisuse(String line, String complaint) {
    Run run = run(line);
    assertThat(run.err())
        .isEqualTo("convnet: " + complaint.replace("~", directory.toString()) + "\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pool ~/m.txt -o ~/x.txt --indices ~/link/x.txt | --indices ~/link/x.txt: --output",
        "pool ~/m.txt -k 2 -s 1 --grad-output ~/dy.txt --grad-input ~/x.npy -o ~/./x.npy"
            + " | --grad-input ~/x.npy: --output",
        "convolve -k 1_2;3_4 -p 0 --grad-output ~/dy.txt --grad-input ~/x.npy --grad-weight"
            + " ~/link/x.npy ~/m.txt | --grad-weight ~/link/x.npy: --grad-input",
        "convolve -k 1 --animate ~/./x.gif -o ~/x.gif --format txt ~/m.txt"
            + " | --animate ~/./x.gif: --output",
      })
  void twoOptionsDoNotNameOneFile(String line, String complaint) throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), directory);
    assertMisuse(line, complaint + " already writes to this file");
    assertThat(directory).isDirectoryNotContaining("glob:**/x.*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pool ~/m.txt -o ~/x.txt --indices ~/link/m.txt"
            + " | --indices ~/link/m.txt: this would overwrite INPUT",
        "pool ~/m.txt -k 2 -s 1 --grad-output ~/dy.txt --grad-input ~/./dy.txt"
            + " | --grad-input ~/./dy.txt: this would overwrite the file that --grad-output reads",
        "pool ~/dy.txt --unpool ~/m.txt -o ~/m.txt"
            + " | --output ~/m.txt: this would overwrite the file that --unpool reads",
        "convolve -k 1_2;3_4 -p 0 --grad-output ~/dy.txt --grad-input ~/m.txt ~/m.txt"
            + " | --grad-input ~/m.txt: this would overwrite INPUT",
        "convolve --weights ~/w.npy --grad-output ~/two.npy --grad-weight ~/w.npy ~/two.npy"
            + " | --grad-weight ~/w.npy: this would overwrite the file that --weights reads",
        "convolve -k ~/dy.txt ~/m.txt -o ~/dy.txt"
            + " | --output ~/dy.txt: this would overwrite the file that --kernel reads",
        "convolve --weights ~/w.npy:x --bias ~/w.npy ~/two.npy -o ~/w.npy"
            + " | --output ~/w.npy: this would overwrite the file that --weights reads",
        "convolve -k 1 --bias ~/dy.txt --animate ~/m.gif ~/m.gif"
            + " | --animate ~/m.gif: this would overwrite INPUT",
      })
  void whatIsReadIsNotReplaced(String line, String complaint) throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), directory);
    Npy.write(directory.resolve("w.npy"), Tensor.zeros(1, 2, 1, 1));
    byte[] weights = Files.readAllBytes(directory.resolve("w.npy"));
    Files.writeString(directory.resolve("m.gif"), "not read");
    assertMisuse(line, complaint + ": choose another name");
    assertThat(directory.resolve("w.npy")).hasBinaryContent(weights);
    assertThat(directory.resolve("dy.txt")).hasContent("1 2\n3 4\n");
  }

  @Test
  void aKernelBesideItsResultIsLeftAlone() {
    Run run = run("convolve -k ~/two-0.npy ~/m.txt --format npy -o ~/");
    assertThat(run.err()).isEmpty();
    assertMisuse(
        "convolve -k ~/dy.txt ~/sub/dy.png -o ~/ --format txt",
        "--output ~/: the result of ~/sub/dy.png would overwrite the file that --kernel reads:"
            + " choose another directory");
  }

  @Test
  void anInputMayHaveItsResultInItsPlace() {
    assertThat(run("convolve -k 2 ~/m.txt -o ~/m.txt").err()).isEmpty();
    assertThat(directory.resolve("m.txt")).hasContent("2 4 6\n8 10 12\n14 16 18\n");
  }

  /** A map of the first has the name of the second, or of its result. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~/out/ | --output ~/out: two-0.npy, the result of ~/two-0.npy, would overwrite that of"
            + " ~/two.npy: run them one at a time",
        "~/ | --output ~/: the result of ~/two.npy would overwrite ~/two-0.npy: choose another"
            + " directory",
      })
  void twoInputsDoNotMakeOneFile(String output, String complaint) throws IOException {
    byte[] before = Files.readAllBytes(directory.resolve("two-0.npy"));
    Run run = run("convolve -k identity ~/two.npy ~/two-0.npy -o " + output);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo("convnet: " + complaint.replace("~", directory.toString()) + "\n");
    assertThat(directory.resolve("two-0.npy")).hasBinaryContent(before);
    assertThat(directory.resolve("out/two-1.npy").toFile().exists())
        .isEqualTo(output.contains("out"));
  }

  @Test
  void mapsBesideTheirInputAreWelcome() throws IOException {
    ImageIO.write(
        new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        directory.resolve("p.png").toFile());
    assertThat(run("convolve -k sobel-x -k sobel-y ~/p.png -o ~").out()).isEmpty();
    assertThat(directory).isDirectoryContaining("glob:**/p-0.png");
    assertThat(directory).isDirectoryContaining("glob:**/p-1.png");
  }

  @ParameterizedTest
  @CsvSource({
    "convolve -k box -p 1 --grad-output ~/m.txt --grad-input ~/x.npy --grad-weight ~/no/y.npy"
        + " ~/m.txt",
    "pool ~/m.txt -o ~/x.npy --indices ~/no/y.npy",
  })
  void allAreTriedBeforeOneIsWritten(String line) {
    Run run = run(line);
    assertThat(run.err())
        .isEqualTo(
            "convnet: ~/no/y.npy: there is no directory ~/no\n".replace("~", directory.toString()));
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(directory).isDirectoryNotContaining("glob:**/x.npy");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void toThrowAwayTwoReplacesNothing() {
    String gradients = "pool ~/m.txt -k 2 -s 1 --grad-output ~/dy.txt --grad-input ";
    assertThat(run(gradients + "/dev/null -o /dev/null --format txt").out()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatALinkNamesIsMade() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.txt"), Path.of("new.txt"));
    assertThat(run("convolve -k 1 ~/m.txt -o ~/link.txt").out()).isEmpty();
    assertThat(link).isSymbolicLink();
    assertThat(directory.resolve("new.txt")).hasContent("1 2 3\n4 5 6\n7 8 9\n");
    Files.createSymbolicLink(directory.resolve("a.txt"), Path.of("b.txt"));
    Files.createSymbolicLink(directory.resolve("b.txt"), Path.of("a.txt"));
    assertThat(run("convolve -k 1 ~/m.txt -o ~/a.txt").err())
        .isEqualTo("convnet: %s/a.txt: leads in a circle of links\n".formatted(directory));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--map scale | npy holds the numbers as they are: leave it out",
        "--quality 3 | npy has no quality, only jpg has",
        "--bit-depth 16 | npy holds the numbers as they are: leave it out",
      })
  void whatNoFileHasAUseForIsRefused(String option, String complaint) {
    String gradients = "pool ~/m.txt -k 2 -s 1 --grad-output ~/dy.txt ";
    Run run = run(gradients + "--grad-input ~/x.npy " + option);
    assertThat(run.err()).isEqualTo("convnet: " + option + ": " + complaint + "\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    String one = option.startsWith("--quality") ? "~/x.jpg " : "~/x.png ";
    assertThat(run(gradients + "--grad-input " + one + option).out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shape lenet5 --svg | --svg",
        "pool ~/m.txt --unpool | --unpool",
        "pool ~/m.txt -o | --output",
        "convolve ~/m.txt -k 1 --grad-output | --grad-output",
        "classify ~/m.txt ~/m.txt --arch | --arch",
        "train ~ -o ~/run --val | --val",
      })
  void aVariableThatIsNotSetIsNoName(String line, String option) {
    Run run = run(line + " ");
    assertThat(run.err()).isEqualTo("convnet: " + option + " : it is empty\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
