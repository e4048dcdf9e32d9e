package convnet.fuzz;

import convnet.model.Architecture;
import convnet.model.NetworkJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Networks in JSON. */
final class NetworkFuzz {
  private static final String RESIDUAL =
      """
      {"name":"r","input":[1,4,4],"classes":2,"layers":[{"type":"Residual","name":"b","body":[
      {"type":"Conv2d","name":"c","out_channels":1,"kernel_size":[3,3],"padding":"same"}],
      "shortcut":[]},{"type":"Flatten","name":"f"},
      {"type":"Linear","name":"l","out_features":"classes","bias":false}]}
      """;

  private NetworkFuzz() {}

  static List<Target> targets() {
    return List.of(
        new Target("network", NetworkFuzz::network, NetworkFuzz::seeds),
        new Target("shape", NetworkFuzz::shape, NetworkFuzz::seeds));
  }

  /** What is read can be written, and what is written is read as the same. */
  private static boolean network(byte[] input) {
    String json = new String(input, StandardCharsets.UTF_8);
    return Contract.read(
        () -> {
          Architecture read = NetworkJson.read(json, Contract.FILE, OptionalInt.of(3));
          String written = NetworkJson.write(read);
          Architecture again = NetworkJson.read(written, "what was written", OptionalInt.empty());
          if (!NetworkJson.write(again).equals(written)) {
            throw new AssertionError("is not read back as it was: " + written);
          }
        });
  }

  /** The whole of what can be told of a network. */
  private static boolean shape(byte[] input) throws IOException {
    Path file = InputFile.of(input);
    return CommandLineFuzz.run("shape", file.toString(), "--formula", "--batch", "3")
        & CommandLineFuzz.run("shape", file.toString(), "--json");
  }

  private static List<byte[]> seeds() {
    try {
      return List.of(
          Files.readAllBytes(Path.of("samples/networks/shapes.json")),
          RESIDUAL.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
