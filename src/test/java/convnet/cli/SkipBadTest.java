package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --skip-bad}: a run does without images that cannot be read, and always the same ones. */
class SkipBadTest {
  @TempDir Path directory;
  private String data = "";
  private String network = "";
  private Path empty = Path.of("");
  private Path text = Path.of("");

  @BeforeEach
  void draw() throws IOException {
    data = Stripes.tree(directory.resolve("data/train"), 8, 1).getParent().toString();
    Stripes.tree(directory.resolve("data/val"), 2, 2);
    network = Files.writeString(directory.resolve("small.json"), Stripes.NETWORK).toString();
    empty = Files.createFile(directory.resolve("data/train/lying/3 a\nb.png"));
    text = Files.writeString(directory.resolve("data/val/squares/text.jpg"), "not an image");
  }

  private Run train(Path run, String... more) {
    List<String> args = new ArrayList<>(List.of("train", data, "--arch", network, "-o", run + ""));
    args.addAll(List.of("--epochs", "2"));
    args.addAll(List.of(more));
    return Run.convnet(args.toArray(String[]::new));
  }

  @Test
  void whatIsLeftOutIsCountedAndListed() throws IOException {
    Path run = directory.resolve("run");
    Run done = train(run, "--skip-bad");
    assertThat(done.exitCode()).isZero();
    assertThat(done.err())
        .contains(
            "convnet: warning: images left out because they cannot be read: 2; "
                + run.resolve("bad-files.txt")
                + " will list them");
    assertThat(run.resolve("bad-files.txt"))
        .hasContent(
            empty.toString().replace("\n", "\\n")
                + "\tis empty\n"
                + text
                + "\tis not an image of a known format\n");
  }

  @Test
  void theSameBitsAsWithoutThoseFiles() throws IOException {
    Path skipped = directory.resolve("skipped");
    assertThat(train(skipped, "--skip-bad").exitCode()).isZero();
    Files.delete(empty);
    Files.delete(text);
    Path clean = directory.resolve("clean");
    assertThat(train(clean, "--skip-bad").exitCode()).isZero();
    assertThat(clean.resolve("best.safetensors"))
        .hasSameBinaryContentAs(skipped.resolve("best.safetensors"));
    assertThat(clean.resolve("bad-files.txt")).doesNotExist();
  }

  @Test
  void aRunGoesOnWithoutTheSameImages() throws IOException {
    Path whole = directory.resolve("whole");
    assertThat(train(whole, "--skip-bad").exitCode()).isZero();
    Path run = directory.resolve("run");
    assertThat(train(run, "--skip-bad", "--max-steps", "2").exitCode()).isZero();
    Run resumed = train(run, "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(run.resolve("last.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("last.safetensors"));
    assertThat(run.resolve("bad-files.txt")).hasSameBinaryContentAs(whole.resolve("bad-files.txt"));
  }

  @Test
  void aRunDoesNotGoOnWithOtherImages() throws IOException {
    Path run = directory.resolve("run");
    assertThat(train(run, "--skip-bad", "--max-steps", "2").exitCode()).isZero();
    Path another = directory.resolve("data/train/lying/5.png");
    byte[] sound = Files.readAllBytes(another);
    Files.write(another, new byte[0]);
    Run resumed = train(run, "--resume", "--skip-bad");
    assertThat(resumed.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(resumed.err())
        .contains("convnet: " + run.resolve("last.safetensors") + ": its run was begun with other");
    Files.write(another, sound);
    Files.delete(empty);
    assertThat(train(run, "--resume").err())
        .contains("--val and --val-split, and those that --skip-bad left out, or begin a new run");
    Files.createFile(empty);
    assertThat(train(run, "--resume").exitCode()).isZero();
  }

  @Test
  void withoutItEachIsSaidAndNothingIsDone() {
    Path run = directory.resolve("run");
    Run refused = train(run, "--quiet");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .isEqualTo(
            "convnet: %s: is empty\nconvnet: %s: is not an image of a known format\nconvnet: 2 of the images cannot be read: replace or remove them, or leave them out with --skip-bad\n"
                .formatted(empty.toString().replace("\n", " "), text));
    assertThat(run).doesNotExist();
  }

  @Test
  void aClassNeedsAnImage() throws IOException {
    for (int i = 0; i < 8; i++) {
      Files.write(directory.resolve("data/train/lying/" + i + ".png"), new byte[0]);
    }
    Run refused = train(directory.resolve("run"), "--quiet", "--skip-bad");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .isEqualTo(
            "convnet: lying: no training image of this class can be read: repair one, or remove"
                + " the class\n");
  }

  @Test
  void aRunThatReplacesAnotherRemovesItsList() throws IOException {
    Path run = directory.resolve("run");
    assertThat(train(run, "--skip-bad", "--max-steps", "1").exitCode()).isZero();
    assertThat(run.resolve("bad-files.txt")).exists();
    Files.delete(empty);
    Files.delete(text);
    assertThat(train(run, "--overwrite", "--max-steps", "1").exitCode()).isZero();
    assertThat(run.resolve("bad-files.txt")).doesNotExist();
  }
}
