package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChecksumTest {
  private static final Pattern DIGITS = Pattern.compile("\"convnet\\.crc32c\":\"([0-9a-f]{8})\"");

  @TempDir Path directory;
  private Path file;
  private byte[] good;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("m.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("conv.weight", Tensor.of(new float[] {1, -2, 3.5f, 1e-20f}, 2, 2));
    tensors.put("conv.bias", Tensor.of(new float[] {0.25f}, 1));
    SafeTensors.writeChecked(
        file, tensors, Map.of(), Map.of("classes", "[\"a \\\"convnet.crc32c\\\":\"]"));
    good = Files.readAllBytes(file);
  }

  @Test
  void theSumIsThatOfTheFileWithZerosForItsDigits() throws IOException {
    String text = new String(good, StandardCharsets.ISO_8859_1);
    Matcher digits = DIGITS.matcher(text);
    assertThat(digits.find()).isTrue();
    CRC32C sum = new CRC32C();
    sum.update(
        (text.substring(0, digits.start(1)) + "00000000" + text.substring(digits.end(1)))
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(digits.group(1)).isEqualTo("%08x".formatted(sum.getValue()));
    assertThatCode(this::verify).doesNotThrowAnyException();
  }

  @Test
  void everyFlippedBitIsFoundOrHarmless() throws IOException {
    String before = content();
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      try {
        verify();
        // In the name of the checksum alone a bit may flip unseen: the rest is as it was.
        assertThat(content()).as("bit %d", bit).isEqualTo(before);
      } catch (MalformedFileException e) {
        assertThat(e).hasMessageStartingWith(file.toString());
      }
    }
  }

  @Test
  void aFileThatWasChangedSaysWhatToDo() throws IOException {
    good[good.length - 1] ^= 1;
    Files.write(file, good);
    assertThatThrownBy(this::verify)
        .isInstanceOf(MalformedFileException.class)
        .hasMessageMatching(
            ".*m\\.safetensors.*is damaged: its checksum is [0-9a-f]{8} and should be [0-9a-f]{8}"
                + " \\(whoever changes such a file on purpose removes convnet\\.crc32c from its"
                + " metadata\\)");
  }

  @Test
  void aFileWithoutOnePasses() throws IOException {
    SafeTensors.write(file, Map.of("a", Tensor.zeros(3)), Map.of());
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      assertThat(reader.metadata()).isEmpty();
      reader.verify();
    }
  }

  private void verify() throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      reader.verify();
    }
  }

  /** All that the file holds besides the checksum. */
  private String content() throws IOException {
    SafeTensorsFile read = SafeTensors.read(file);
    StringBuilder text = new StringBuilder(String.valueOf(read.metadata().get("classes")));
    read.tensors().forEach((name, t) -> text.append(name).append(t.shape()).append(values(t)));
    return text.toString();
  }

  private static String values(Tensor tensor) {
    return java.util.Arrays.toString(tensor.toArray());
  }
}
