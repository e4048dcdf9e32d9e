package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A run that was stopped and goes on is, to the bit, one that never stopped. */
class ResumeTest {
  /** 40 images of each of 3 classes in batches of 8: 15 steps an epoch, 4 epochs. */
  @TempDir static Path shared;

  private static final JsonMapper JSON = new JsonMapper();
  private static String network = "";

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void trainWithoutAStop() throws IOException {
    Stripes.tree(shared.resolve("data/train"), 40, 1);
    Stripes.tree(shared.resolve("data/val"), 15, 2);
    network = Files.writeString(shared.resolve("small.json"), Stripes.NETWORK).toString();
    assertThat(new ResumeTest().run(shared.resolve("run"))).isZero();
  }

  private int run(Path run, String... more) {
    return runOn(shared.resolve("data"), run, more);
  }

  private int runOn(Path data, Path run, String... more) {
    List<String> args = new ArrayList<>(List.of("train", data.toString(), "-o", run.toString()));
    if (!List.of(more).contains("--arch")) {
      args.addAll(List.of("--arch", network));
    }
    args.addAll(List.of(more));
    err.reset();
    out.reset();
    return Main.run(args.toArray(String[]::new), InputStream.nullInputStream(), out, err);
  }

  private String said() {
    return err.toString(UTF_8);
  }

  private static List<String> logWithoutTimes(Path run) throws IOException {
    return Files.readAllLines(run.resolve("log.jsonl")).stream()
        .map(line -> line.replaceFirst(",\"images_per_second.*", ""))
        .toList();
  }

  private static void assertSameAsWithoutAStop(Path run) throws IOException {
    for (String file : List.of("last.safetensors", "best.safetensors")) {
      assertThat(run.resolve(file)).hasSameBinaryContentAs(shared.resolve("run").resolve(file));
    }
    assertThat(logWithoutTimes(run)).isEqualTo(logWithoutTimes(shared.resolve("run")));
  }

  /** Stops in the first epoch, at the end of one, twice in one, and before the last step. */
  @ParameterizedTest
  @CsvSource({"1", "15", "17 22", "7 30 44", "59"})
  void endsWithTheSameBits(String stops) throws IOException {
    Path run = directory.resolve("run");
    for (String stop : stops.split(" ")) {
      assertThat(run(run, "--resume", "--max-steps", stop)).as(said()).isZero();
    }
    assertThat(run(run, "--resume", "--threads", "1")).as(said()).isZero();
    assertSameAsWithoutAStop(run);
  }

