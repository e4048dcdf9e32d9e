package convnet.train;

import static java.util.stream.Collectors.joining;

import convnet.data.BadImage;
import convnet.io.AtomicFile;
import convnet.io.MalformedFileException;
import convnet.io.SafeTensorsReader;
import convnet.model.NetworkJson;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The directory of a run: {@code config.json}, {@code log.jsonl} with a line for each epoch, {@code
 * best.safetensors}, {@code last.safetensors} and the one before it, {@code report.html} and, if
 * images were left out, {@code bad-files.txt}. Every file is replaced as a whole.
 *
 * @param path the directory
 * @param found when the last checkpoint was written, as of the time this object was made; null if
 *     there was none
 */
public record RunDirectory(Path path, @Nullable FileTime found) {
  /** The keys of the configuration that decide which weights come out. */
  private static final List<String> DECISIVE =
      List.of("network", "seed", "val", "val_split", "init_from", "freeze");

  private static final String LOCK = ".lock";
  private static final String LAST = "last.safetensors";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** The run directory at {@code path}, as it is now. */
  public RunDirectory(Path path) {
    this(path, lastWritten(path));
  }

  private static @Nullable FileTime lastWritten(Path path) {
    try {
      return Files.getLastModifiedTime(path.resolve(LAST));
    } catch (IOException e) {
      return null; // missing or unreadable, which is reported when it is read
    }
  }

  /** The best model: on the validation images or, without any, by the training loss. */
  public Path best() {
    return path.resolve("best.safetensors");
  }

  /** The last checkpoint: the model with all that is needed to resume training. */
  public Path last() {
    return path.resolve(LAST);
  }

  /** The checkpoint before the last, to resume from if the last is damaged. */
  public Path previous() {
    return path.resolve("previous.safetensors");
  }

  /** The configuration of the run. */
  public Path config() {
    return path.resolve("config.json");
  }

  /** The log, with the results of each epoch. */
  public Path log() {
    return path.resolve("log.jsonl");
  }

  /** The report for people. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** The list of images that were left out because they cannot be read. */
  public Path badFiles() {
    return path.resolve("bad-files.txt");
  }

  /** Whether the directory holds a run already. */
  public boolean holdsRun() {
    return files().anyMatch(Files::exists);
  }

  /**
   * Checks, before any work is done, that the directory can be made and written to, and that no
   * other process trains into it.
   *
   * @throws IOException if not
   */
  public void requireUsable() throws IOException {
    Path above = path;
    while (!Files.exists(above)) {
      above = Objects.requireNonNullElse(above.getParent(), Path.of("").toAbsolutePath());
    }
    if (!Files.isDirectory(above)) {
      throw new IOException("%s: %s is not a directory".formatted(path, above));
    }
    if (!Files.isWritable(above)) {
      throw new AccessDeniedException(above.toString());
    }
    if (Files.exists(path.resolve(LOCK))) {
      lock().close();
    }
  }

  /** Keeps other processes out until it is closed, or this process ends in whatever way. */
  interface Lock extends Closeable {}

