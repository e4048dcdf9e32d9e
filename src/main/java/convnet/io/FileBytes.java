package convnet.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whole files into memory. */
public final class FileBytes {
  private FileBytes() {}

  /**
   * Reads a file that is to be parsed in memory.
   *
   * @throws IOException with a message that names the file, if it cannot be read, does not fit into
   *     memory or has 2 GB or more
   */
  public static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw SystemErrors.explain(file, e);
    } catch (OutOfMemoryError e) {
      throw new IOException(file + ": too large to be read into memory", e);
    }
  }
}
