package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where images, runs and models are looked for, and where they are not. */
class TreePlacesTest {
  @TempDir static Path shared;
  private static String network = "";
  private static String model = "";

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    Stripes.tree(shared.resolve("flat"), 6, 1);
    network = Files.writeString(shared.resolve("small.json"), Stripes.NETWORK).toString();
    Run run = train(shared.resolve("flat"), shared.resolve("run"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    model = shared.resolve("run/best.safetensors").toString();
  }

  private static Run train(Path data, Path run, String... more) {
    List<String> args = new ArrayList<>(List.of("train", data + "", "-o", run + ""));
    args.addAll(List.of("--arch", network, "--max-steps", "1"));
    args.addAll(List.of(more));
    return Run.convnet(args.toArray(String[]::new));
  }

  /** Each start after it would find a class without an image. */
  @ParameterizedTest
  @ValueSource(strings = {"run", "runs/1", "lying/run"})
  void aRunIsNotPutAmongTheClasses(String place) throws IOException {
    Path data = Stripes.tree(directory.resolve("data"), 4, 1);
    Run run = train(data, data.resolve(place));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .startsWith(
            "convnet: --output %s: it is inside of %s,".formatted(data.resolve(place), data))
        .hasLineCount(1);
    assertThat(train(data, data.resolve(".runs/1")).exitCode()).isZero();
    assertThat(train(data, data.resolve(".runs/2")).exitCode()).isZero();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void norByAnotherNameOrAmongImagesHeldApart() throws IOException {
    Path data = Stripes.tree(directory.resolve("data"), 4, 1);
    Path held = Stripes.tree(directory.resolve("held"), 2, 2);
    Path link = Files.createSymbolicLink(directory.resolve("link"), data);
    for (Run run :
        List.of(
            train(link, data.resolve("run")),
            train(data, link.resolve("run")),
            train(data, held.resolve("run"), "--val", held.toString()))) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains(": it is inside of ").hasLineCount(1);
    }
    assertThat(train(data, held.resolve(".run"), "--val", held.toString()).exitCode()).isZero();
  }

  @Test
  void aRunMayLieBesideTrainAndVal() throws IOException {
    Stripes.tree(directory.resolve("train"), 4, 1);
    Stripes.tree(directory.resolve("val"), 2, 2);
    assertThat(train(directory, directory.resolve("runs/1")).exitCode()).isZero();
    assertThat(train(directory, directory.resolve("runs/1"), "--resume").exitCode()).isZero();
    assertThat(train(directory, directory.resolve("val/run")).exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "validation", "valid", "test"})
  void imagesForValidationHaveSeveralNames(String name) throws IOException {
    Stripes.tree(directory.resolve("data/train"), 4, 1);
    Stripes.tree(directory.resolve("data").resolve(name), 2, 2);
    Run run = train(directory.resolve("data"), directory.resolve("run"));
    assertThat(run.err()).contains("12 images to train with, 6 to validate with, 3 classes");
  }

  @Test
  void noneIsHeldApartOnlyWhereNoneIsThere() throws IOException {
    Stripes.tree(directory.resolve("data/train"), 4, 1);
    Stripes.tree(directory.resolve("data/val"), 2, 2);
    Path data = directory.resolve("data");
    Run run = train(data, directory.resolve("run"), "--val-split", "0");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains("--val-split 0: ")
        .contains("give " + data.resolve("train") + " as DATA");
    assertThat(train(data.resolve("train"), directory.resolve("run"), "--val-split", "0").err())
        .contains("12 images to train with, 0 to validate with");
  }

  @Test
  void aModelThatSaysItsNetworkIsNotGivenAnother() {
    String image = shared.resolve("flat/lying/1.png").toString();
    Run run = Run.convnet("classify", model, image, "--arch", network);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "convnet: --arch %s: %s contains its own network, classes and preprocessing: leave it out\n"
                .formatted(network, model));
  }

  @Test
  void aModelIsNoNetworkFile() {
    Path run = directory.resolve("run");
    String[] args = {"train", shared.resolve("flat") + "", "--arch", model, "-o", run + ""};
    assertThat(Run.convnet(args).err())
        .startsWith("convnet: --arch " + model + ": is a model file: ")
        .hasLineCount(1);
  }

