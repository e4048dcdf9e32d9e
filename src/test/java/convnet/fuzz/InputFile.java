package convnet.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A place for an input whose reader wants a file. */
final class InputFile {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("fuzz.directory", "target/fuzz/replayed"));

  private InputFile() {}

  /** A directory of its own with the input in it under this name. */
  static Path directoryWith(String name, byte[] content) throws IOException {
    Files.createDirectories(DIRECTORY);
    Files.write(DIRECTORY.resolve(name), content);
    return DIRECTORY;
  }

  /** A file with the input in it. */
  static Path of(byte[] content) throws IOException {
    return directoryWith(Contract.FILE, content).resolve(Contract.FILE);
  }
}
