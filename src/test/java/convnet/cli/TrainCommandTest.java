package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.SafeTensors;
import convnet.io.SafeTensorsFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Images to learn from in {@code train}, others in {@code val}; a network; and a run with both.
   */
  @TempDir static Path shared;

  private static String network = "";

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void train() throws IOException {
    Stripes.tree(shared.resolve("data/train"), 40, 1);
    Stripes.tree(shared.resolve("data/val"), 15, 2);
    network = Files.writeString(shared.resolve("small.json"), Stripes.NETWORK).toString();
    TrainCommandTest first = new TrainCommandTest();
    assertThat(first.run(shared.resolve("run"), "--threads", "2", "--json")).isZero();
    Files.write(shared.resolve("stdout"), first.out.toByteArray());
    Files.write(shared.resolve("stderr"), first.err.toByteArray());
  }

  /** {@code convnet train DATA --arch NETWORK -o RUN …}. */
  private int run(Path run, String... more) {
    return runOn(shared.resolve("data"), run, more);
  }

  private int runOn(Path data, Path run, String... more) {
    List<String> args =
        new ArrayList<>(List.of("train", data.toString(), "--arch", network, "-o", run.toString()));
    args.addAll(List.of(more));
    InputStream in = new ByteArrayInputStream(new byte[0]);
    return Main.run(args.toArray(String[]::new), in, out, err);
  }

  private String said() {
    return err.toString(UTF_8);
  }

  @Test
  void learnsToTellTheClassesApart() throws IOException {
    List<JsonNode> log = log(shared.resolve("run"));
    assertThat(log).hasSize(4);
    // Guessing is right once in three times.
    assertThat(log.getLast().get("top1").doubleValue()).isGreaterThan(0.9);
    assertThat(log.getLast().get("top5").doubleValue()).isEqualTo(1);
    assertThat(log.getLast().get("train_loss").doubleValue())
        .isLessThan(log.getFirst().get("train_loss").doubleValue());
    assertThat(log.getFirst().propertyNames())
        .containsExactly(
            "epoch",
            "train_loss",
            "val_loss",
            "top1",
            "top5",
            "lr",
            "images_per_second",
            "seconds");
  }

  @Test
  void theLastLineOfStandardOutputTellsOfTheBestModel() throws IOException {
    String stdout = Files.readString(shared.resolve("stdout"));
    assertThat(stdout).hasLineCount(1);
    JsonNode result = JSON.readTree(stdout);
    assertThat(result.propertyNames())
        .containsExactly(
            "epochs",
            "steps",
            "train_loss",
            "val_loss",
            "top1",
            "top5",
            "images_per_second",
            "seconds",
            "model");
    assertThat(result.get("epochs").intValue()).isEqualTo(4);
    assertThat(result.get("steps").intValue()).isEqualTo(60);
    assertThat(result.get("model").stringValue())
        .isEqualTo(shared.resolve("run/best.safetensors").toString());
    assertThat(log(shared.resolve("run")))
        .anySatisfy(
            epoch -> {
              assertThat(epoch.get("val_loss")).isEqualTo(result.get("val_loss"));
              assertThat(epoch.get("top1")).isEqualTo(result.get("top1"));
              assertThat(epoch.get("train_loss")).isEqualTo(result.get("train_loss"));
            });
  }

  @Test
  void saysWhatItDoesAndWhereTheModelIs() throws IOException {
    assertThat(Files.readString(shared.resolve("stderr")))
        .contains("120 images to train with, 45 to validate with, 3 classes")
        .contains("small on images of 3x16x16: 827 parameters")
        .contains(
            "\nsgd, lr 0.05 cosine, weight decay 0.0005, batches of 8, 4 epochs, augmentation"
                + " standard\n")
        .contains("epoch 4")
        .contains(shared.resolve("run/best.safetensors").toString());
  }

  @Test
  void theConfigurationIsKept() throws IOException {
    JsonNode config = JSON.readTree(shared.resolve("run/config.json"));
    assertThat(config.get("data").stringValue()).isEqualTo(shared.resolve("data").toString());
    assertThat(config.get("seed").intValue()).isZero();
    assertThat(config.at("/network/recipe/batch_size").intValue()).isEqualTo(8);
  }

  @Test
  void theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() throws IOException {
    Path one = directory.resolve("one");
    assertThat(run(one, "--threads", "1", "--quiet")).isZero();
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(said()).isEmpty();
    assertThat(one.resolve("best.safetensors"))
        .hasSameBinaryContentAs(shared.resolve("run/best.safetensors"));
    assertThat(one.resolve("last.safetensors"))
        .hasSameBinaryContentAs(shared.resolve("run/last.safetensors"));
  }

  @Test
  void anotherSeedGivesOtherBits() throws IOException {
    Path other = directory.resolve("other");
    assertThat(run(other, "--seed", "1", "--max-steps", "1")).isZero();
    Path same = directory.resolve("same");
    assertThat(run(same, "--max-steps", "1")).isZero();
    assertThat(weights(other)).isNotEqualTo(weights(same));
  }

  private static float[] weights(Path run) throws IOException {
    return SafeTensors.read(run.resolve("best.safetensors")).tensors().get("conv.weight").toArray();
  }

  @Test
  void theLastModelHoldsWhatTrainingNeedsToGoOn() throws IOException {
    SafeTensorsFile last = SafeTensors.read(shared.resolve("run/last.safetensors"));
    assertThat(last.tensors())
        .containsOnlyKeys(
            "conv.weight",
            "conv.bias",
            "fc.weight",
            "fc.bias",
            "optimizer.conv.weight.momentum",
            "optimizer.conv.bias.momentum",
            "optimizer.fc.weight.momentum",
            "optimizer.fc.bias.momentum");
    assertThat(last.metadata()).containsEntry("convnet.epoch", "4");
    assertThat(last.metadata()).containsEntry("convnet.step", "60");
  }

  @Test
  void aRunThatIsThereIsReplacedOnlyWhenAskedTo() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "2")).isZero();
    assertThat(run(run, "--max-steps", "1")).isEqualTo(ExitCode.USAGE);
    assertThat(said())
        .contains(run + " holds a run already: --resume goes on with it, --overwrite");
    assertThat(SafeTensors.read(run.resolve("last.safetensors")).metadata())
        .containsEntry("convnet.step", "2");
    assertThat(run(run, "--max-steps", "1", "--overwrite")).isZero();
    assertThat(SafeTensors.read(run.resolve("last.safetensors")).metadata())
        .containsEntry("convnet.step", "1");
  }

  @Test
  void aTenthIsHeldApartWhereThereIsNothingElseToValidateWith() {
    assertThat(runOn(shared.resolve("data/train"), directory.resolve("run"), "--max-steps", "1"))
        .isZero();
    assertThat(said()).contains("108 images to train with, 12 to validate with");
  }

  @Test
  void withoutValidationThoseFiguresAreNull() throws IOException {
    Path run = directory.resolve("run");
    Path data = shared.resolve("data/train");
    assertThat(runOn(data, run, "--val-split", "0", "--epochs", "1", "--json")).isZero();
    JsonNode result = JSON.readTree(out.toByteArray());
    assertThat(result.get("val_loss").isNull()).isTrue();
    assertThat(result.get("top1").isNull()).isTrue();
    assertThat(log(run).getFirst().get("top5").isNull()).isTrue();
    assertThat(run.resolve("best.safetensors")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--momentum 1.5       | --momentum must be at least 0 and below 1, not 1.5",
        "--batch-size 0       | --batch-size must be at least 1, not 0",
        "--lr fast            | '--lr'",
        "--lr-schedule saw    | 'saw' is not one of constant, step, cosine, onecycle, plateau",
        "--optimizer adam     | 'adam' is not one of sgd, adamw",
        "--optimizer adamw --momentum 0.9 | --momentum goes with --optimizer sgd",
        "--optimizer adamw --no-nesterov | --nesterov goes with --optimizer sgd",
        "--lr-schedule onecycle --warmup-epochs 1 | --warmup-epochs must be 0 with lr",
        "--label-smoothing 1  | --label-smoothing must be at least 0 and below 1, not 1",
        "--class-weights some | 'some' is not one of none, balanced",
        "--early-stop -1      | --early-stop is -1: it must be at least 0",
        "--image-size 2       | --image-size 2: layer conv (Conv2d)",
        "--dropout 1          | --dropout 1.0: p must be at least 0 and below 1",
        "--val-split 1        | --val-split must be at least 0 and below 1, not 1.0",
        "--max-steps 0        | --max-steps is 0: it must be at least 1",
        "--momentum 0 --nesterov | nesterov needs a momentum above 0",
        "--val . --val-split 0.2 | exclude each other"
      })
  void wrongOptionsAreRefused(String options, String complaint) {
    Path run = directory.resolve("run");
    assertThat(run(run, options.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(said()).startsWith("convnet: ").hasLineCount(1).contains(complaint);
    assertThat(run).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--early-stop 3", "--lr-schedule plateau"})
  void whatGoesByValidationNeedsImagesForIt(String options) {
    Path run = directory.resolve("run");
    List<String> args = new ArrayList<>(List.of("--val-split", "0"));
    args.addAll(List.of(options.split(" ")));
    assertThat(runOn(shared.resolve("data/train"), run, args.toArray(String[]::new)))
        .isEqualTo(ExitCode.USAGE);
    assertThat(said())
        .isEqualTo(
            "convnet: "
                + options.replace(" 3", "")
                + " needs validation images, and there are none: --val DIR or --val-split 0.1\n");
    assertThat(run).doesNotExist();
  }

  @Test
  void stopsEarlyWhereNothingBecomesBetter() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--lr", "1e-12", "--epochs", "50", "--early-stop", "2", "--json")).isZero();
    assertThat(said()).contains("stopped early: no improvement on epoch 1 in 2 more\n");
    assertThat(log(run)).hasSize(3);
    assertThat(JSON.readTree(out.toByteArray()).get("epochs").intValue()).isEqualTo(3);
  }

  /** Guessing costs ln 3 with smoothed labels too; a network that knows pays for knowing. */
  @Test
  void theLossOfTrainingIsTheSmoothedOne() throws IOException {
    Path run = directory.resolve("run");
    String model = shared.resolve("run/best.safetensors").toString();
    assertThat(run(run, "--init-from", model, "--lr", "1e-9", "--epochs", "1")).isZero();
    assertThat(JSON.readTree(run.resolve("config.json")).get("init_from").asString())
        .isEqualTo(model);
    double plain = log(run).getFirst().get("train_loss").doubleValue();
    double held = log(run).getFirst().get("val_loss").doubleValue();
    String[] smoothed = {
      "--init-from", model, "--lr", "1e-9", "--epochs", "1", "--label-smoothing", "0.3"
    };
    Path other = directory.resolve("smoothed");
    assertThat(run(other, smoothed)).isZero();
    assertThat(log(other).getFirst().get("train_loss").doubleValue()).isGreaterThan(plain + 0.1);
    assertThat(log(other).getFirst().get("val_loss").doubleValue())
        .isCloseTo(held, org.assertj.core.api.Assertions.within(1e-4));
  }

  @Test
  void adamwLearnsWithPyTorchsNumbers() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--optimizer", "adamw", "--lr-schedule", "constant")).isZero();
    JsonNode recipe = JSON.readTree(run.resolve("config.json")).at("/network/recipe");
    assertThat(recipe.get("lr").doubleValue()).isEqualTo(1e-3);
    assertThat(recipe.get("weight_decay").doubleValue()).isEqualTo(1e-2);
    assertThat(recipe.has("momentum")).isFalse();
    assertThat(log(run).getLast().get("val_loss").doubleValue())
        .isLessThan(log(run).getFirst().get("val_loss").doubleValue());
  }

  @Test
  void anUnknownNetworkIsToldTheKnownOnes() {
    String data = shared.resolve("data").toString();
    String[] args = {"train", data, "--arch", "alexnit", "-o", directory.resolve("run").toString()};
    assertThat(Main.run(args, InputStream.nullInputStream(), out, err)).isEqualTo(ExitCode.USAGE);
    assertThat(said())
        .startsWith("convnet: --arch alexnit: ")
        .contains("alexnet-2012")
        .hasLineCount(1);
  }

  @Test
  void brokenImagesAreAllNamedBeforeTheFirstStep() throws IOException {
    Path data = Stripes.tree(directory.resolve("data"), 3, 3);
    Path text = Files.writeString(data.resolve("lying/broken.png"), "no image");
    Path empty = Files.createFile(data.resolve("squares/empty.jpg"));
    Path run = directory.resolve("run");
    assertThat(runOn(data, run)).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .contains("convnet: " + text)
        .contains("convnet: " + empty)
        .contains("2 of the images cannot be read");
    assertThat(run).doesNotExist();
  }

  @Test
  void anEmptyClassIsNamed() throws IOException {
    Path data = Stripes.tree(directory.resolve("data"), 2, 3);
    Path empty = Files.createDirectory(data.resolve("nothing"));
    assertThat(runOn(data, directory.resolve("run"))).isEqualTo(ExitCode.FAILED);
    assertThat(said()).startsWith("convnet: " + empty).hasLineCount(1);
  }

  @Test
  void aLossThatIsNoNumberStopsTheRun() {
    Path run = directory.resolve("run");
    assertThat(run(run, "--lr", "1e30")).isEqualTo(ExitCode.FAILED);
    assertThat(said().lines().toList().getLast())
        .startsWith("convnet: training diverged in step ")
        .contains(", in epoch 1, ")
        .contains("a learning rate below 1e30 may help");
    assertThat(run.resolve("best.safetensors")).doesNotExist();
    assertThat(run(run, "--max-steps", "1")).as("tried again without --overwrite").isZero();
  }

  @Test
  void aRunThatFailsAtOnceLeavesTheOneBeforeWhole() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "1")).isZero();
    byte[] best = Files.readAllBytes(run.resolve("best.safetensors"));
    assertThat(run(run, "--overwrite", "--lr", "1e30")).isEqualTo(ExitCode.FAILED);
    assertThat(Files.readAllBytes(run.resolve("best.safetensors"))).isEqualTo(best);
    assertThat(run.resolve("log.jsonl")).isNotEmptyFile();
  }

  @Test
  void theBestModelOfTheRunBeforeGoesWithTheFirstCheckpoint() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "2")).isZero();
    String[] diverging = {"--overwrite", "--lr", "1e30", "--save-every", "1"};
    assertThat(run(run, diverging)).isEqualTo(ExitCode.FAILED);
    assertThat(SafeTensors.read(run.resolve("last.safetensors")).metadata())
        .containsEntry("convnet.step", "1");
    assertThat(run.resolve("best.safetensors")).doesNotExist();
  }

  @Test
  void aBatchIsAtMostAllImages() {
    assertThat(run(directory.resolve("run"), "--batch-size", "1000000", "--epochs", "1")).isZero();
  }

  @Test
  void oneClassIsNotEnough() throws IOException {
    Path data = directory.resolve("one");
    Stripes.tree(data, 2, 1);
    try (var classes = Files.list(data)) {
      for (Path other : classes.sorted().skip(1).toList()) {
        Files.move(other, directory.resolve(other.getFileName()));
      }
    }
    assertThat(runOn(data, directory.resolve("run"))).isEqualTo(ExitCode.FAILED);
    assertThat(said()).startsWith("convnet: " + data + ": has one class, ");
  }

  @ParameterizedTest
  @CsvSource({"'', '--output : it is empty'", "-, --output -: a run needs a directory"})
  void aRunNeedsADirectory(String name, String message) {
    assertThat(run(Path.of(name))).isEqualTo(ExitCode.USAGE);
    assertThat(said()).isEqualTo("convnet: " + message + "\n");
  }

  @Test
  void aFileIsNoDirectoryForARun() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "mine");
    assertThat(run(file)).isEqualTo(ExitCode.USAGE);
    assertThat(said()).isEqualTo("convnet: --output " + file + ": it is not a directory\n");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aLossThatStaysWhereGuessingLeavesItIsRemarkedOn() {
    assertThat(run(directory.resolve("run"), "--lr", "1e-9")).isZero();
    assertThat(said())
        .contains("convnet: warning: the training loss of epoch 4")
        .contains("ln(3) = 1.0986");
  }

  @Test
  void ctrlCSavesWhatThereIs() throws IOException {
    Interruption interruption = new Interruption();
    OutputStream pressed =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("text comes in one piece");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            if (new String(bytes, offset, length, UTF_8).startsWith("epoch 2")) {
              interruption.request(Interruption.Cause.INT);
            }
          }
        };
    InputStream none = InputStream.nullInputStream();
    Console console = new Console(none, out, pressed, interruption, Console.Terminal.NONE);
    Path run = directory.resolve("run");
    String[] args = {
      "train", shared.resolve("data").toString(), "--arch", network, "-o", run.toString(), "--json"
    };
    assertThat(Main.run(args, console, List.of(TrainCommand::new))).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(SafeTensors.read(run.resolve("last.safetensors")).metadata())
        .containsEntry("convnet.epoch", "2")
        .containsEntry("convnet.step", "30");
    assertThat(log(run)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "120, epoch 2/5 [##########----------] 30/60  loss 1.2500  accuracy 50.0 %  321 images/s  ",
    "80, epoch 2/5 [#####-----] 30/60  loss 1.2500  acc 50.0 %  321/s  ",
    "50, epoch 2/5 30/60  loss 1.2500  acc 50.0 %  321/"
  })
  void aTerminalShowsABarThatFits(int columns, String begins) {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            out,
            err,
            new Interruption(),
            new Console.Terminal(columns, false, false));
    TrainingDisplay display = new TrainingDisplay(console, 10, 0, 0);
    long patience = System.nanoTime() + 2_000_000_000L;
    while (said().isEmpty() && System.nanoTime() < patience) {
      display.stepped(
          new convnet.train.TrainingListener.Progress(2, 5, 30, 60, 1.25, 0.5, 0.01, 321.4));
    }
    assertThat(said()).startsWith(begins).hasSizeLessThan(columns);
  }

  @ParameterizedTest
  @CsvSource({"0.4, 0 s", "59.4, 59 s", "59.6, 1:00 min", "185, 3:05 min", "7630, 2:07 h"})
  void durationsAreForPeople(double seconds, String text) {
    assertThat(TrainingDisplay.duration(seconds)).isEqualTo(text);
  }

  @Test
  void beginsWithTheParametersOfAnotherModel() throws IOException {
    Path run = directory.resolve("run");
    String model = shared.resolve("run/best.safetensors").toString();
    assertThat(run(run, "--init-from", model, "--lr", "1e-9", "--epochs", "1")).isZero();
    assertThat(log(run).getFirst().get("top1").doubleValue()).isGreaterThan(0.9);
  }

  @Test
  void aHeadOfAnotherSizeIsMadeNewAndSaidSo() throws IOException {
    Path two = Stripes.tree(directory.resolve("two"), 4, 5);
    try (var files = Files.newDirectoryStream(two.resolve("squares"))) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(two.resolve("squares"));
    Path run = directory.resolve("run");
    String model = shared.resolve("run/last.safetensors").toString();
    assertThat(runOn(two, run, "--init-from", model, "--lr", "1e-9", "--max-steps", "1")).isZero();
    assertThat(said()).contains("fc.weight and fc.bias are new");
    float[] before =
        SafeTensors.read(shared.resolve("run/last.safetensors"))
            .tensors()
            .get("conv.bias")
            .toArray();
    float[] after =
        SafeTensors.read(run.resolve("last.safetensors")).tensors().get("conv.bias").toArray();
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).isCloseTo(before[i], org.assertj.core.api.Assertions.within(1e-6f));
    }
  }

  private static List<JsonNode> log(Path run) throws IOException {
    return Files.readAllLines(run.resolve("log.jsonl")).stream().map(JSON::readTree).toList();
  }
}
