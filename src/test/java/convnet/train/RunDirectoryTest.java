package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.model.Architecture;
import convnet.model.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path directory;

  /** To look through a large tree takes long enough for another training to come and go. */
  @Test
  void aRunThatAnotherProcessHasMadeMeanwhileIsLeftAlone() throws IOException {
    RunDirectory run = new RunDirectory(directory);
    Path last = Files.writeString(run.last(), "of another");
    assertThatThrownBy(run::make)
        .isInstanceOf(IOException.class)
        .hasMessage(directory + ": another process has trained into this run meanwhile");
    RunDirectory resumed = new RunDirectory(directory);
    try (RunDirectory.Lock _ = resumed.make()) {
      assertThat(last).exists();
    }
    Files.setLastModifiedTime(last, FileTime.fromMillis(1));
    assertThatThrownBy(resumed::make).hasMessageContaining("another process has trained");
  }

  /** So that a disk that is full, or a kill, does not leave neither the old model nor the new. */
  @Test
  void anotherRunLeavesTheBestModelUntilItHasOne() throws IOException {
    RunDirectory run = new RunDirectory(directory);
    for (Path file :
        List.of(run.best(), run.last(), run.previous(), run.log().path(), run.report())) {
      Files.writeString(file, "of the run before");
    }
    Architecture linear = Architectures.bundled("linear", 2);
    run.start(
        new TrainConfig("photos", null, 0, linear, 0, TrainConfig.Limits.NONE, List.of(), null));
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("best.safetensors", "config.json");
    assertThat(run.config().initFrom()).isNull();
    run.removeBest();
    assertThat(run.best()).doesNotExist();
  }
}
