package convnet.bench;

import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.LayerSpec;
import convnet.model.NetworkJson;
import convnet.model.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The networks that benchmarks run on. */
final class Networks {
  private Networks() {}

  /** A bundled architecture with its own number of classes, or a network file. */
  static Architecture named(String name) throws IOException {
    return name.endsWith(".json")
        ? NetworkJson.read(Path.of(name), OptionalInt.empty())
        : Architectures.bundled(name);
  }

  /** The same network, of which nothing is random. */
  static NetworkSpec withoutDropout(NetworkSpec network) {
    return network.layers().stream().anyMatch(layer -> layer instanceof LayerSpec.Dropout)
        ? network.withDropout(0)
        : network;
  }
}
