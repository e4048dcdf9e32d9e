package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  @TempDir Path directory;

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafeTensors.write(
        out, Map.of("a", Tensor.of(new float[] {1, -2}, 2, 1)), Map.of("k", "v\"\u00e9"));
    String header =
        "{\"__metadata__\":{\"k\":\"v\\\"\u00e9\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}";
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 8).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(json);
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.putFloat(1).putFloat(-2);
    assertThat(out.toByteArray()).isEqualTo(expected.array());
  }

  @Test
  void whatIsWrittenIsReadBackToTheBit() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    float[] odd = {Float.NaN, -0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY, 1 / 3f};
    odd[0] = Float.intBitsToFloat(0x7fc12345);
    tensors.put("z.weight", Tensor.of(odd, 5));
    tensors.put("a", new Tensor(new float[] {9, 1, 2, 9}, 1, Shape.of(1, 2)));
    tensors.put("scalar \u4e2d", Tensor.of(new float[] {7}));
    tensors.put("empty", Tensor.zeros(0, 3));
    float[] many = new float[600_001];
    for (int i = 0; i < many.length; i++) {
      many[i] = i * 0.37f;
    }
    tensors.put("many", Tensor.of(many, many.length));
    Path file = directory.resolve("m.safetensors");
    SafeTensors.write(file, tensors, Map.of("format", "pt"));

    SafeTensorsFile read = SafeTensors.read(file);
    assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
    assertThat(read.tensors().keySet())
        .containsExactly("z.weight", "a", "scalar \u4e2d", "empty", "many");
    read.tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(tensor.shape()).isEqualTo(tensors.get(name).shape());
              assertThat(bits(tensor)).isEqualTo(bits(tensors.get(name)));
            });
  }

  @Test
  void oneTensorIsReadIntoMemoryThatIsThere() throws IOException {
    Path file = directory.resolve("m.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", Tensor.of(new float[] {1, 2}, 2));
    tensors.put("b", Tensor.of(new float[] {3, 4, 5}, 3));
    SafeTensors.write(file, tensors, Map.of());
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      assertThat(reader.shapes()).containsEntry("b", Shape.of(3)).hasSize(2);
      float[] data = new float[5];
      reader.read("b", new Tensor(data, 1, Shape.of(3)));
      assertThat(data).containsExactly(0, 3, 4, 5, 0);
      assertThatThrownBy(() -> reader.read("b", Tensor.zeros(4)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tensor b is 3, but 4 is needed");
      assertThatThrownBy(() -> reader.read("c"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(file + ": has no tensor c; it has a, b");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F64, 000000000000f83f, 1.5",
    "F32, 0000c03f, 1.5",
    "F16, 003e, 1.5",
    "F16, 0100, 5.9604645E-8",
    "F16, 007c, Infinity",
    "BF16, c03f, 1.5",
    "I64, feffffffffffffff, -2",
    "I32, feffffff, -2",
    "I16, feff, -2",
    "I8, fe, -2",
    "U8, fe, 254",
    "U16, feff, 65534",
    "U32, feffffff, 4294967294",
    "U64, ffffffffffffffff, 1.8446744E19",
    "U64, 0100000080000080, 9.223373E18",
    "BOOL, 01, 1",
  })
  void otherTypesAreConverted(String dtype, String hex, float expected) throws IOException {
    byte[] data = HexFormat.of().parseHex(hex);
    String header =
        "{'x':{'dtype':'%s','shape':[1],'data_offsets':[0,%d]}}".formatted(dtype, data.length);
    assertThat(read(header, data).tensors().get("x").toArray()).containsExactly(expected);
  }

  @Test
  void onlyAnInfinityBecomesOne() throws IOException {
    String header = "{'x':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}";
    assertThat(read(header, doubles(Double.NEGATIVE_INFINITY)).tensors().get("x").toArray())
        .containsExactly(Float.NEGATIVE_INFINITY);
    assertThat(read(header, doubles(Float.MAX_VALUE)).tensors().get("x").toArray())
        .containsExactly(Float.MAX_VALUE);
    assertThatThrownBy(() -> read(header, doubles(-1e39)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageEndingWith(": tensor x holds -1.0E39, beyond float32, which ends at 3.4e38");
  }

  private static byte[] doubles(double value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
  }

  @Test
  void keysMayComeInAnyOrderAndNumbersToo() throws IOException {
    String header =
        "{'b':{'data_offsets':[4,8],'shape':[],'dtype':'F32'},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'__metadata__':{}}   ";
    byte[] data = floats(1, 2);
    SafeTensorsFile file = read(header, data);
    assertThat(file.tensors().keySet()).containsExactly("b", "a");
    assertThat(file.tensors().get("b").toArray()).containsExactly(2);
    assertThat(file.tensors().get("a").toArray()).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | does not begin with {",
        "{ | broken safetensors header",
        "{} x | broken safetensors header",
        "{}{} | more after",
        "{'a':1} | tensor a: should be an object",
        "{'a':T(F32,[2],[0,8]),'a':T(F32,[2],[0,8])} | uplicate",
        "{'a':T(F32,[2],[0,4])} | tensor a: 2 of F32 are 8 bytes, its data_offsets hold 4",
        "{'a':T(F32,[1],[0,8])} | tensor a: 1 of F32 are 4 bytes, its data_offsets hold 8",
        "{'a':T(F32,[1],[0,4]),'b':T(F32,[1],[0,4])} | overlap",
        "{'a':T(F32,[1],[0,4]),'b':T(U8,[3],[3,6])} | overlap",
        "{'a':T(F32,[1],[4,8])} | hole",
        "{'a':T(F32,[1],[0,4])} | bytes that belong to no tensor",
        "{'a':T(F32,[3],[0,12])} | truncated",
        "{} | bytes that belong to no tensor",
        "{'a':T(F32,[-2],[0,8])} | whole numbers from 0",
        "{'a':T(F32,[2],[-8,0])} | whole numbers from 0",
        "{'a':T(F32,[2.0],[0,8])} | whole numbers from 0",
        "{'a':T(F32,[2],[8,0])} | a begin and an end",
        "{'a':T(F32,[2],[0,4,8])} | a begin and an end",
        "{'a':T(F32,[2],[9223372036854775800,9223372036854775807])} | tensor a: 2 of F32",
        "{'a':T(F32,[2],[9223372036854775799,9223372036854775807])} | beyond any file",
        "{'a':T(F32,[2],[0,99999999999999999999])} | broken safetensors header",
        "{'a':T(F32,[4294967296,4294967296],[0,8])} | beyond what an array holds",
        "{'a':T(F32,[65536,65536],[0,8])} | beyond what an array holds",
        "{'a':T(F32,[4611686018427387904,4,0],[0,0])} | beyond what an array holds",
        "{'a':T(F8_E4M3,[8],[0,8])} | unknown dtype: F8_E4M3",
        "{'a':T(f32,[2],[0,8])} | unknown dtype: f32",
        "{'a':{'dtype':'F32','shape':[2]}} | needs dtype, shape and data_offsets",
        "{'a':{'dtype':7,'shape':[2],'data_offsets':[0,8]}} | dtype should be a string",
        "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}} | array of whole numbers",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | unknown key: x",
        "{'a':T(F32,[2],[0,8]),'e':T(F32,[0],[8,8]),'f':T(F32,[0],[8,8])} | at one place",
        "{'__metadata__':{'k':1},'a':T(F32,[2],[0,8])} | value of k should be a string",
        "{'__metadata__':{'k':'1','k':'2'},'a':T(F32,[2],[0,8])} | uplicate",
      })
  void whatTwoReadersCouldReadDifferentlyIsRefused(String header, String reason) {
    String json =
        header.replaceAll(
            "T\\((\\w+),(\\[[^]]*]),(\\[[^]]*])\\)", "{'dtype':'$1','shape':$2,'data_offsets':$3}");
    assertThatThrownBy(() -> read(json, floats(1, 2)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("evil: ")
        .hasMessageContaining(reason);
  }

  @Test
  void whatOneTensorIsOfDoesNotMatterToTheOthers() throws IOException {
    String json =
        """
        {"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
         "q": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [4, 8]}}\
        """;
    try (SafeTensorsReader reader = SafeTensorsReader.of(file(json, floats(1, 2)), "some")) {
      assertThat(reader.names()).containsExactly("w", "q");
      assertThat(reader.read("w").toArray()).containsExactly(1);
      assertThatThrownBy(() -> reader.read("q"))
          .isInstanceOf(MalformedFileException.class)
          .hasMessage("some: tensor q: has an unknown dtype: F8_E4M3");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', only 0 bytes",
    "00000000000000, only 7 bytes",
    "0000000000000000, does not begin with {",
    "0300000000000000 7b7d, truncated",
    "01e1f50500000000 7b7d, at most 100000000",
    "ffffffffffffff7f 7b7d, at most 100000000",
    "ffffffffffffffff 7b7d, 18446744073709551615",
    "0600000000000000 7b22ff223a31, not UTF-8",
    "0700000000000000 7b22c080223a31, not UTF-8",
  })
  void aHeaderThatDoesNotFitIsRefused(String hex, String reason) {
    byte[] file = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> SafeTensors.read(file, "evil"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void everyTruncationIsFound() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafeTensors.write(out, Map.of("a", Tensor.zeros(3)), Map.of("k", "v"));
    byte[] file = out.toByteArray();
    Path path = directory.resolve("cut.safetensors");
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      Files.write(path, cut);
      assertThatThrownBy(() -> SafeTensors.read(path)).isInstanceOf(MalformedFileException.class);
      assertThatThrownBy(() -> SafeTensors.read(cut, "cut"))
          .isInstanceOf(MalformedFileException.class);
    }
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = directory.resolve("none.safetensors");
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": no such file or directory");
  }

  private static SafeTensorsFile read(String header, byte[] data) throws IOException {
    return SafeTensors.read(file(header, data), "evil");
  }

  private static byte[] file(String header, byte[] data) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private static int[] bits(Tensor tensor) {
    float[] values = tensor.toArray();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void whatIsCitedFromAFileStaysOnOneLine() {
    assertThat(new MalformedFileException("f", 3, "holds numbers of type <\r\n 4"))
        .hasMessage("f: holds numbers of type < 4 (at byte 3)");
  }
}
