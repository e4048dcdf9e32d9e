package convnet.cli;

import convnet.io.MalformedFileException;
import convnet.io.SafeTensorsReader;
import convnet.io.SystemErrors;
import convnet.model.Architecture;
import convnet.model.NetworkJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Networks in files: as JSON by themselves, or in the metadata of a trained model. */
final class NetworkFiles {
  private static final String METADATA = "convnet.network";

  private NetworkFiles() {}

  /**
   * Reads the network that a file describes; the parameters of a model are not touched.
   *
   * @throws IOException if the file cannot be read or is none of these
   */
  static Architecture read(Path file) throws IOException {
    if (!isSafeTensors(file)) {
      return NetworkJson.read(file, OptionalInt.empty());
    }
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      String json = reader.metadata().get(METADATA);
      if (json == null) {
        throw new MalformedFileException(
            file.toString(), "holds tensors, but does not say of which network");
      }
      return NetworkJson.read(json, file + ": " + METADATA, OptionalInt.empty());
    }
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
