package convnet.train;

import static java.util.stream.Collectors.joining;

import convnet.data.BadImage;
import convnet.io.AtomicFile;
import convnet.io.MalformedFileException;
import convnet.io.SafeTensorsReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a run: {@code config.json}, {@code log.jsonl}, {@code best.safetensors}, {@code
 * last.safetensors} and the one before it, {@code report.html} and, if images were left out, {@code
 * bad-files.txt}. Every file is replaced as a whole.
 */
public final class RunDirectory {
  private static final String LOCK = ".lock";
  private static final String LAST = "last.safetensors";

  private final Path path;

  /** When the last checkpoint was written, as of the time this object was made; null for none. */
  private final @Nullable FileTime found;

  /** The run directory at {@code path}, as it is now. */
  public RunDirectory(Path path) {
    this.path = path;
    this.found = lastWritten(path);
  }

  private static @Nullable FileTime lastWritten(Path path) {
    try {
      return Files.getLastModifiedTime(path.resolve(LAST));
    } catch (IOException e) {
      return null; // missing or unreadable, which is reported when it is read
    }
  }

  /** The best model: on the validation images or, without any, by the training loss. */
  public Path best() {
    return path.resolve("best.safetensors");
  }

  /** The last checkpoint: the model with all that is needed to resume training. */
  public Path last() {
    return path.resolve(LAST);
  }

  /** The checkpoint before the last, to resume from if the last is damaged. */
  public Path previous() {
    return path.resolve("previous.safetensors");
  }

  /** The configuration of the run. */
  public ConfigFile config() {
    return new ConfigFile(path.resolve("config.json"));
  }

  /** The log, with the results of each epoch. */
  LogFile log() {
    return new LogFile(path.resolve("log.jsonl"));
  }

  /** The report for people. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** The list of images that were left out because they cannot be read. */
  public Path badFiles() {
    return path.resolve("bad-files.txt");
  }

  /** Whether the directory holds a run already. */
  public boolean holdsRun() {
    return files().anyMatch(Files::exists);
  }

  /**
   * Checks, before any work is done, that the directory can be made and written to, and that no
   * other process trains into it.
   *
   * @throws IOException if not
   */
  public void requireUsable() throws IOException {
    Path above = path;
    while (!Files.exists(above)) {
      above = Objects.requireNonNullElse(above.getParent(), Path.of("").toAbsolutePath());
    }
    if (!Files.isDirectory(above)) {
      throw new IOException("%s: %s is not a directory".formatted(path, above));
    }
    if (!Files.isWritable(above)) {
      throw new AccessDeniedException(above.toString());
    }
    if (Files.exists(path.resolve(LOCK))) {
      lock().close();
    }
  }

  /** Keeps other processes out until it is closed, or this process ends in whatever way. */
  interface Lock extends Closeable {}

  /**
   * Makes the directory and locks it. A run that it already holds stays until the new one has
   * something to replace it.
   *
   * @throws IOException if it cannot be made or written to, or another process trains into it or
   *     has done so since this object was made
   */
  Lock make() throws IOException {
    Files.createDirectories(path);
    if (!Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString());
    }
    Lock lock = lock();
    if (!Objects.equals(found, lastWritten(path))) {
      lock.close();
      throw new IOException(path + ": another process has trained into this run meanwhile");
    }
    removeLeftovers();
    return lock;
  }

  private Lock lock() throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel::close;
      }
    } catch (OverlappingFileLockException e) {
      // Reported below: this very process trains into it.
    }
    channel.close();
    throw new IOException(
        path + ": another process is training into this run: wait for it, or choose another -o");
  }

  /** Removes the files that a killed process left half written. */
  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(path, AtomicFile.TEMPORARY)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  /**
   * Removes the run that the directory holds, if any, and writes the configuration. The best model
   * stays until another replaces it, so that a full disk or a kill does not leave nothing at all.
   */
  void start(TrainConfig config) throws IOException {
    for (Path file : files().filter(file -> !file.equals(best())).toList()) {
      Files.deleteIfExists(file);
    }
    config().write(config);
  }

  /** Removes the best model, which is of an earlier run. */
  void removeBest() throws IOException {
    Files.deleteIfExists(best());
  }

  /** Keeps the last checkpoint as the one before, as a new one is about to replace it. */
  void keepLast() throws IOException {
    if (!Files.exists(last())) {
      return;
    }
    Files.deleteIfExists(previous());
    try {
      Files.createLink(previous(), last());
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(last(), previous()); // A file system without hard links.
    }
  }

  /**
   * Checks that a run without a checkpoint never had one: before the first, a killed run has at
   * most one epoch in its log, and no report.
   *
   * @throws MalformedFileException if it had one
   */
  void requireNothingLost() throws IOException {
    if (Files.exists(report()) || log().read().size() > 1) {
      throw new MalformedFileException(
          last().toString(),
          "is missing, and previous.safetensors too, so the run cannot go on: --overwrite begins it"
              + " anew");
    }
  }

  /** Replaces the last checkpoint, which is damaged or missing, by the one before. */
  void restorePrevious() throws IOException {
    Files.move(previous(), last(), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Checks, before training goes on, that the best model so far is still there.
   *
   * @param epoch the epoch of that model
   * @throws IOException if it is gone or damaged
   */
  void requireBest(int epoch) throws IOException {
    String remedy =
        "it is the model of epoch %d: put it back, or copy %s to its place"
            .formatted(epoch, last());
    if (!Files.exists(best())) {
      throw new IOException("%s: is gone: %s".formatted(best(), remedy));
    }
    try (SafeTensorsReader reader = SafeTensorsReader.open(best())) {
      reader.verify();
    } catch (MalformedFileException e) {
      throw new IOException("%s; %s".formatted(e.getMessage(), remedy), e);
    }
  }

  /**
   * Writes which images were left out, a line for each: the file, a tab, and why. Removes the file
   * if there are none.
   */
  void writeBadFiles(List<BadImage> bad) throws IOException {
    if (bad.isEmpty()) {
      Files.deleteIfExists(badFiles());
    } else {
      String lines = bad.stream().map(image -> image.line() + "\n").collect(joining());
      AtomicFile.write(badFiles(), out -> out.write(lines.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private Stream<Path> files() {
    return Stream.of(
        config().path(), log().path(), best(), last(), previous(), report(), badFiles());
  }
}
