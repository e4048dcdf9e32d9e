package convnet.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A place for an input whose reader wants a file. */
final class InputFile {
  private InputFile() {}

  /** A directory of its own with the input in it under this name. */
  static Path directoryWith(String name, byte[] content) throws IOException {
    Path directory = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "fuzz"));
    Files.write(directory.resolve(name), content);
    return directory;
  }

  /** A file with the input in it. */
  static Path of(byte[] content) throws IOException {
    return directoryWith(Contract.FILE, content).resolve(Contract.FILE);
  }
}
