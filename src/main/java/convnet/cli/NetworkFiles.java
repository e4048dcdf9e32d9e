package convnet.cli;

import convnet.io.SafeTensorsReader;
import convnet.io.SystemErrors;
import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.NetworkJson;
import convnet.model.ParameterSpec;
import convnet.train.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Networks in files: as JSON by themselves, or in the metadata of a trained model. */
final class NetworkFiles {
  private NetworkFiles() {}

  /**
   * Reads the network that a file describes; the parameters of a model are not touched.
   *
   * @throws IOException if the file cannot be read or is none of these
   */
  static Architecture read(Path file) throws IOException {
    // Into a pipe nobody looks twice.
    boolean pipe = Files.exists(file) && !Files.isRegularFile(file);
    if (pipe || !isSafeTensors(file)) {
      return NetworkJson.read(file, OptionalInt.empty());
    }
    try {
      return ModelFile.readArchitecture(file);
    } catch (ModelFile.NoNetworkException e) {
      throw new IOException(file + ": it is a state dict without a network: " + knownFor(file), e);
    }
  }

  /** What can be told of a state dict by the names in it. */
  private static String knownFor(Path file) throws IOException {
    Set<String> names;
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      names =
          reader.names().stream()
              .filter(name -> !ModelFile.isCounter(name))
              .collect(Collectors.toSet());
    }
    for (String architecture : Architectures.names()) {
      List<ParameterSpec> parameters = Architectures.bundled(architecture).network().parameters();
      if (parameters.stream().map(ParameterSpec::name).collect(Collectors.toSet()).equals(names)) {
        return "its names are those of %s: give that in its place".formatted(architecture);
      }
    }
    return "give the network in its place, one of %s or a JSON file"
        .formatted(String.join(", ", Architectures.names()));
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
