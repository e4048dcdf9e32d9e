package convnet.cli;

import convnet.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that a command is to write, so that none of them replaces another or what is read. */
final class Targets {
  private final Map<Path, String> owners = new HashMap<>();
  private final Map<Path, String> inputs = new HashMap<>();
  private final Map<Path, String> readers = new HashMap<>();

  /** Notes an input; what is no file cannot be replaced. */
  void readInput(String name) throws IOException {
    note(name, name, inputs);
  }

  /** Notes a file that an option reads. */
  void read(String option, String file) throws IOException {
    note(file, option, readers);
  }

  private static void note(String file, String reader, Map<Path, String> readers)
      throws IOException {
    if (Files.isRegularFile(Path.of(file))) {
      readers.putIfAbsent(AtomicFile.destination(Path.of(file)), reader);
    }
  }

  /** The input that a file is, by its name; null if it is none. */
  @Nullable String input(Path file) throws IOException {
    return inputs.get(AtomicFile.destination(file));
  }

  /** The option that reads a file; null if none does. */
  @Nullable String reader(Path file) throws IOException {
    return readers.get(AtomicFile.destination(file));
  }

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