  /** Its own, and not a bundled one of the same name; its recipe and preprocessing, too. */
  @Test
  void aModelToBeginWithSaysTheNetwork() throws IOException {
    String lenet =
        """
        {"name": "lenet5", "input": [3, 16, 16],
         "layers": [
          {"type": "Conv2d", "out_channels": 4, "kernel_size": 3},
          {"type": "AvgPool2d", "kernel_size": 2},
          {"type": "Flatten"}, {"type": "Linear", "name": "fc", "out_features": "classes"}],
         "preprocessing": {"mean": [0.9, 0.8, 0.7], "std": [0.05, 0.06, 0.07]},
         "recipe": {"lr": 0.001, "batch_size": 5}}
        """;
    Path file = Files.writeString(directory.resolve("mine.json"), lenet);
    String data = shared.resolve("flat").toString();
    Path begun = directory.resolve("begun");
    String[] first = {"train", data, "--arch", file + "", "-o", begun + "", "--max-steps", "1"};
    assertThat(Run.convnet(first).exitCode()).isZero();
    String best = begun.resolve("best.safetensors").toString();
    Path same = directory.resolve("same");
    String[] tuned = {"train", data, "--init-from", best, "--max-steps", "1", "-o"};
    Run next = Run.convnet(with(tuned, same + ""));
    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(next.err())
        .contains("network, preprocessing and recipe are those of " + best + " (batches of 5)")
        .doesNotContain("warning: mean")
        .doesNotContain("new, for");
    String config = Files.readString(same.resolve("config.json"));
    assertThat(config)
        .contains("AvgPool2d", "0.9", "\"lr\" : 0.001", "\"batch_size\" : 5")
        .doesNotContain("MaxPool2d");

    Path two = directory.resolve("two/train");
    Stripes.tree(two, 3, 1);
    Path apart = directory.resolve("squares");
    Files.move(two.resolve("squares"), apart);
    String[] fewer = {"train", two.getParent() + "", "--init-from", best, "--max-steps", "1", "-o"};
    Run other = Run.convnet(with(fewer, directory.resolve("fewer") + ""));
    assertThat(other.exitCode()).as(other.err()).isZero();
    assertThat(other.err())
        .contains("fc.weight and fc.bias are newly initialised: the size in " + best);

    String plain = lenet.replaceFirst("\"preprocessing.*\n", "");
    Path bare = Files.writeString(directory.resolve("bare.json"), plain);
    assertThat(Run.convnet(with(tuned, directory.resolve("x") + "", "--arch", bare + "")).err())
        .contains("warning: mean and std are those of %s; %s was".formatted(bare, best));
  }

  @Test
  void aBundledNetworkToBeginWithIsThatOfTheModel() {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    String data = shared.resolve("flat").toString();
    String[] begun = {"train", data, "--arch", "lenet5", "-o", first + "", "--max-steps", "1"};
    assertThat(Run.convnet(begun).exitCode()).isZero();
    String best = first.resolve("best.safetensors").toString();
    String[] tuned = {"train", data, "--init-from", best, "-o", second + "", "--max-steps", "1"};
    assertThat(Run.convnet(tuned).err()).contains("lenet5 on images of 1x32x32");
  }

  @Test
  void aModelToBeginWithSaysForWhichSizeItIs() {
    Path first = directory.resolve("first");
    String data = shared.resolve("flat").toString();
    String[] begun = {"train", data, "--arch", "lenet5", "-o", first + "", "--max-steps", "1"};
    assertThat(Run.convnet(with(begun, "--image-size", "36x32")).exitCode()).isZero();
    String best = first.resolve("best.safetensors").toString();
    String[] tuned = {"train", data, "--init-from", best, "--max-steps", "1", "-o"};
    assertThat(Run.convnet(with(tuned, directory.resolve("second") + "")).err())
        .contains("lenet5 on images of 1x36x32")
        .doesNotContain("new, for");
    String[] other = with(tuned, directory.resolve("third") + "", "--image-size", "32");
    assertThat(Run.convnet(other).err())
        .contains("it does not fit lenet5: fc1.weight is 120x480 and should be 120x400");
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void whatIsMadeOfStandardInputHasANameThatIsNoOption() throws IOException {
    byte[] image = Files.readAllBytes(shared.resolve("flat/lying/1.png"));
    Path seen = directory.resolve("seen");
    Run run = Run.withInput(image, "classify", model, "-", "--saliency", "-o", seen + "");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(new String(run.stdout(), UTF_8)).startsWith("-");
    assertThat(seen.resolve("stdin-saliency.png")).exists();
  }

  @Test
  void aDirectoryThatCannotBeReadIsNamedAndTheOthersAreDone() throws IOException {
    Stripes.tree(directory.resolve("data"), 2, 1);
    Path locked = directory.resolve("data/lying");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(locked), "this user may read everything");
    Run run = Run.convnet("classify", model, directory.resolve("data") + "", "--top", "1", "-q");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).isEqualTo("convnet: " + locked + ": permission denied\n");
    assertThat(new String(run.stdout(), UTF_8)).contains("squares/0.png", "standing/1.png");
  }
}
