package convnet.cli;

import convnet.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that a command is to write, so that none of them replaces another. */
final class Targets {
  private final Map<Path, String> owners = new HashMap<>();

  /**
   * Takes a file for somebody, unless another has it, under whatever name. What is no regular file,
   * such as {@code /dev/null}, is nobody's: to write to it replaces nothing.
   *
   * @return who has it already; null if nobody had
   * @throws IOException with a message that names the file, if it cannot be written
   */
  @Nullable String claim(Path file, String owner) throws IOException {
    AtomicFile.check(file);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return null;
    }
    return owners.putIfAbsent(AtomicFile.destination(file), owner);
  }

  /** The same of an option's file, which may be standard output. */
  @Nullable String claim(String file, String owner) throws IOException {
    return file.equals(InputOptions.STANDARD)
        ? owners.putIfAbsent(Path.of(file), owner)
        : claim(Path.of(file), owner);
  }
}
