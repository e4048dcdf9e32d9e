package convnet.cli;

import convnet.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that a command reads and writes, so that none it writes replaces another or one that is
 * read.
 */
final class Targets {
  private final Map<Path, String> owners = new HashMap<>();
  private final Map<Path, String> inputs = new HashMap<>();
  private final Map<Path, String> readers = new HashMap<>();

  /** Registers an input. Only regular files can be replaced, so others are ignored. */
  void readInput(String name) throws IOException {
    note(name, name, inputs);
  }

  /** Registers a file that an option reads; others than regular ones are ignored. */
  void read(String option, String file) throws IOException {
    note(file, option, readers);
  }

  private static void note(String file, String reader, Map<Path, String> readers)
      throws IOException {
    if (Files.isRegularFile(Path.of(file))) {
      readers.putIfAbsent(AtomicFile.destination(Path.of(file)), reader);
    }
  }

  /** The name of the input that is this file; null if none is. */
  @Nullable String input(Path file) throws IOException {
    return inputs.get(AtomicFile.destination(file));
  }

  /** The option that reads a file; null if none does. */
  @Nullable String reader(Path file) throws IOException {
    return readers.get(AtomicFile.destination(file));
  }

  /**
   * Claims a file for an owner, unless it is claimed already, under this or another name. Anything
   * but a regular file, such as {@code /dev/null}, is not claimed, as writing to it replaces
   * nothing.
   *
   * @return the owner who has claimed it already; null if there is none
   * @throws IOException with a message that names the file, if it cannot be written
   */
  @Nullable String claim(Path file, String owner) throws IOException {
    AtomicFile.check(file);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return null;
    }
    return owners.putIfAbsent(AtomicFile.destination(file), owner);
  }

  /** The same for an option's file, which may be standard output. */
  @Nullable String claim(String file, String owner) throws IOException {
    return file.equals(InputOptions.STANDARD)
        ? owners.putIfAbsent(Path.of(file), owner)
        : claim(Path.of(file), owner);
  }
}
