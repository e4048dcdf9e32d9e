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

/** Reads networks from network files (JSON), or from the metadata of trained models. */
final class NetworkFiles {
  private NetworkFiles() {}

  /**
   * Reads the network that a file describes; the parameters of a model are not read.
   *
   * @throws IOException if the file cannot be read or is neither of these
   */
  static Architecture read(Path file) throws IOException {
    // A pipe can be read only once, so its beginning cannot be inspected first.
    if (Files.isDirectory(file)) {
      ModelArgument.requireFile(file);
    }
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

  /**
   * What to give instead of a state dict: the bundled architecture with the same parameter names,
   * or else a choice of all.
   */
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
        return "its parameter names match %s: give that name instead of the file"
            .formatted(architecture);
      }
    }
    return "give the network instead, one of %s or a JSON file"
        .formatted(String.join(", ", Architectures.names()));
  }

  /**
   * Whether a file is safetensors rather than JSON: it begins with a length in 8 bytes, the last of
   * which is always 0, and JSON has no 0 byte.
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
