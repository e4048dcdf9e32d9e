package convnet.fuzz;

import convnet.io.SafeTensors;
import convnet.io.SafeTensorsReader;
import convnet.kernel.Parallel;
import convnet.model.Architectures;
import convnet.tensor.Tensor;
import convnet.train.Checkpoint;
import convnet.train.ConfigFile;
import convnet.train.ModelFile;
import convnet.train.RunDirectory;
import convnet.train.RunLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a run, and models. */
final class RunFuzz {
  private static final String LINE =
      """
      {"epoch":1,"train_loss":2.1,"val_loss":2.0,"top1":0.5,"top5":null,"lr":0.05,"images_per_second":10.5,"seconds":3.0}
      """;

  private static final String CONFIG =
      """
      {"data":"d","val":null,"val_split":0.1,"seed":0,"max_steps":null,"save_every":2,\
      "early_stop":3,"freeze":["conv1"],"network":{"name":"n"}}
      """;

  private static final String NETWORK =
      """
      {"name":"n","input":[1,1,1],"classes":2,"layers":[{"type":"Flatten","name":"f"},\
      {"type":"Linear","name":"l","out_features":"classes"}]}\
      """;

  /** The metadata of a checkpoint, of which an input has a line for each. */
  private static final List<String> KEYS =
      List.of("version", "network", "classes", "epoch", "batch", "step", "tally", "seed", "images");

  private static final Parallel ALONE = new Parallel(1);

  private RunFuzz() {}

  static List<Target> targets() {
    String metadata =
        String.join("\n", "1", NETWORK, "[\"a\",\"b\"]", "1", "2", "3", "4 3 4 0.5 4.0", "7", "x");
    return List.of(
        new Target(
            "log",
            RunFuzz::log,
            () -> List.of(utf8(LINE), utf8(LINE + LINE.replace("2.1", "1e-9")))),
        new Target("config", RunFuzz::config, () -> List.of(utf8(CONFIG))),
        new Target("model", RunFuzz::model, () -> List.of(model())),
        new Target("metadata", RunFuzz::metadata, () -> List.of(utf8(metadata))));
  }

  private static boolean log(byte[] input) throws IOException {
    Path run = InputFile.directoryWith("log.jsonl", input);
    return Contract.read(run.resolve("log.jsonl"), () -> RunLogs.read(run));
  }

  private static boolean config(byte[] input) throws IOException {
    Path directory = InputFile.directoryWith("config.json", input);
    ConfigFile config = new RunDirectory(directory).config();
    return Contract.read(config.path(), config::read)
        & Contract.read(config.path(), config::validationSource)
        & Contract.read(config.path(), config::limits)
        & Contract.read(config.path(), config::frozen);
  }

  private static boolean model(byte[] input) throws IOException {
    Path file = InputFile.of(input);
    return Contract.read(file, () -> ModelFile.read(file))
        | Contract.read(file, () -> stateDict(file));
  }

  private static void stateDict(Path file) throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      ModelFile.readStateDict(
          reader, file, classes -> Architectures.bundled("lenet5", classes), null, true, ALONE);
    }
  }

  /** A file whose checksum is right, whatever it says. */
  private static boolean metadata(byte[] input) throws IOException {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", -1);
    Map<String, String> metadata = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(lines.length, KEYS.size()); i++) {
      metadata.put("convnet." + KEYS.get(i), lines[i]);
    }
    Path file = InputFile.of(new byte[0]);
    SafeTensors.writeChecked(
        file,
        Map.of("l.weight", Tensor.zeros(2, 1), "l.bias", Tensor.zeros(2)),
        Map.of(),
        metadata);
    return Contract.read(file, () -> Checkpoint.read(file))
        & Contract.read(file, () -> ModelFile.read(file));
  }

  private static byte[] model() {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"convnet.network\":");
    header.append('"').append(NETWORK.replace("\"", "\\\"")).append('"');
    header.append(",\"convnet.classes\":\"[\\\"a\\\",\\\"b\\\"]\"},");
    header.append("\"l.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},");
    header.append("\"l.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}");
    byte[] json = utf8(header.toString());
    return java.nio.ByteBuffer.allocate(8 + json.length + 16)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
