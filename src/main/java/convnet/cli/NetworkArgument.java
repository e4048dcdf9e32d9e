package convnet.cli;

import convnet.io.MalformedFileException;
import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.NetworkJson;
import convnet.model.NetworkSpec;
import convnet.model.ParameterSpec;
import convnet.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** The value of {@code --arch}: the name of a bundled architecture, or a network file. */
final class NetworkArgument {
  private NetworkArgument() {}

  /**
   * The architecture that the value stands for.
   *
   * @param classes the number of classes
   * @throws IllegalArgumentException if it is neither a bundled architecture nor a file that can be
   *     a network file
   * @throws IOException if the file cannot be read or is no network
   */
  static Architecture resolve(String nameOrFile, int classes) throws IOException {
    if (isBundled(nameOrFile)) {
      return Architectures.bundled(nameOrFile, classes);
    }
    if (nameOrFile.endsWith(".safetensors")) {
      throw new IllegalArgumentException(
          "--arch %s: is a model file: an architecture's name or a network file (JSON) is needed"
              .formatted(nameOrFile));
    }
    Path file = Path.of(nameOrFile);
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "--arch %s: is a directory: an architecture's name or a network file (JSON) is needed"
              .formatted(nameOrFile));
    }
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "--arch %s: no such network file: the architectures are %s"
              .formatted(nameOrFile, String.join(", ", Architectures.names())));
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "--arch %s: is a pipe or a device: a network must be a regular file, as it is read more than once"
              .formatted(nameOrFile));
    }
    return NetworkJson.read(file, OptionalInt.of(classes));
  }

  /**
   * The same, checked to be able to classify images; a network file may be for another number of
   * classes.
   */
  static Architecture fitting(String nameOrFile, int classes) throws IOException {
    Architecture architecture = resolve(nameOrFile, classes);
    requireFit(nameOrFile, architecture.network(), OptionalInt.empty());
    return architecture;
  }

  /**
   * The names of the parameters whose shapes depend on the number of classes. If there are none,
   * because a network file fixes that number: those of the last layer with parameters.
   */
  static Set<String> head(String nameOrFile, int classes) throws IOException {
    NetworkSpec network = resolve(nameOrFile, classes).network();
    List<ParameterSpec> own = network.parameters();
    List<ParameterSpec> others = resolve(nameOrFile, classes + 1).network().parameters();
    Set<String> head = new HashSet<>();
    for (int i = 0; i < own.size(); i++) {
      if (!own.get(i).shape().equals(others.get(i).shape())) {
        head.add(own.get(i).name());
      }
    }
    return head.isEmpty() ? lastLayer(network) : head;
  }

  /** The names of the parameters of the last layer that has any. */
  static Set<String> lastLayer(NetworkSpec network) {
    List<ParameterSpec> all = network.parameters();
    String last = all.getLast().layer();
    return all.stream()
        .filter(parameter -> parameter.layer().equals(last))
        .map(ParameterSpec::name)
        .collect(Collectors.toSet());
  }

  static boolean isBundled(String nameOrFile) {
    return Architectures.names().contains(nameOrFile);
  }

  /**
   * Checks that a network can classify images: its input has 1 or 3 channels, it has parameters,
   * and its output is one number for each class.
   *
   * @param nameOrFile the bundled architecture or the file that it came from
   * @param classes the number of classes, if that is known
   * @throws IllegalArgumentException if a bundled network cannot
   * @throws MalformedFileException if a network from a file cannot
   */
  static void requireFit(String nameOrFile, NetworkSpec network, OptionalInt classes)
      throws MalformedFileException {
    try {
      requireFit(network, classes);
    } catch (IllegalArgumentException e) {
      if (isBundled(nameOrFile)) {
        throw e;
      }
      throw new MalformedFileException(nameOrFile, String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireFit(NetworkSpec network, OptionalInt classes) {
    int channels = network.input().channels();
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "its input is %s, but images have 1 or 3 channels".formatted(network.input()));
    }
    if (network.parameterCount() == 0) {
      throw new IllegalArgumentException("it has no parameter, so there is nothing to learn");
    }
    Shape output = network.outputShape();
    if (output.rank() != 1) {
      throw new IllegalArgumentException(
          "its output is %s: it needs a Flatten and a Linear with \"out_features\": \"classes\" at its end"
              .formatted(output));
    }
    if (output.size() != classes.orElse(output.size())) {
      throw new IllegalArgumentException(
          "its output is %s, and there are %d classes: with \"out_features\": \"classes\" its last layer fits any number"
              .formatted(output, classes.getAsInt()));
    }
  }
}
