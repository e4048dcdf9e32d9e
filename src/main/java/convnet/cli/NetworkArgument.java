package convnet.cli;

import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.NetworkJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** What {@code --arch} names: a bundled architecture, or a network file. */
final class NetworkArgument {
  private NetworkArgument() {}

  /**
   * The architecture that is meant.
   *
   * @param classes how many classes it is to tell apart
   * @throws IllegalArgumentException if there is neither an architecture nor a file of this name
   * @throws IOException if the file cannot be read or is no network
   */
  static Architecture resolve(String nameOrFile, int classes) throws IOException {
    if (Architectures.names().contains(nameOrFile)) {
      return Architectures.bundled(nameOrFile, classes);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "--arch %s: there is no such network file, and the architectures are %s"
              .formatted(nameOrFile, String.join(", ", Architectures.names())));
    }
    return NetworkJson.read(file, OptionalInt.of(classes));
  }
}