  /**
   * Makes the directory and locks it. A run that it already holds stays until the new one has
   * something to replace it.
   *
   * @throws IOException if it cannot be made or written to, or another process trains into it or
   *     has done so since this object was made
   */
  Lock make() throws IOException {
    Files.createDirectories(path);
    if (!Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString());
    }
    Lock lock = lock();
    if (!Objects.equals(found, lastWritten(path))) {
      lock.close();
      throw new IOException(path + ": another process has trained into this run meanwhile");
    }
    removeLeftovers();
    return lock;
  }

  private Lock lock() throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel::close;
      }
    } catch (OverlappingFileLockException e) {
      // Reported below: this very process trains into it.
    }
    channel.close();
    throw new IOException(
        path + ": another process is training into this run: wait for it, or choose another -o");
  }

  /** Removes the files that a killed process left half written. */
  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(path, AtomicFile.TEMPORARY)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  /**
   * Removes the run that the directory holds, if any, and writes the configuration. The best model
   * stays until another replaces it, so that a full disk or a kill does not leave nothing at all.
   */
  void start(TrainConfig config) throws IOException {
    for (Path file : files().filter(file -> !file.equals(best())).toList()) {
      Files.deleteIfExists(file);
    }
    writeConfig(config);
  }

  /** Removes the best model, which is of an earlier run. */
  void removeBest() throws IOException {
    Files.deleteIfExists(best());
  }

  /** Keeps the last checkpoint as the one before, as a new one is about to replace it. */
  void keepLast() throws IOException {
    if (!Files.exists(last())) {
      return;
    }
    Files.deleteIfExists(previous());
    try {
      Files.createLink(previous(), last());
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(last(), previous()); // A file system without hard links.
    }
  }

  /**
   * Checks that a run without a checkpoint never had one: before the first, a killed run has at
   * most one epoch in its log, and no report.
   *
   * @throws MalformedFileException if it had one
   */
  void requireNothingLost() throws IOException {
    if (Files.exists(report()) || readLog().size() > 1) {
      throw new MalformedFileException(
          last().toString(),
          "is missing, and previous.safetensors too, so the run cannot go on: --overwrite begins it"
              + " anew");
    }
  }

  /** Replaces the last checkpoint, which is damaged or missing, by the one before. */
  void restorePrevious() throws IOException {
    Files.move(previous(), last(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes the configuration. */
  void writeConfig(TrainConfig config) throws IOException {
    write(
        config(),
        MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json(config)) + "\n");
  }

  /**
   * Finds out that the run here, which has no checkpoint and so begins anew, was begun as another:
   * its options are not read from it but given once more.
   *
   * @return whether there is one
   * @throws MalformedFileException if something differs that decides what comes out
   */
  public boolean requireBegunAs(TrainConfig config) throws IOException {
    if (!Files.exists(config())) {
      return false;
    }
    JsonNode begun = readConfig();
    JsonNode now = MAPPER.readTree(json(config).toString()); // 1 and 1L are not equal
    List<String> others =
        DECISIVE.stream().filter(key -> !begun.path(key).equals(now.path(key))).toList();
    if (!others.isEmpty()) {
      throw new MalformedFileException(
          config().toString(),
          "this run has no checkpoint yet, so it can only begin anew, and it was begun with another"
              + " "
              + String.join(" and another ", others)
              + ": give the options that it was begun with, or --overwrite");
    }
    return true;
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
   * Where a run's validation images come from.
   *
   * @param validation their directory, if it is a separate one; else null
   * @param share the share of each class that is held out, 0 for none
   */
  public record ValidationSource(@Nullable String validation, double share) {}

  /**
   * Reads the configuration.
   *
   * @throws IOException if it is missing or broken
   */
  public JsonNode readConfig() throws IOException {
    try {
      return MAPPER.readTree(Files.readString(config()));
    } catch (JacksonException | CharacterCodingException e) {
      throw new MalformedFileException(config().toString(), "is not as train writes it", e);
    }
  }

  /**
   * Reads where the run's validation images come from.
   *
   * @throws IOException if its configuration is missing or broken
   */
  public ValidationSource readValidationSource() throws IOException {
    JsonNode json = readConfig();
    JsonNode validation = json.path("val");
    return new ValidationSource(
        validation.isString() ? validation.stringValue() : null,
        json.path("val_split").asDouble(0));
  }

  /**
   * Reads when the run was to stop and to save.
   *
   * @throws IOException if its configuration is missing or broken
   */
  public TrainConfig.Limits readLimits() throws IOException {
    JsonNode json = readConfig();
    try {
      return new TrainConfig.Limits(
          json.path("max_steps").asLong(0),
          json.path("save_every").asLong(0),
          json.path("early_stop").asInt(0));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(config().toString(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Reads the prefixes of the names of parameters that the run does not train; none for a run of a
   * version that trained everything.
   *
   * @throws IOException if its configuration is missing or broken
   */
  public List<String> readFrozen() throws IOException {
    return readConfig().path("freeze").valueStream().map(prefix -> prefix.asString("")).toList();
  }

  /**
   * Reads which model the run took its initial parameters from; null for none.
   *
   * @throws IOException if its configuration is missing or broken
   */
  public @Nullable String readInitFrom() throws IOException {
    return readConfig().path("init_from").asString(null);
  }

  /**
   * Reads the log so far; empty if there is no log.
   *
   * @throws MalformedFileException if it is broken
   */
  List<EpochRecord> readLog() throws IOException {
    if (!Files.exists(log())) {
      return List.of();
    }
    List<EpochRecord> records = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(log())) {
        EpochRecord record = MAPPER.readValue(line, EpochRecord.class);
        // The word null is read as null; and either all epochs have validation figures or none has.
        if (record == null
            || (!records.isEmpty() && record.isMeasured() != records.getFirst().isMeasured())) {
          throw notAsWritten(records.size() + 1, null);
        }
        records.add(record);
      }
    } catch (JacksonException | CharacterCodingException e) {
      throw notAsWritten(records.size() + 1, e);
    }
    return records;
  }

  private MalformedFileException notAsWritten(int line, @Nullable Exception cause) {
    return new MalformedFileException(
        log().toString(), "line " + line + " is not as train writes it", cause);
  }

  /**
   * Checks, before training goes on, that the best model so far is still there.
   *
   * @param epoch the epoch of that model
   * @throws IOException if it is gone or damaged
   */
  void requireBest(int epoch) throws IOException {
    String remedy =
        "it is the model of epoch %d: put it back, or copy %s to its place"
            .formatted(epoch, last());
    if (!Files.exists(best())) {
      throw new IOException("%s: is gone: %s".formatted(best(), remedy));
    }
    try (SafeTensorsReader reader = SafeTensorsReader.open(best())) {
      reader.verify();
    } catch (MalformedFileException e) {
      throw new IOException("%s; %s".formatted(e.getMessage(), remedy), e);
    }
  }

  /** Writes the log so far. */
  void writeLog(List<EpochRecord> epochs) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (EpochRecord epoch : epochs) {
      lines.append(MAPPER.writeValueAsString(epoch)).append('\n');
    }
    write(log(), lines.toString());
  }

  /**
   * Writes which images were left out, a line for each: the file, a tab, and why. Removes the file
   * if there are none.
   */
  void writeBadFiles(List<BadImage> bad) throws IOException {
    if (bad.isEmpty()) {
      Files.deleteIfExists(badFiles());
    } else {
      write(badFiles(), bad.stream().map(image -> image.line() + "\n").collect(joining()));
    }
  }

  private Stream<Path> files() {
    return Stream.of(config(), log(), best(), last(), previous(), report(), badFiles());
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
