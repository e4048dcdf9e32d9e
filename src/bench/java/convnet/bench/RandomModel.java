package convnet.bench;

import convnet.model.Architecture;
import convnet.nn.Network;
import convnet.train.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a model file with random parameters. Arguments: an architecture or its JSON file, and the
 * file.
 */
public final class RandomModel {
  private RandomModel() {}

  /** Writes the file. */
  public static void main(String[] args) throws IOException {
    Architecture architecture = Networks.named(args[0]);
    Network network = new Network(architecture.network());
    network.initialize(0);
    write(architecture, network, Path.of(args[1]));
  }

  /** A model whose classes are called by their numbers. */
  static void write(Architecture architecture, Network network, Path file) throws IOException {
    List<String> classes =
        IntStream.range(0, network.spec().outputShape().size())
            .mapToObj("class %d"::formatted)
            .toList();
    new ModelFile(architecture, classes, network).write(file);
  }
}
