package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.Npy;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --animate}. */
final class AnimateTest {
  private static final String MATRIX = "1 2 3 4\n-5 6 nan 8\n9 inf 1 2\n3 4 5 6.789\n";

  @TempDir Path directory;

  private int frames(Path gif) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      return reader.getNumImages(true);
    } finally {
      reader.dispose();
    }
  }

  private Path photo(int width, int height, int type) throws IOException {
    Path file = directory.resolve("photo.png");
    ImageIO.write(new BufferedImage(width, height, type), "png", file.toFile());
    return file;
  }

  private Path npy(int... dims) throws IOException {
    Path file = directory.resolve("in.npy");
    Npy.write(file, Tensor.zeros(dims));
    return file;
  }

  /** A frame for each element of the result, or each pixel of a transposed one, and two more. */
  @ParameterizedTest
  @CsvSource({
    "convolve -k sobel-x, 16",
    "convolve -k sobel-x -p 0, 4",
    "convolve -k box:2 -p 1x0 --padding-mode zeros --bias -1e-7, 15",
    "convolve -k gaussian:1 -s 2x3 -p 2 --padding-mode circular, 1",
    "convolve -k identity -d 2 -p 3 -s 2 --padding-mode symmetric, 9",
    "convolve -k laplacian --padding-mode reflect -s 2 -p 1, 4",
    "convolve -k \"1e9 -1e-9\" -k 1, 16",
    "convolve -k box:3 --transpose -s 3x2 -p 2x0 --output-padding 1, 16",
    "convolve -k box:3 --transpose, 16",
    "pool, 4",
    "pool -k 3 -s 2 -p 1 --ceil-mode, 9",
    "pool -k 3x2 -s 1 -d 1x3, 2",
    "pool --type avg -k 3 -s 2 -p 1 --no-count-include-pad --ceil-mode, 9",
    "pool --type avg -k 2 -s 1 --divisor 3, 9",
    "pool --type lp -k 3 -s 2 --ceil-mode, 4",
    "pool --type lp --norm -2.5, 4",
    "pool --type lp --norm inf, 4",
    "pool --type adaptive-avg --output-size 3x5, 15",
    "pool --type adaptive-max --output-size 3, 9",
  })
  void everyKind(String options, int steps) throws IOException {
    Path gif = directory.resolve("a.gif");
    List<String> args = new ArrayList<>();
    for (String word : options.split(" (?=([^\"]*\"[^\"]*\")*[^\"]*$)")) {
      args.add(word.replace("\"", ""));
    }
    String alone = Run.withInput(MATRIX, with(args, "-")).out();
    String out = Run.withInput(MATRIX, with(args, "-", "--animate", gif.toString())).out();
    assertThat(out).isEqualTo(alone).isNotEmpty();
    assertThat(frames(gif)).isEqualTo(steps + 2);
  }

  private static String[] with(List<String> args, String... more) {
    List<String> all = new ArrayList<>(args);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void signalsInRows() throws IOException {
    Path gif = directory.resolve("a.gif");
    for (String options :
        List.of(
            "convolve -k 1,10,100 -p 0x2 -s 1x2 -d 1x2",
            "convolve -k 1,10,100 --transpose -s 1x2 -p 0",
            "pool -k 1x2",
            "pool -k 1x3 -s 1x2 -p 0x1 --ceil-mode",
            "pool --type adaptive-avg --output-size 1x9")) {
      List<String> args = List.of(options.split(" "));
      Run.withInput("1 2 3 4 5", with(args, "-", "--animate", gif.toString())).out();
      BufferedImage first = ImageIO.read(gif.toFile());
      assertThat(first.getWidth()).as(options).isGreaterThan(first.getHeight());
    }
  }

  @Test
  void anOutputIsWrittenBesidesAndMayBeLeftOut() throws IOException {
    String photo = photo(4, 3, BufferedImage.TYPE_INT_RGB).toString();
    Path gif = directory.resolve("a.GIF");
    Path out = directory.resolve("o.png");
    String[] alone = {"convolve", "-k", "edge", photo, "--animate", gif.toString()};
    assertThat(Run.convnet(alone).out()).isEmpty();
    assertThat(frames(gif)).isEqualTo(14);
    Files.delete(gif);
    Run.convnet(with(List.of(alone), "-o", out.toString())).out();
    assertThat(gif).isNotEmptyFile();
    assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(4);
    Run lost = Run.convnet(with(List.of(alone), "--format", "npy"));
    assertThat(lost.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(lost.err()).contains("--format: it is for --output, which is missing");
  }

  @Test
  void severalChannelsAreAddedUp() throws IOException {
    String photo = photo(5, 4, BufferedImage.TYPE_INT_RGB).toString();
    Path gif = directory.resolve("a.gif");
    Run.convnet("convolve", "-k", "box:3", "--sum", photo, "--animate", gif.toString()).out();
    int three = ImageIO.read(gif.toFile()).getHeight();
    Run.convnet("convolve", "-k", "box:3", photo, "--animate", gif.toString()).out();
    assertThat(three).isGreaterThan(2 * ImageIO.read(gif.toFile()).getHeight());
  }

  @Test
  void whatCannotBeDrawnIsRefusedInOneLineAndNothingIsWritten() throws IOException {
    String gif = directory.resolve("a.gif").toString();
    String big = photo(40, 3, BufferedImage.TYPE_BYTE_GRAY).toString();
    refused("an input of 3x40 is too large to be drawn: at most 36x36", "-k", "box", big, gif);
    refused(
        "an input with its padding of 43x37 is too large",
        "-k",
        "1",
        "-s",
        "2",
        "-p",
        "18x3",
        npy(7, 31),
        gif);
    refused("676 steps are too many to be drawn: at most 600", "-k", "1", npy(26, 26), gif);
    refused("5 channels are added up: at most 4", "-k", "1", "--sum", npy(5, 2, 2), gif);
    refused("has 2 images: only one can be animated", "-k", "1", npy(2, 1, 2, 2), gif);
    refused("not the result of --reduce max", "-k", "1", "--reduce", "max", npy(2, 2), gif);
    refused(
        "an output of 76x76 is too large", "-k", "1", "--transpose", "-s", "25", npy(4, 4), gif);
    refused("the name must end in .gif", "-k", "1", npy(2, 2), gif + ".png");
    Path itself = Path.of(gif);
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "gif", itself.toFile());
    byte[] before = Files.readAllBytes(itself);
    Run run = Run.convnet("convolve", "-k", "1", gif, "--animate", gif);
    assertThat(run.err()).contains("--animate " + gif + ": this would overwrite INPUT");
    assertThat(itself).hasBinaryContent(before);
    Files.delete(itself);
    Path other = directory.resolve("other.npy");
    Npy.write(other, Tensor.zeros(2, 2));
    refused(
        "only one INPUT can be animated, not 2",
        "-k",
        "1",
        "-o",
        directory + "/maps/",
        other,
        npy(2, 2),
        gif);
  }

  @Test
  void onlyForwardAndOnlyWhatHasADrawing() throws IOException {
    String gif = directory.resolve("a.gif").toString();
    String in = npy(4, 4).toString();
    Path places = directory.resolve("places.npy");
    Npy.write(places, Tensor.zeros(4, 4));
    for (String options :
        List.of(
            "convolve -k 1 --explain 0,0",
            "convolve -k 1 --grad-output G --grad-input g.npy",
            "pool --indices G",
            "pool --grad-output G --grad-input g.npy",
            "pool -k 1 --unpool P")) {
      String named = options.replace("G", directory + "/g.npy").replace("P", places.toString());
      List<String> args = List.of(named.split(" "));
      Run run = Run.convnet(with(args, in, "--animate", gif));
      assertThat(run.exitCode()).as(options).isEqualTo(ExitCode.USAGE);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).startsWith("convnet: --animate " + gif + ": ");
    }
    assertThat(Path.of(gif)).doesNotExist();
  }

  /** The last argument is the name of the animation. */
  private void refused(String message, Object... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("convolve"));
    for (int i = 0; i < args.length - 1; i++) {
      all.add(args[i].toString());
    }
    Path gif = Path.of(args[args.length - 1].toString());
    Path out = directory.resolve("out.npy");
    if (!all.contains("-o")) {
      all.addAll(List.of("-o", out.toString()));
    }
    Run run = Run.convnet(with(all, "--animate", gif.toString()));
    assertThat(run.exitCode()).as(message).isEqualTo(ExitCode.USAGE);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("convnet: --animate " + gif + ": ").contains(message);
    assertThat(gif).doesNotExist();
    assertThat(out).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenIsReported() throws IOException {
    Path gif = directory.resolve("missing/a.gif");
    Run run = Run.convnet("pool", npy(4, 4).toString(), "--animate", gif.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("missing").doesNotContain("Exception");
  }
}
