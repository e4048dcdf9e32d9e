package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path directory;

  @Test
  void writesANewFileAndReplacesAnOldOne() throws IOException {
    Path target = directory.resolve("out.txt");
    AtomicFile.write(target, out -> out.write(bytes("one")));
    AtomicFile.write(target, out -> out.write(bytes("two")));
    assertThat(target).hasContent("two");
    assertThat(files()).containsExactly("out.txt");
  }

  /** As where a shell has sent standard error into a file, and {@code /dev/stderr} is written. */
  @Test
  void aFileThatIsOpenIsWrittenBehindWhatIsInIt() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(descriptors), "there is no such directory here");
    Path file = directory.toRealPath().resolve("log.txt");
    try (OutputStream open = Files.newOutputStream(file);
        Stream<Path> all = Files.list(descriptors)) {
      open.write(bytes("head\n"));
      Path own = all.filter(at -> leadsTo(at, file)).findFirst().orElseThrow();
      AtomicFile.write(own, out -> out.write(bytes("body\n")));
      Path link = Files.createSymbolicLink(directory.resolve("link"), own);
      AtomicFile.write(link, out -> out.write(bytes("tail\n")));
    }
    assertThat(file).hasContent("head\nbody\ntail\n");
  }

  private static boolean leadsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void leavesTheOldFileWholeWhenTheContentFails() throws IOException {
    Path target = directory.resolve("out.txt");
    Files.writeString(target, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage(target + ": No space left on device");
    assertThat(target).hasContent("old");
    assertThat(files()).containsExactly("out.txt");
  }

  @Test
  void removesTheTemporaryFileAfterAnErrorOfTheProgram() {
    Path target = directory.resolve("out.txt");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      throw new IllegalStateException("oops");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void beginsNoFileWhileTheProcessIsBeingEnded() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WriterAtExit.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream said = process.getInputStream()) {
      assertThat(new String(said.readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain("Shutdown in progress");
    }
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void theOldContentStandsUntilTheNewIsComplete() throws IOException {
    Path target = directory.resolve("out.txt");
    Files.writeString(target, "old");
    AtomicFile.write(
        target,
        out -> {
          out.write(bytes("new"));
          out.flush();
          assertThat(target).hasContent("old");
        });
    assertThat(target).hasContent("new");
  }

  @Test
  void writesThroughALink() throws IOException {
    Path target = directory.resolve("real.txt");
    Files.writeString(target, "old");
    Path link = Files.createSymbolicLink(directory.resolve("link.txt"), Path.of("real.txt"));
    AtomicFile.write(link, out -> out.write(bytes("new")));
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }

  @Test
  void writesToADeviceDirectly() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    AtomicFile.write(device, out -> out.write(1));
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void namesTheFileAndTheReasonWhenItCannotBeWritten() throws IOException {
    Path missing = directory.resolve("nowhere/out.txt");
    assertThatThrownBy(() -> AtomicFile.write(missing, out -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": there is no directory " + missing.getParent());

    Path file = Files.createFile(directory.resolve("file"));
    Path below = file.resolve("out.txt");
    assertThatThrownBy(() -> AtomicFile.write(below, out -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage(below + ": " + file + " is not a directory");

    assertThatThrownBy(() -> AtomicFile.write(directory, out -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage(directory + ": is a directory");
  }

  @Test
  void keepsThePermissionsOfWhatItReplaces() throws IOException {
    Path target = directory.resolve("out.txt");
    assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
    Files.writeString(target, "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
    AtomicFile.write(target, out -> out.write(bytes("new")));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void doesNotReplaceWhatMustNotBeWritten() throws IOException {
    Path target = directory.resolve("out.txt");
    Files.writeString(target, "old");
    assumeTrue(target.toFile().setReadOnly() && !Files.isWritable(target), "root may write all");
    assertThatThrownBy(() -> AtomicFile.write(target, out -> out.write(bytes("new"))))
        .isInstanceOf(IOException.class)
        .hasMessage(target + ": permission denied");
    assertThat(target).hasContent("old");
  }

  @Test
  void findsOutBeforehandWhatWouldKeepItFromBeingWritten() throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, directory.resolve("nowhere/out.txt"));
    assertThatThrownBy(() -> AtomicFile.check(link))
        .isInstanceOf(IOException.class)
        .hasMessage(link + ": no such file or directory");
    Path closed = Files.createDirectory(directory.resolve("closed"));
    assumeTrue(closed.toFile().setReadOnly() && !Files.isWritable(closed), "root may write all");
    Path below = closed.resolve("out.txt");
    assertThatThrownBy(() -> AtomicFile.check(below))
        .isInstanceOf(IOException.class)
        .hasMessage(below + ": permission denied");
  }

  private java.util.List<String> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
