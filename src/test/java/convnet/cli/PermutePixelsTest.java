package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.io.SafeTensors;
import convnet.io.SafeTensorsFile;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code --permute-pixels}: one order for every image, in training and ever after. */
class PermutePixelsTest {
  private static final String KEY = ",\"permute_pixels\":5";

  /** Images to train with and to validate with, a network, and a run on permuted pixels. */
  @TempDir static Path shared;

  private static String network = "";

  @TempDir Path directory;

  @BeforeAll
  static void trainOnPermutedPixels() throws IOException {
    Stripes.tree(shared.resolve("data/train"), 40, 1);
    Stripes.tree(shared.resolve("data/val"), 15, 2);
    network = Files.writeString(shared.resolve("small.json"), Stripes.NETWORK).toString();
    Run run = train(shared.resolve("run"), "--permute-pixels", "--seed", "5");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static Run train(Path run, String... more) {
    List<String> args = new ArrayList<>(List.of("train", shared.resolve("data").toString()));
    args.addAll(List.of("--arch", network, "-o", run.toString(), "--json"));
    args.addAll(List.of(more));
    return Run.convnet(args.toArray(String[]::new));
  }

  private static double top1(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new JsonMapper().readTree(new String(run.stdout(), UTF_8)).get("top1").doubleValue();
  }

  private static Run evaluate(Path model) {
    return Run.convnet(
        "classify", model.toString(), shared.resolve("data/val") + "", "--evaluate", "--json");
  }

  @Test
  void theModelFileSaysTheOrderAndClassifyAppliesIt() throws IOException {
    Path best = shared.resolve("run/best.safetensors");
    String last =
        Files.readAllLines(shared.resolve("run/log.jsonl")).stream()
            .map(line -> new JsonMapper().readTree(line).get("top1").doubleValue())
            .max(Double::compare)
            .orElseThrow()
            .toString();
    SafeTensorsFile file = SafeTensors.read(best);
    assertThat(file.metadata().get("convnet.network")).contains(KEY);
    Run evaluated = evaluate(best);
    assertThat(top1(evaluated)).isCloseTo(Double.parseDouble(last), within(1e-9));

    Map<String, String> forgetful = new LinkedHashMap<>(file.metadata());
    forgetful.remove("convnet.crc32c");
    forgetful.merge("convnet.network", "", (network, _) -> network.replace(KEY, ""));
    Path forgotten = directory.resolve("forgotten.safetensors");
    SafeTensors.write(forgotten, file.tensors(), forgetful);
    assertThat(evaluate(forgotten).stdout()).isNotEqualTo(evaluated.stdout());
  }

  /** The picture's left half is the image as it is, each pixel a square. */
  @Test
  void saliencyIsShownInTheImagesOwnOrder() throws IOException {
    Path file = shared.resolve("data/val/lying/3.png");
    Path seen = directory.resolve("seen");
    Path best = shared.resolve("run/best.safetensors");
    Run run =
        Run.convnet("classify", best + "", file + "", "--saliency", "-o", seen + "", "--quiet");
    assertThat(run.exitCode()).as(run.err()).isZero();
    BufferedImage image = ImageIO.read(file.toFile());
    BufferedImage picture = ImageIO.read(seen.resolve("3-saliency.png").toFile());
    int side = picture.getHeight() / image.getHeight();
    for (int place = 0; place < 16 * 16; place++) {
      int x = place % 16;
      int y = place / 16;
      Color shown = new Color(picture.getRGB(x * side, y * side));
      Color pixel = new Color(image.getRGB(x, y));
      assertThat(shown.getRed()).isCloseTo(pixel.getRed(), within(1));
      assertThat(shown.getGreen()).isCloseTo(pixel.getGreen(), within(1));
      assertThat(shown.getBlue()).isCloseTo(pixel.getBlue(), within(1));
    }
  }

  @Test
  void aConvolutionNoticesIt() {
    double straight = top1(train(directory.resolve("run"), "--seed", "5"));
    assertThat(straight).isGreaterThan(0.9);
    assertThat(top1(evaluate(shared.resolve("run/best.safetensors")))).isLessThan(straight - 0.1);
  }

  @Test
  void aRunThatGoesOnKeepsTheOrder() throws IOException {
    Path run = directory.resolve("run");
    assertThat(train(run, "--permute-pixels", "--seed", "5", "--max-steps", "17").exitCode())
        .isZero();
    Run resumed = train(run, "--resume", "--permute-pixels");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(run.resolve("last.safetensors"))
        .hasSameBinaryContentAs(shared.resolve("run/last.safetensors"));
  }

  @Test
  void aRunThatWasBegunWithoutIsNotPermutedLater() {
    Path run = directory.resolve("run");
    assertThat(train(run, "--max-steps", "2").exitCode()).isZero();
    Run resumed = train(run, "--resume", "--permute-pixels");
    assertThat(resumed.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(resumed.err())
        .isEqualTo(
            "convnet: --permute-pixels: %s was begun without it, which cannot change: leave it out\n"
                .formatted(run.resolve("last.safetensors")));
  }

  @Test
  void whatBeginsWithAModelKeepsTheOrderThatItKnows() throws IOException {
    Path run = directory.resolve("run");
    String model = shared.resolve("run/best.safetensors").toString();
    Run tuned = train(run, "--init-from", model, "--seed", "8", "--lr", "1e-9", "--max-steps", "1");
    assertThat(tuned.err()).contains("the pixels are permuted as in " + model);
    assertThat(top1(tuned)).isEqualTo(top1(evaluate(Path.of(model))));
    Run larger = train(directory.resolve("other"), "--init-from", model, "--image-size", "24");
    assertThat(larger.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(larger.err())
        .startsWith(
            "convnet: --init-from " + model + ": this model was trained on permuted pixels of 16")
        .hasLineCount(1);
  }
}
