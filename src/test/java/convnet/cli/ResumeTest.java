package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that was stopped and goes on is, to the bit, one that never stopped. */
class ResumeTest {
  /** 40 images of each of 3 classes in batches of 8: 15 steps an epoch, 4 epochs. */
  @TempDir static Path shared;

  private static String network = "";

  @TempDir Path directory;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void trainWithoutAStop() throws IOException {
    Stripes.tree(shared.resolve("data/train"), 40, 1);
    Stripes.tree(shared.resolve("data/val"), 15, 2);
    network = Files.writeString(shared.resolve("small.json"), Stripes.NETWORK).toString();
    assertThat(new ResumeTest().run(shared.resolve("run"))).isZero();
  }

  private int run(Path run, String... more) {
    List<String> args =
        new ArrayList<>(List.of("train", shared.resolve("data").toString(), "-o", run.toString()));
    if (!List.of(more).contains("--arch")) {
      args.addAll(List.of("--arch", network));
    }
    args.addAll(List.of(more));
    err.reset();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
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
    assertThat(run(run, "--resume")).isZero();
    assertSameAsWithoutAStop(run);
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
    assertSameAsWithoutAStop(run);
    assertThat(run(run, "--resume")).as("a run that is over").isZero();
    assertSameAsWithoutAStop(run);
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
        "--batch-size 4 | is in the middle of an epoch of batches of 8",
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
    assertThat(said()).contains("no checkpoint that training can go on from").hasLineCount(1);
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
