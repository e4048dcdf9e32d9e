package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IntegerFilesTest {
  private static final int[] NUMBERS = {0, -1, 16_777_217, Integer.MAX_VALUE, Integer.MIN_VALUE, 7};

  @TempDir Path directory;

  private static IntTensor tensor(int... dims) {
    return new IntTensor(NUMBERS, new Shape(dims));
  }

  @ParameterizedTest
  @EnumSource(names = {"NPY", "SAFETENSORS", "CSV", "TXT"})
  void whatIsWrittenIsReadBack(OutputFormat format) throws IOException {
    Path file = directory.resolve("a." + format.extension());
    IntegerFiles.write(file, tensor(1, 2, 3), format);
    IntTensor read = IntegerFiles.read(file.toString());
    assertThat(read.shape()).isEqualTo(Shape.of(1, 2, 3));
    assertThat(read.data()).isEqualTo(NUMBERS);
  }

  @Test
  void moreThanAChunk() throws IOException {
    int[] many = new int[300_001];
    for (int i = 0; i < many.length; i++) {
      many[i] = i * 7 - 1_000_000;
    }
    for (OutputFormat format : new OutputFormat[] {OutputFormat.NPY, OutputFormat.SAFETENSORS}) {
      Path file = directory.resolve("many");
      IntegerFiles.write(file, new IntTensor(many, Shape.of(many.length)), format);
      assertThat(IntegerFiles.read(file.toString()).data()).isEqualTo(many);
    }
  }

  /** As numpy.save and safetensors.numpy.save_file write int64. */
  @Test
  void theBytesAreInt64() throws IOException {
    Path npy = directory.resolve("a.npy");
    IntegerFiles.write(npy, tensor(2, 3), OutputFormat.NPY);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(npy)).order(ByteOrder.LITTLE_ENDIAN);
    String header = new String(bytes.array(), 10, 118, StandardCharsets.US_ASCII);
    assertThat(header.strip())
        .isEqualTo("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), }");
    assertThat(bytes.limit()).isEqualTo(128 + 6 * 8);
    assertThat(bytes.getLong(128 + 8)).isEqualTo(-1);
    assertThat(bytes.getLong(128 + 16)).isEqualTo(16_777_217);

    Path safe = directory.resolve("a.safetensors");
    IntegerFiles.write(safe, tensor(2, 3), OutputFormat.SAFETENSORS);
    bytes = ByteBuffer.wrap(Files.readAllBytes(safe)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong(0);
    assertThat(new String(bytes.array(), 8, length, StandardCharsets.US_ASCII).strip())
        .isEqualTo("{\"indices\":{\"dtype\":\"I64\",\"shape\":[2,3],\"data_offsets\":[0,48]}}");
    assertThat(bytes.getLong(8 + length + 24)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void textAndJsonAreWholeNumbers() throws IOException {
    Path json = directory.resolve("a.json");
    IntegerFiles.write(json, tensor(2, 3), OutputFormat.JSON);
    assertThat(json)
        .hasContent("{\"shape\":[2,3],\"data\":[[0,-1,16777217],[2147483647,-2147483648,7]]}");
    IntTensor back = IntegerFiles.read(json.toString());
    assertThat(back.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(back.data()).isEqualTo(tensor(2, 3).data());
    Files.writeString(json, "[[1, 2.5]]");
    assertThatThrownBy(() -> IntegerFiles.read(json.toString()))
        .hasMessage(json + ": line 1, column 6: 2.5 is not a whole number below 2^31");
    Path csv = directory.resolve("a.csv");
    IntegerFiles.write(csv, tensor(2, 3), OutputFormat.CSV);
    assertThat(csv).hasContent("0,-1,16777217\n2147483647,-2147483648,7");
    assertThatThrownBy(() -> IntegerFiles.write(csv, tensor(2, 3), OutputFormat.PNG))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** numpy.savetxt writes whole numbers as 1.2e+01, numpy.save real ones as they are. */
  @Test
  void realNumbersThatAreWhole() throws IOException {
    Path text = Files.writeString(directory.resolve("a.txt"), "1.2e+01 3.0\n-0 1.6777217e7\n");
    assertThat(IntegerFiles.read(text.toString()).data()).containsExactly(12, 3, 0, 16_777_217);
    Path npy = directory.resolve("a.npy");
    Npy.write(npy, Tensor.of(new float[] {12, -3}, 2));
    assertThat(IntegerFiles.read(npy.toString()).data()).containsExactly(12, -3);
  }

  /** numpy.save of an array that was transposed. */
  @Test
  void fortranOrder() throws IOException {
    String dict = "{'descr': '>i4', 'fortran_order': True, 'shape': (2, 3), }";
    String header = dict + " ".repeat(128 - 10 - dict.length() - 1) + "\n";
    ByteBuffer bytes = ByteBuffer.allocate(128 + 24);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    bytes.put(header.getBytes(StandardCharsets.US_ASCII));
    for (int value : new int[] {1, 4, 2, 5, 3, 6}) {
      bytes.putInt(value);
    }
    Path file = Files.write(directory.resolve("f.npy"), bytes.array());
    IntTensor read = IntegerFiles.read(file.toString());
    assertThat(read.data()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(read.shape()).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void oneTensorOfSeveral() throws IOException {
    Path file = directory.resolve("a.safetensors");
    Tensor one = Tensor.of(new float[] {1}, 1);
    SafeTensors.write(file, Map.of("x", one, "y", Tensor.of(new float[] {2, 3}, 2)), Map.of());
    assertThat(IntegerFiles.read(file + ":y").data()).containsExactly(2, 3);
    assertThatThrownBy(() -> IntegerFiles.read(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name one");
    assertThatThrownBy(() -> IntegerFiles.read(file + ":z"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no tensor z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 2.5   | line 1, column 2: 2.5 is not a whole number below 2^31",
        "1 nan   | line 1, column 2: \"nan\" is not a number",
        "1 4e9   | line 1, column 2: 4e9 is not a whole number below 2^31",
        "1 1e999999999 | line 1, column 2: 1e999999999 is not a whole number below 2^31",
      })
  void textOfOtherNumbers(String text, String message) throws IOException {
    Path file = Files.writeString(directory.resolve("a.txt"), text);
    assertThatThrownBy(() -> IntegerFiles.read(file.toString()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(file + ": " + message);
  }

  /** Java's own parser of such a number takes half a minute. */
  @Test
  @Timeout(10)
  void aMillionDigits() throws IOException {
    Path file = Files.writeString(directory.resolve("a.txt"), "9".repeat(1_000_000));
    assertThatThrownBy(() -> IntegerFiles.read(file.toString()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "%s: line 1, column 1: %s… is not a whole number below 2^31", file, "9".repeat(40));
  }

  @Test
  void filesOfOtherNumbers() throws IOException {
    for (float value : new float[] {0.5f, Float.NaN, 3e9f, Float.NEGATIVE_INFINITY}) {
      Path npy = directory.resolve("a.npy");
      Npy.write(npy, Tensor.of(new float[] {1, value}, 2));
      assertThatThrownBy(() -> IntegerFiles.read(npy.toString()))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("is not a whole number below 2^31");
      Path safe = directory.resolve("a.safetensors");
      SafeTensors.write(safe, Map.of("x", Npy.read(npy)), Map.of());
      assertThatThrownBy(() -> IntegerFiles.read(safe.toString()))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("tensor x holds");
    }
    Path empty = Files.createFile(directory.resolve("empty"));
    assertThatThrownBy(() -> IntegerFiles.read(empty.toString()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> IntegerFiles.read(directory.resolve("no").toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such file");
  }

  @ParameterizedTest
  @CsvSource({"U64, ffffffffffffffff", "U32, ffffffff", "I64, 0000000080000000"})
  void beyondAnInt(ElementType type, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    ByteBuffer source = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThatThrownBy(() -> type.decode(source, new int[1], 0, 1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("beyond 2^31");
  }
}
