package convnet.train;

import convnet.io.AtomicFile;
import convnet.io.MalformedFileException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code log.jsonl} of a run: a line of JSON for each epoch.
 *
 * @param path the file
 */
record LogFile(Path path) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  void write(List<EpochRecord> epochs) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (EpochRecord epoch : epochs) {
      lines.append(MAPPER.writeValueAsString(epoch)).append('\n');
    }
    AtomicFile.write(path, out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Reads the epochs so far; none if there is no file.
   *
   * @throws MalformedFileException if it is broken
   */
  List<EpochRecord> read() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    List<EpochRecord> records = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(path)) {
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
        path.toString(), "line " + line + " is not as train writes it", cause);
  }
}
