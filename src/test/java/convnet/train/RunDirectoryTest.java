package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
}
