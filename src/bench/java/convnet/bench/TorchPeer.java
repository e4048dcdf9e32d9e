package convnet.bench;

import convnet.io.SafeTensors;
import convnet.model.Architecture;
import convnet.nn.Network;
import convnet.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * PyTorch in a process of its own, which waits while we compute, and computes while we wait: {@code
 * src/bench/python/torch_peer.py}, run by the python3 that the environment's PYTHON names. Tensors
 * go to and fro in safetensors files.
 */
final class TorchPeer implements AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.shared();

  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;
  private final Path directory;

  TorchPeer() throws IOException {
    directory = Files.createTempDirectory("torch-peer");
    String python = System.getenv().getOrDefault("PYTHON", "python3");
    process =
        new ProcessBuilder(python, "src/bench/python/torch_peer.py")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    requests = process.outputWriter();
    answers = process.inputReader();
  }

  /**
   * Takes a network with its parameters.
   *
   * @param options what else to ask for, by name
   * @return PyTorch's version
   */
  String load(Architecture architecture, Network network, int threads, Map<String, Object> options)
      throws IOException {
    Path model = directory.resolve("model.safetensors");
    RandomModel.write(architecture, network, model);
    Map<String, Object> request = new HashMap<>(options);
    request.put("load", model.toString());
    request.put("threads", threads);
    String version = ask(request).required("version").stringValue();
    Files.delete(model);
    return version;
  }

  /** Hands tensors over and returns those that the peer made of them. */
  Map<String, Tensor> exchange(Map<String, Tensor> tensors, Map<String, Object> request)
      throws IOException {
    Path in = directory.resolve("in.safetensors");
    Path out = directory.resolve("out.safetensors");
    SafeTensors.write(in, tensors, Map.of());
    Map<String, Object> whole = new HashMap<>(request);
    whole.put(request.containsKey("layer") ? "in" : "network", in.toString());
    whole.put("out", out.toString());
    ask(whole);
    return SafeTensors.read(out).tensors();
  }

  /** One training step; returns the loss before it. */
  double trainStep(int[] labels, double rate) {
    return ask(Map.of("step", labels, "rate", rate)).required("loss").doubleValue();
  }

  /** A task of the peer as one side of a comparison. */
  Turns.Side task(String name) {
    return times -> ask(Map.of("run", name, "times", times)).required("seconds").doubleValue();
  }

  /** The most memory that the peer has had, in bytes. */
  long peakMemory() {
    return ask(Map.of("memory", true)).required("bytes").longValue();
  }

  private JsonNode ask(Map<String, Object> request) {
    try {
      requests.write(JSON.writeValueAsString(request) + "\n");
      requests.flush();
      String answer = answers.readLine();
      return JSON.readTree(
          Objects.requireNonNull(answer, "the peer has ended: what it said stands above"));
    } catch (IOException e) {
      throw new IllegalStateException("the peer has ended: what it said stands above", e);
    }
  }

  @Override
  public void close() throws IOException {
    requests.close();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
