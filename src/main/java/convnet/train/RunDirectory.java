package convnet.train;

import convnet.io.AtomicFile;
import convnet.model.NetworkJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The directory of a run: {@code config.json}, {@code log.jsonl} with a line for each epoch, {@code
 * best.safetensors} and {@code last.safetensors}. Every file is replaced as a whole.
 *
 * @param path the directory
 */
public record RunDirectory(Path path) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** The model that did best on the images held apart. */
  public Path best() {
    return path.resolve("best.safetensors");
  }

  /** The model as it was last, with all that training needs to go on. */
  public Path last() {
    return path.resolve("last.safetensors");
  }

  /** What was asked for. */
  public Path config() {
    return path.resolve("config.json");
  }

  /** What came of each epoch. */
  public Path log() {
    return path.resolve("log.jsonl");
  }

  /** Whether a run is here already. */
  public boolean holdsRun() {
    return files().anyMatch(Files::exists);
  }

  /**
   * Makes the directory. A run that is here already stays until the new one has something to put in
   * its place.
   *
   * @throws IOException if it cannot be made, or written to
   */
  void make() throws IOException {
    Files.createDirectories(path);
    if (!Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString());
    }
  }

  /** Removes the run that is here, if any, and writes the configuration. */
  void start(TrainConfig config) throws IOException {
    for (Path file : files().toList()) {
      Files.deleteIfExists(file);
    }
    ObjectNode json = MAPPER.createObjectNode();
    json.put("data", config.data());
    json.put("val", config.validation());
    json.put("val_split", config.validationSplit());
    json.put("seed", config.seed());
    json.put("max_steps", config.maxSteps() == 0 ? null : config.maxSteps());
    json.set("network", MAPPER.readTree(NetworkJson.write(config.architecture())));
    write(
        config(),
        MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json) + "\n");
  }

  /** Writes the log of a run so far. */
  void writeLog(List<EpochRecord> epochs) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (EpochRecord epoch : epochs) {
      lines.append(MAPPER.writeValueAsString(epoch)).append('\n');
    }
    write(log(), lines.toString());
  }

  private Stream<Path> files() {
    return Stream.of(config(), log(), best(), last());
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
