package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import convnet.io.MalformedFileException;
import convnet.io.SafeTensors;
import convnet.io.SafeTensorsFile;
import convnet.io.SafeTensorsReader;
import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.NetworkJson;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final List<String> CLASSES = List.of("chat \"noir\"", "犬");

  private static final String WITH_NORM =
      """
      {"name": "small", "input": [1, 2, 2], "layers": [
        {"type": "Conv2d", "name": "conv", "out_channels": 3, "kernel_size": 1},
        {"type": "BatchNorm2d", "name": "norm"},
        {"type": "Flatten", "name": "flatten"},
        {"type": "Linear", "name": "fc", "out_features": "classes"}]}
      """;

  @TempDir Path directory;

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    ModelFile written = model(lenet());
    Path file = directory.resolve("model.safetensors");
    written.write(file);
    ModelFile read = ModelFile.read(file);
    assertThat(read.architecture()).isEqualTo(written.architecture());
    assertThat(read.classes()).isEqualTo(CLASSES);
    for (Parameter parameter : written.network().parameters()) {
      assertThat(parameter(read, parameter.name())).containsExactly(parameter.value().toArray());
    }
  }

  @Test
  void aSmallFileThatSpeaksOfALargeNetworkTakesNoMemory() throws IOException {
    Path file = directory.resolve("model.safetensors");
    SafeTensors.write(
        file,
        Map.of(),
        Map.of("convnet.network", NetworkJson.write(Architectures.bundled("vgg11"))));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("it does not fit vgg11: missing features.0.weight");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100 << 20);
  }

  @Test
  void theFileHasPyTorchsNamesAndNothingElse() throws IOException {
    Path file = directory.resolve("model.safetensors");
    model(lenet()).write(file);
    SafeTensorsFile content = SafeTensors.read(file);
    assertThat(content.tensors().keySet())
        .containsExactly(
            "conv1.weight",
            "conv1.bias",
            "conv2.weight",
            "conv2.bias",
            "fc1.weight",
            "fc1.bias",
            "fc2.weight",
            "fc2.bias",
            "fc3.weight",
            "fc3.bias");
    assertThat(content.metadata()).containsEntry("format", "pt");
    assertThat(content.metadata())
        .containsEntry("convnet.classes", "[\"chat \\\"noir\\\"\",\"犬\"]");
    assertThat(content.metadata().get("convnet.network")).contains("\"preprocessing\"");
  }

  @Test
  void aStateDictOfPyTorchsLoads() throws IOException {
    requireLoads("");
  }

  @Test
  void aStateDictOfAWrappedNetworkLoads() throws IOException {
    requireLoads("module."); // DistributedDataParallel
    requireLoads("_orig_mod."); // torch.compile
    requireLoads("_orig_mod.module.");
  }

  @Test
  void aWrapperIsBeforeEveryName() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors(new Network(small().network()))
        .forEach(
            (name, tensor) -> tensors.put((tensors.isEmpty() ? "" : "module.") + name, tensor));
    Path file = write(tensors, Map.of());
    assertThatThrownBy(() -> ModelFile.load(file, new Network(small().network())))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("surplus module.");
  }

  private void requireLoads(String wrapper) throws IOException {
    Network network = new Network(small().network());
    network.initialize(3);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors(network).forEach((name, tensor) -> tensors.put(wrapper + name, tensor));
    tensors.put(wrapper + "norm.num_batches_tracked", Tensor.zeros(new int[0]));
    Path file = write(tensors, Map.of());

    Network other = new Network(small().network());
    ModelFile.load(file, other);
    for (int i = 0; i < network.parameters().size(); i++) {
      assertThat(other.parameters().get(i).value().toArray())
          .containsExactly(network.parameters().get(i).value().toArray());
    }
  }

  @Test
  void eachTensorThatDoesNotFitIsNamedInOneLine() throws IOException {
    Map<String, Tensor> tensors = tensors(new Network(small().network()));
    tensors.remove("norm.bias");
    tensors.put("fc.weight", Tensor.zeros(2, 13));
    tensors.put("head.weight", Tensor.zeros(4));
    Path file = write(tensors, Map.of());
    assertThatThrownBy(() -> ModelFile.load(file, new Network(small().network())))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            file
                + ": it does not fit small: missing norm.bias 3, fc.weight is 2x13 and should be"
                + " 2x12, surplus head.weight");
  }

  /** As load_state_dict(strict=True) of PyTorch's wants it. */
  @Test
  void aNormalisationHasItsCounter() throws IOException {
    Path file = directory.resolve("model.safetensors");
    new ModelFile(small(), CLASSES, new Network(small().network())).write(file);
    assertThat(SafeTensors.read(file).tensors()).containsKey("norm.num_batches_tracked");
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      assertThat(reader.shapes().get("norm.num_batches_tracked").rank()).isZero();
    }
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains("\"norm.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[]");
    assertThat(ModelFile.read(file).network().parameters()).hasSize(8);
  }

  @Test
  void manyComplaintsAreCounted() throws IOException {
    Path file = write(Map.of("model.conv1.weight", Tensor.zeros(1)), Map.of());
    Network resnet = new Network(Architectures.bundled("resnet18").network());
    assertThatThrownBy(() -> ModelFile.load(file, resnet))
        .hasMessageStartingWith(file + ": it does not fit resnet18: missing conv1.weight 64x3x7x7,")
        .hasMessageEndingWith(
            "missing layer1.0.conv1.weight 64x64x3x3, 96 more missing, surplus model.conv1.weight");
  }

  @Test
  void aParameterThatIsNoNumberIsRefused() throws IOException {
    Network network = new Network(small().network());
    network.parameters().getLast().value().data()[0] = Float.NaN;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network.parameters().forEach(parameter -> tensors.put(parameter.name(), parameter.value()));
    Path file = write(tensors, Map.of());
    assertThatThrownBy(() -> ModelFile.load(file, new Network(small().network())))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "%s: its parameters are not finite: %s has a NaN",
            file, network.parameters().getLast().name());
  }

  @Test
  void aFileWithoutNetworkSaysSo() throws IOException {
    Path file = write(Map.of("a", Tensor.zeros(1)), Map.of());
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(ModelFile.NoNetworkException.class)
        .hasMessage(file + ": it holds tensors, but not their network");
  }

  @Test
  void brokenMetadataAreToldWithTheirPlace() throws IOException {
    ModelFile model = model(lenet());
    assertBroken(model, "convnet.network", "{\"name\": 3}", "convnet.network: name");
    assertBroken(model, "convnet.classes", "[\"a\", 2]", "a list of strings is needed");
    assertBroken(model, "convnet.classes", "[\"a\", \"b\"", "not JSON");
    assertBroken(model, "convnet.classes", "[\"a\", \"b\", \"c\"]", "3 classes do not fit");
  }

  private void assertBroken(ModelFile model, String key, String value, String complaint)
      throws IOException {
    Map<String, String> metadata = model.metadata();
    metadata.put(key, value);
    Path file = write(model.tensors(), metadata);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aWriteLeavesTheOldFileWholeToTheEnd() throws IOException {
    Path file = directory.resolve("model.safetensors");
    model(lenet()).write(file);
    // The second name shows whether the file was written over or replaced by a whole one.
    Path kept = Files.createLink(directory.resolve("kept.safetensors"), file);
    byte[] old = Files.readAllBytes(kept);
    Network other = new Network(lenet().network());
    other.initialize(77);
    new ModelFile(lenet(), CLASSES, other).write(file);
    assertThat(Files.readAllBytes(kept)).isEqualTo(old);
    assertThat(Files.readAllBytes(file)).isNotEqualTo(old);
  }

  private Path write(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
    Path file = directory.resolve("tensors.safetensors");
    SafeTensors.write(file, tensors, metadata);
    return file;
  }

  private static Map<String, Tensor> tensors(Network network) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network.parameters().forEach(p -> tensors.put(p.name(), p.value()));
    return tensors;
  }

  private static float[] parameter(ModelFile model, String name) {
    return model.network().parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value()
        .toArray();
  }

  private static ModelFile model(Architecture architecture) {
    Network network = new Network(architecture.network());
    network.initialize(1);
    return new ModelFile(architecture, CLASSES, network);
  }

  private static Architecture lenet() {
    return Architectures.bundled("lenet5", 2);
  }

  private static Architecture small() throws IOException {
    return NetworkJson.read(WITH_NORM, "small", OptionalInt.of(2));
  }
}
