package convnet.cli;

import convnet.io.SystemErrors;
import convnet.model.Architecture;
import convnet.model.NetworkJson;
import convnet.train.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Networks in files: as JSON by themselves, or in the metadata of a trained model. */
final class NetworkFiles {
  private NetworkFiles() {}

  /**
   * Reads the network that a file describes; the parameters of a model are not touched.
   *
   * @throws IOException if the file cannot be read or is none of these
   */
  static Architecture read(Path file) throws IOException {
    return isSafeTensors(file)
        ? ModelFile.readArchitecture(file)
        : NetworkJson.read(file, OptionalInt.empty());
  }

  /**
   * A header begins with its length in 8 bytes, and no header takes all of them: no JSON has a 0.
   */
  private static boolean isSafeTensors(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(Long.BYTES);
      return start.length == Long.BYTES && start[Long.BYTES - 1] == 0;
    } catch (IOException e) {
      throw SystemErrors.explain(file, e);
    }
  }
}
