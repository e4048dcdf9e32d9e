package convnet.train;

import convnet.io.AtomicFile;
import convnet.io.MalformedFileException;
import convnet.model.NetworkJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code config.json} of a run: what it was begun with, for people, and for a run that is resumed
 * without giving the options again. The recipe of such a run comes from its checkpoint.
 *
 * @param path the file
 */
public record ConfigFile(Path path) {
  /** The keys that decide which weights come out. */
  private static final List<String> DECISIVE =
      List.of("network", "seed", "val", "val_split", "init_from", "freeze");

  private static final JsonMapper MAPPER = new JsonMapper();

  void write(TrainConfig config) throws IOException {
    String json =
        MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json(config)) + "\n";
    AtomicFile.write(path, out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static ObjectNode json(TrainConfig config) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("data", config.data());
    json.put("val", config.validation());
    json.put("val_split", config.validationSplit());
    json.put("seed", config.seed());
    TrainConfig.Limits limits = config.limits();
    json.put("max_steps", limits.maxSteps() == 0 ? null : limits.maxSteps());
    json.put("save_every", limits.saveEvery() == 0 ? null : limits.saveEvery());
    json.put("early_stop", limits.earlyStop() == 0 ? null : limits.earlyStop());
    json.put("init_from", config.initFrom());
    json.set("freeze", MAPPER.valueToTree(config.frozen()));
    json.set("network", MAPPER.readTree(NetworkJson.write(config.architecture())));
    return json;
  }

  /**
   * Reads all of it.
   *
   * @throws IOException if it is missing or broken
   */
  public JsonNode read() throws IOException {
    try {
      return MAPPER.readTree(Files.readString(path));
    } catch (JacksonException | CharacterCodingException e) {
      throw new MalformedFileException(path.toString(), "is not as train writes it", e);
    }
  }

  /**
   * Where a run's validation images come from.
   *
   * @param validation their directory, if it is a separate one; else null
   * @param share the share of each class that is held out, 0 for none
   */
  public record ValidationSource(@Nullable String validation, double share) {}

  /**
   * Reads where the run's validation images come from.
   *
   * @throws IOException if the file is missing or broken
   */
  public ValidationSource validationSource() throws IOException {
    JsonNode json = read();
    JsonNode validation = json.path("val");
    return new ValidationSource(
        validation.isString() ? validation.stringValue() : null,
        json.path("val_split").asDouble(0));
  }

  /**
   * Reads when the run was to stop and to save.
   *
   * @throws IOException if the file is missing or broken
   */
  public TrainConfig.Limits limits() throws IOException {
    JsonNode json = read();
    try {
      return new TrainConfig.Limits(
          json.path("max_steps").asLong(0),
          json.path("save_every").asLong(0),
          json.path("early_stop").asInt(0));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(path.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Reads the prefixes of the names of parameters that the run does not train; none for a run of a
   * version that trained everything.
   *
   * @throws IOException if the file is missing or broken
   */
  public List<String> frozen() throws IOException {
    return read().path("freeze").valueStream().map(prefix -> prefix.asString("")).toList();
  }

  /**
   * Reads which model the run took its initial parameters from; null for none.
   *
   * @throws IOException if the file is missing or broken
   */
  public @Nullable String initFrom() throws IOException {
    return read().path("init_from").asString(null);
  }

  /**
   * Finds out that a run that has no checkpoint, and so begins anew, was begun as another: its
   * options are not read from this file but given once more.
   *
   * @return whether there is this file
   * @throws MalformedFileException if something differs that decides what comes out
   */
  public boolean requireBegunAs(TrainConfig config) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    JsonNode begun = read();
    JsonNode now = MAPPER.readTree(json(config).toString()); // 1 and 1L are not equal
    List<String> others =
        DECISIVE.stream().filter(key -> !begun.path(key).equals(now.path(key))).toList();
    if (!others.isEmpty()) {
      throw new MalformedFileException(
          path.toString(),
          "this run has no checkpoint yet, so it can only begin anew, and it was begun with another"
              + " "
              + String.join(" and another ", others)
              + ": give the options that it was begun with, or --overwrite");
    }
    return true;
  }
}
