package convnet.cli;

import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.NetworkJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A network named on the command line: a bundled architecture's name, or a network file. */
final class NetworkArgument {
  private NetworkArgument() {}

  /**
   * The architecture that is meant.
   *
   * @param classes how many classes it is to tell apart; if empty, as many as it says itself
   * @throws IllegalArgumentException if there is neither an architecture nor a file of this name
   * @throws IOException if the file cannot be read or is no network
   */
  static Architecture resolve(String nameOrFile, OptionalInt classes) throws IOException {
    if (Architectures.names().contains(nameOrFile)) {
      return classes.isPresent()
          ? Architectures.bundled(nameOrFile, classes.getAsInt())
          : Architectures.bundled(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "no architecture and no network file is named %s: the architectures are %s"
              .formatted(nameOrFile, String.join(", ", Architectures.names())));
    }
    return NetworkJson.read(file, classes);
  }
}