  /** What a kill after a checkpoint leaves: the log and the best model may be ahead of it. */
  @Test
  void goesOnFromACheckpointThatIsOlderThanTheLog() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "20", "--save-every", "10")).isZero();
    byte[] older = Files.readAllBytes(run.resolve("last.safetensors"));
    assertThat(run(run, "--resume", "--max-steps", "45")).isZero();
    Files.write(run.resolve("last.safetensors"), older);
    assertThat(run(run, "--resume", "--max-steps", "60")).isZero();
    assertSameAsWithoutAStop(run);
  }

  /** What a kill between the last step of an epoch and its end leaves. */
  @Test
  void goesOnWhereAllStepsOfAnEpochAreDone() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "15", "--save-every", "15")).isZero();
    Files.move(
        run.resolve("previous.safetensors"),
        run.resolve("last.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.delete(run.resolve("log.jsonl"));
    assertThat(run(run, "--resume", "--max-steps", "60")).as(said()).isZero();
    assertSameAsWithoutAStop(run);
  }

  /** What a kill between the last step of a run and its end leaves: nothing is left to train. */
  @ParameterizedTest
  @CsvSource({"15, 0", "22, 1"})
  void whatTheLastStepCameToIsStillWritten(String limit, int epochs) throws IOException {
    String[] options = {"--resume", "--max-steps", limit, "--save-every", limit};
    Path whole = directory.resolve("whole");
    assertThat(run(whole, options)).isZero();
    Path run = directory.resolve("run");
    assertThat(run(run, options)).isZero();
    List<String> lines = Files.readAllLines(run.resolve("log.jsonl"));
    assertThat(lines).hasSize(epochs + 1);
    Files.move(
        run.resolve("previous.safetensors"),
        run.resolve("last.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.delete(run.resolve("report.html"));
    if (epochs == 0) {
      Files.delete(run.resolve("log.jsonl"));
      Files.delete(run.resolve("best.safetensors"));
    } else {
      Files.write(run.resolve("log.jsonl"), lines.subList(0, epochs));
    }
    assertThat(run(run, options)).as(said()).isZero();
    for (String file : List.of("last.safetensors", "best.safetensors")) {
      assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    assertThat(logWithoutTimes(run)).isEqualTo(logWithoutTimes(whole));
    assertThat(run.resolve("report.html")).exists();
  }

  @Test
  void aDamagedReportIsWrittenAnew() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run)).isZero();
    Path report = Files.write(run.resolve("report.html"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    assertThat(run(run, "--resume")).as(said()).isZero();
    assertThat(report).content().contains("finished after");
  }

  /** What a kill between the log's line for the last epoch and its checkpoint leaves. */
  @Test
  void anEpochThatIsInTheLogButNotInTheCheckpointIsNoPart() throws IOException {
    String[] options = {"--resume", "--max-steps", "30", "--save-every", "30"};
    Path whole = directory.resolve("whole");
    assertThat(run(whole, options)).isZero();
    Path run = directory.resolve("run");
    assertThat(run(run, options)).isZero();
    Files.move(
        run.resolve("previous.safetensors"),
        run.resolve("last.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(run(run, options)).as(said()).isZero();
    for (String file : List.of("last.safetensors", "best.safetensors")) {
      assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    assertThat(logWithoutTimes(run)).isEqualTo(logWithoutTimes(whole));
    assertThat(said()).contains("the best model, of epoch 2");
  }

  /** It was stopped by hand, so nothing says yet what its steps came to. */
  @Test
  void aLimitThatIsPassedAlreadyStillGivesAResult() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "22", "--save-every", "20")).isZero();
    Files.move(
        run.resolve("previous.safetensors"),
        run.resolve("last.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    List<String> lines = Files.readAllLines(run.resolve("log.jsonl"));
    Files.write(run.resolve("log.jsonl"), lines.subList(0, 1));
    assertThat(run(run, "--resume", "--max-steps", "19", "--json")).as(said()).isZero();
    assertThat(JSON.readTree(out.toByteArray()).get("steps").asInt()).isEqualTo(20);
    assertThat(logWithoutTimes(run)).hasSize(2);
  }

  /** Also where it is killed, or nothing is left to do, before there is another checkpoint. */
  @Test
  void whatWasAskedForWhenItLastWentOnStays() throws IOException {
    Path other = directory.resolve("other");
    assertThat(run(other, "--max-steps", "20")).isZero();
    assertThat(run(other, "--resume", "--lr", "0.01", "--epochs", "2")).isZero();
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "20")).isZero();
    String[] nothing = {"--resume", "--lr", "0.01", "--epochs", "2", "--max-steps", "20"};
    assertThat(run(run, nothing)).as(said()).isZero();
    assertThat(run(run, "--resume")).as(said()).isZero();
    assertThat(said()).doesNotContain("now with");
    assertThat(run.resolve("last.safetensors"))
        .hasSameBinaryContentAs(other.resolve("last.safetensors"));
    assertThat(logWithoutTimes(run)).isEqualTo(logWithoutTimes(other));
  }

  @Test
  void savingMoreOftenChangesNothing() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--save-every", "4")).isZero();
    assertSameAsWithoutAStop(run);
  }

  @Test
  void beginsWhereThereIsNothingToGoOnFrom() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--resume")).isZero();
    assertThat(said()).contains(run + " holds no run yet: a new one begins");
    assertSameAsWithoutAStop(run);
    assertThat(run(run, "--resume")).as("a run that is over").isZero();
    assertSameAsWithoutAStop(run);
  }

  /** The disk was full, say, before the first checkpoint: nothing tells what it was but this. */
  @Test
  void beginsAnewOnlyAsTheRunWasBegun() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "16")).isZero();
    Files.delete(run.resolve("last.safetensors"));
    Files.deleteIfExists(run.resolve("previous.safetensors"));
    Files.delete(run.resolve("report.html"));
    List<String> log = Files.readAllLines(run.resolve("log.jsonl"));
    Files.write(run.resolve("log.jsonl"), log.subList(0, 1));
    String config = Files.readString(run.resolve("config.json"));
    assertThat(run(run, "--resume", "--arch", "linear")).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .isEqualTo(
            "convnet: "
                + run.resolve("config.json")
                + ": this run has no checkpoint yet, so it can only begin anew, and it was begun"
                + " with another network: give the options that it was begun with, or"
                + " --overwrite\n");
    assertThat(run(run, "--resume", "--seed", "5", "--val-split", "0.2"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("another seed and another val_split:");
    assertThat(run.resolve("config.json")).hasContent(config);
    assertThat(run.resolve("best.safetensors")).exists();
    assertThat(run(run, "--resume")).as(said()).isZero();
    assertThat(said()).contains(run + " has no checkpoint yet: the run begins anew");
    assertSameAsWithoutAStop(run);
  }

  @Test
  void aBetterPartOfAnEpochIsSaid() {
    Path run = directory.resolve("run");
    int better = 0;
    for (int stop = 16; stop < 60; stop += 4) {
      assertThat(run(run, "--resume", "--max-steps", Integer.toString(stop))).isZero();
      better +=
          said().contains("was better, but only whole epochs count (--resume completes it): ")
              ? 1
              : 0;
    }
    assertThat(better).isBetween(1, 10);
    assertThat(run(run, "--resume")).isZero();
    assertThat(said()).doesNotContain("was better");
    assertThat(run(run, "--resume")).isZero();
    assertThat(said())
        .contains(
            "nothing is left to do after step 60 of ",
            "4 epochs are done: --epochs with a larger number");
  }

  /**
   * Stops where an epoch is cut short that is better than all before, and worse when it is whole.
   */
  @Test
  void aPartOfAnEpochDoesNotReplaceTheBestModel() throws IOException {
    Path run = directory.resolve("run");
    for (int stop = 16; stop < 60; stop += 4) {
      assertThat(run(run, "--resume", "--max-steps", Integer.toString(stop))).isZero();
    }
    assertThat(run(run, "--resume")).isZero();
    assertSameAsWithoutAStop(run);
  }

  /** Which parts images exchange is drawn anew in each step, in the same way after a stop. */
  @Test
  void exchangedPartsAreTheSameAfterAStop() throws IOException {
    String mixing = Stripes.NETWORK.replace("\"augment\"", "\"cutmix\": 0.5, \"augment\"");
    Path mixed = Files.writeString(directory.resolve("mixed.json"), mixing);
    Path whole = directory.resolve("whole");
    assertThat(run(whole, "--arch", mixed.toString(), "--max-steps", "25")).as(said()).isZero();
    Path run = directory.resolve("run");
    for (String stop : List.of("7", "22", "25")) {
      assertThat(run(run, "--arch", mixed.toString(), "--resume", "--max-steps", stop))
          .as(said())
          .isZero();
    }
    assertThat(run.resolve("last.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("last.safetensors"));
    double loss =
        JSON.readTree(logWithoutTimes(whole).getFirst() + "}").get("train_loss").asDouble();
    double unmixed =
        JSON.readTree(logWithoutTimes(shared.resolve("run")).getFirst() + "}")
            .get("train_loss")
            .asDouble();
    assertThat(loss).isNotEqualTo(unmixed);
  }

  /** Each with what it remembers: moments, the log, the class weights in the sum of losses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer adamw --lr 0.01 --class-weights balanced --label-smoothing 0.1",
        "--lr-schedule plateau --lr 0.2 --epochs 12",
        "--lr-schedule onecycle --optimizer adamw",
        "--early-stop 1 --epochs 12 --lr 0.1"
      })
  void whatIsRememberedGoesOnToo(String options) throws IOException {
    Path data = directory.resolve("data");
    Stripes.tree(data.resolve("train"), 12, 1);
    Stripes.tree(data.resolve("val"), 8, 2);
    for (String name : List.of("0", "1", "2", "3")) {
      Files.delete(data.resolve("train/squares").resolve(name + ".png"));
    }
    String[] given = options.split(" ");
    Path whole = directory.resolve("whole");
    assertThat(runOn(data, whole, given)).as(said()).isZero();
    String ended = said().lines().filter(line -> line.startsWith("stopped early")).toList() + "";
    Path run = directory.resolve("run");
    List<String> begun = new ArrayList<>(List.of(given));
    begun.addAll(List.of("--max-steps", "3"));
    assertThat(runOn(data, run, begun.toArray(String[]::new))).as(said()).isZero();
    for (String stop : List.of("7", "10", "16", "17")) {
      assertThat(runOn(data, run, "--resume", "--max-steps", stop)).as(said()).isZero();
    }
    assertThat(runOn(data, run, "--resume")).as(said()).isZero();
    assertThat(said().lines().filter(line -> line.startsWith("stopped early")).toList() + "")
        .isEqualTo(ended);
    for (String file : List.of("last.safetensors", "best.safetensors")) {
      assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    assertThat(logWithoutTimes(run)).isEqualTo(logWithoutTimes(whole));
    assertThat(runOn(data, run, "--resume")).as("when it is over").isZero();
    assertThat(run.resolve("last.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("last.safetensors"));
  }

  @Test
  void limitsStayUnlessTheyAreReachedOrGivenAnew() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "20", "--save-every", "4", "--early-stop", "3")).isZero();
    assertThat(run(run, "--resume", "--max-steps", "22", "--save-every", "0")).isZero();
    assertThat(Files.readString(run.resolve("config.json")))
        .contains("\"max_steps\" : 22")
        .contains("\"save_every\" : null")
        .contains("\"early_stop\" : 3");
    assertThat(run(run, "--resume")).isZero();
    assertThat(said()).contains("its 22 steps are done: it continues to the last epoch");
    assertThat(logWithoutTimes(run)).isEqualTo(logWithoutTimes(shared.resolve("run")));
  }

  @Test
  void anotherOptimizerBeginsAnewAndIsSaid() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "15")).isZero();
    assertThat(run(run, "--resume", "--optimizer", "adamw", "--epochs", "2")).as(said()).isZero();
    assertThat(said())
        .contains("now with optimizer adamw instead of sgd, lr 0.001 instead of 0.05, ")
        .contains("epochs 2 instead of 4; the new optimizer starts without any state");
    assertThat(run(run, "--resume", "--epochs", "3")).as("as it has it now").isZero();
    assertThat(said()).contains("now with epochs 3 instead of 2\n");
    assertThat(Files.readString(run.resolve("config.json"))).contains("\"optimizer\" : \"adamw\"");
  }

  @Test
  void newOptionsTakeThePlaceOfTheRuns() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--epochs", "1", "--lr", "0.001")).isZero();
    assertThat(run(run, "--resume", "--epochs", "2")).isZero();
    List<String> log = logWithoutTimes(run);
    assertThat(log).hasSize(2);
    assertThat(Files.readString(run.resolve("config.json")))
        .contains("\"epochs\" : 2")
        .contains("\"lr\" : 0.001");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seed 3 | --seed 3: ",
        "--image-size 24 | --image-size 24: ",
        "--arch lenet5 | --arch lenet5: ",
        "--val-split 0.2 | was trained on other images",
        "--batch-size 4 | is in the middle of an epoch with batches of 8",
        "--overwrite | exclude each other"
      })
  void whatCannotChangeIsNamed(String options, String complaint) {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "2")).isZero();
    List<String> args = new ArrayList<>(List.of("--resume"));
    args.addAll(List.of(options.split(" ")));
    assertThat(run(run, args.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
    assertThat(said()).startsWith("convnet: ").contains(complaint).hasLineCount(1);
  }

  @Test
  void aBrokenCheckpointIsNamed() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "2")).isZero();
    Path last = run.resolve("last.safetensors");
    try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 4);
    }
    assertThat(run(run, "--resume")).isEqualTo(ExitCode.FAILED);
    assertThat(said()).startsWith("convnet: " + last).hasLineCount(1);
    Files.copy(
        shared.resolve("run/best.safetensors"),
        last,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(run(run, "--resume")).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("not a checkpoint that training can resume from").hasLineCount(1);
  }

  @Test
  void goesOnFromTheOneBeforeWhereTheLastCheckpointIsMissing() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "40", "--save-every", "10")).isZero();
    Files.delete(run.resolve("last.safetensors"));
    assertThat(run(run, "--resume")).as(said()).isZero();
    assertThat(said()).contains(run.resolve("last.safetensors") + ": is missing");
    assertSameAsWithoutAStop(run);
  }

  /** It would say where the model is, and it is not there. */
  @Test
  void aRunThatHasLostItsBestModelIsLeftAlone() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "15")).isZero();
    Path best = run.resolve("best.safetensors");
    Files.delete(best);
    byte[] last = Files.readAllBytes(run.resolve("last.safetensors"));
    assertThat(run(run, "--resume")).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .endsWith(
            "convnet: %s: is gone: it is the model of epoch 1: put it back, or copy %s to its place%n"
                .formatted(best, run.resolve("last.safetensors")));
    assertThat(run.resolve("last.safetensors")).hasBinaryContent(last);
    Files.copy(run.resolve("last.safetensors"), best);
    assertThat(run(run, "--resume", "--max-steps", "20")).as(said()).isZero();
  }

  @Test
  void aRunWhoseBestModelIsDamagedIsLeftAlone() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "15")).isZero();
    Path best = run.resolve("best.safetensors");
    byte[] bytes = Files.readAllBytes(best);
    bytes[bytes.length - 1] ^= 1;
    Files.write(best, bytes);
    assertThat(run(run, "--resume")).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .startsWith("convnet: " + best + ": is damaged: its checksum is ")
        .endsWith("copy " + run.resolve("last.safetensors") + " to its place\n");
  }

  /** The rate would go by it. */
  @Test
  void aLogThatLacksANumberIsNamed() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "30")).isZero();
    Path log = run.resolve("log.jsonl");
    List<String> lines = Files.readAllLines(log);
    lines.set(1, lines.get(1).replaceFirst("\"val_loss\":[^,]*", "\"val_loss\":null"));
    Files.write(log, lines);
    assertThat(run(run, "--resume", "--lr-schedule", "plateau")).isEqualTo(ExitCode.FAILED);
    assertThat(said()).endsWith("convnet: " + log + ": line 2 is not as train writes it\n");
  }

  @Test
  void aRunThatHasLostItsCheckpointsIsLeftAlone() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "40")).isZero();
    Files.delete(run.resolve("last.safetensors"));
    Files.deleteIfExists(run.resolve("previous.safetensors"));
    byte[] best = Files.readAllBytes(run.resolve("best.safetensors"));
    assertThat(run(run, "--resume")).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .startsWith("convnet: " + run.resolve("last.safetensors") + ": is missing, and previous")
        .contains("--overwrite")
        .hasLineCount(1);
    assertThat(run.resolve("best.safetensors")).hasBinaryContent(best);
  }

  /** Of 15 steps in the first epoch and 5 in each of three more: the last is step 19 of 20. */
  @Test
  void theRateFollowsThePlaceInTheRunWhenBatchesGrow() throws IOException {
    Path run = directory.resolve("run");
    String[] begun = {"--lr-schedule", "cosine", "--max-steps", "15"};
    assertThat(run(run, begun)).as(said()).isZero();
    assertThat(run(run, "--resume", "--batch-size", "24")).as(said()).isZero();
    List<String> log = logWithoutTimes(run);
    assertThat(log).hasSize(4);
    for (int epoch = 2; epoch <= 4; epoch++) {
      double rate = 0.05 * (1 + Math.cos(Math.PI * (5 * epoch - 1) / 20)) / 2;
      assertThat(JSON.readTree(log.get(epoch - 1) + "}").get("lr").doubleValue())
          .isCloseTo(rate, within(1e-12));
    }
  }

  @Test
  void aNetworkFileThatHasChangedIsNoticed() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "2")).isZero();
    Path wider = directory.resolve("wider.json");
    Files.writeString(wider, Stripes.NETWORK.replace("\"out_channels\": 8", "\"out_channels\": 9"));
    assertThat(run(run, "--resume", "--arch", wider.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(said())
        .startsWith("convnet: --arch " + wider + ": its layers differ from those of ")
        .hasLineCount(1);
    Path slower = directory.resolve("slower.json");
    Files.writeString(slower, Stripes.NETWORK.replace("\"lr\": 0.05", "\"lr\": 0.01"));
    String[] more = {"--resume", "--arch", slower.toString(), "--max-steps", "4"};
    assertThat(run(run, more)).isZero();
    assertThat(said())
        .contains("the recipe in " + slower + " is ignored: the run keeps its own")
        .doesNotContain("mean and std");
    Path darker = directory.resolve("darker.json");
    String means = "\"preprocessing\": {\"mean\": [0.1, 0.1, 0.1]}, \"recipe\":";
    Files.writeString(darker, Stripes.NETWORK.replace("\"recipe\":", means));
    assertThat(run(run, "--resume", "--arch", darker.toString(), "--max-steps", "5")).isZero();
    assertThat(said())
        .contains(
            "warning: the run keeps the mean and std that its network was trained with: those of "
                + darker
                + " are ignored");
    Path larger = directory.resolve("larger.json");
    String sizes = Stripes.NETWORK.replace("[3, 16, 16]", "[3, 24, 24]");
    Files.writeString(larger, sizes);
    assertThat(run(run, "--resume", "--arch", larger.toString(), "--max-steps", "5")).isZero();
    assertThat(said())
        .contains(
            "warning: images are cropped to 16 with their shorter side scaled to 16, as the run was"
                + " begun: the sizes in "
                + larger
                + " are ignored")
        .doesNotContain("the recipe in");
    assertThat(run(run, "--resume", "--dropout", "0.3", "--max-steps", "6")).isZero();
    assertThat(said()).contains("now with a different dropout").doesNotContain("the recipe in");
  }

  /** Batches are no larger than there are images; that is no other recipe. */
  @Test
  void theSameNetworkFileIsNoChange() throws IOException {
    Path few = Stripes.tree(directory.resolve("few"), 2, 1);
    Path run = directory.resolve("run");
    assertThat(runOn(few, run, "--val-split", "0", "--max-steps", "1")).isZero();
    assertThat(Files.readString(run.resolve("config.json"))).contains("\"batch_size\" : 6");
    assertThat(runOn(few, run, "--resume", "--max-steps", "2")).as(said()).isZero();
    assertThat(said()).doesNotContain("stays").doesNotContain("stay ");
  }

  @Test
  void aRunInUseIsLeftAlone() throws IOException {
    Path run = directory.resolve("run");
    assertThat(run(run, "--max-steps", "2")).isZero();
    byte[] before = Files.readAllBytes(run.resolve("last.safetensors"));
    try (FileChannel channel = FileChannel.open(run.resolve(".lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(channel.write(ByteBuffer.allocate(0))).isZero();
      assertThat(run(run, "--resume")).isEqualTo(ExitCode.FAILED);
    }
    assertThat(said()).contains("another process is training into this run");
    assertThat(run.resolve("last.safetensors")).hasBinaryContent(before);
  }
}
