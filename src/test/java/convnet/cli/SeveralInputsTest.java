package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.Npy;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One bad input among several is told, and costs the others nothing. */
final class SeveralInputsTest {
  @TempDir Path directory;

  @BeforeEach
  void write() throws IOException {
    photo("a.png", 9, BufferedImage.TYPE_INT_RGB);
    photo("tiny.png", 2, BufferedImage.TYPE_INT_RGB);
    photo("grey.png", 9, BufferedImage.TYPE_BYTE_GRAY);
    photo("z.png", 9, BufferedImage.TYPE_INT_RGB);
    Npy.write(directory.resolve("w.npy"), Tensor.zeros(1, 3, 3, 3));
    Npy.write(directory.resolve("one.npy"), new Tensor(new float[1], 0, Tensor.zeros().shape()));
    Files.writeString(directory.resolve("file"), "");
  }

  private void photo(String name, int side, int type) throws IOException {
    ImageIO.write(new BufferedImage(side, side, type), "png", directory.resolve(name).toFile());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pool -k 3 ~/a.png ~/tiny.png ~/z.png -o ~/out/ | tiny.png: no pooling window of 3"
            + " (dilation 1, padding 0) fits an input of 2x2: it needs at least 3x3",
        "convolve -k box -p 0 ~/a.png ~/tiny.png ~/z.png -o ~/out/ | tiny.png: the kernel's height"
            + " 1·(3 − 1) + 1 = 3 is larger than the padded input's 0 + 2 + 0 = 2: the input needs"
            + " a height of at least 3",
        "convolve --weights ~/w.npy ~/a.png ~/grey.png ~/z.png -o ~/out/ | grey.png: weights of"
            + " 1x3x3x3 take 3·1 = 3 channels (1 group), the input has 1",
        "pool ~/a.png ~/one.npy ~/z.png -o ~/out/ | one.npy: a single number is not an image: (W),"
            + " (H, W), (C, H, W) or a batch (N, C, H, W) is needed",
      })
  void theOthersAreDone(String line, String message) {
    Run run = run(line);
    assertThat(run.err()).isEqualTo("convnet: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(directory.resolve("out")).isDirectoryContaining("glob:**/a.png");
    assertThat(directory.resolve("out")).isDirectoryContaining("glob:**/z.png");
  }

  @Test
  void aloneItIsAnErrorOfUsage() {
    assertThat(run("pool -k 3 ~/tiny.png -o ~/out/").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whatCannotBeWrittenIsSaidOnce() {
    Run run = run("pool ~/a.png ~/tiny.png ~/z.png -o ~/file/");
    assertThat(run.err()).isEqualTo("convnet: file: is a file, not a directory\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void debugShowsWhereAnInputFailed() {
    Run run = run("pool ~/a.png ~/missing.png ~/z.png -o ~/out/ --debug");
    assertThat(run.err())
        .startsWith("convnet: missing.png: no such file or directory\njava.io.IOException: ")
        .contains("\tat convnet.");
    assertThat(directory.resolve("out/z.png")).exists();
  }

  /** Runs the program in the directory, which is left out of what it says. */
  private Run run(String line) {
    List<String> args = new ArrayList<>(Arrays.asList(line.split(" ")));
    args.replaceAll(word -> word.replace("~", directory.toString()));
    Run run = Run.convnet(args.toArray(String[]::new));
    return new Run(run.exitCode(), run.stdout(), run.err().replace(directory + "/", ""));
  }
}
