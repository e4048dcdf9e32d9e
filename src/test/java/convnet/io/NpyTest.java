package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  private static final String F4 = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";

  @TempDir Path directory;

  /** The bytes that {@code numpy.save} writes for {@code numpy.array([[1, -2]], 'float32')}. */
  @Test
  void theBytesAreThoseOfNumpy() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, Tensor.of(new float[] {1, -2}, 1, 2));
    String dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
    String header = dict + " ".repeat(128 - 10 - dict.length() - 1) + "\n";
    byte[] expected =
        join(
            HexFormat.of().parseHex("934e554d505901007600"),
            header.getBytes(StandardCharsets.US_ASCII),
            HexFormat.of().parseHex("0000803f000000c0"));
    assertThat(out.toByteArray()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "2,3", "0,4", "2,1,3,2"})
  void whatIsWrittenIsReadBack(String sizes) throws IOException {
    int[] dims =
        sizes.isEmpty()
            ? new int[0]
            : Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    Shape shape = new Shape(dims);
    float[] data = new float[shape.size() + 2];
    for (int i = 0; i < data.length; i++) {
      data[i] = i / 3f;
    }
    Tensor tensor = new Tensor(data, 2, shape);
    Path file = directory.resolve("a.npy");
    Npy.write(file, tensor);
    Tensor read = Npy.read(file);
    assertThat(read.shape()).isEqualTo(shape);
    assertThat(read.toArray()).isEqualTo(tensor.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "<f4, 0000c03f, 1.5",
    ">f4, 3fc00000, 1.5",
    "<f8, 000000000000f83f, 1.5",
    ">f8, 3ff8000000000000, 1.5",
    "<f2, 003e, 1.5",
    "|i1, fe, -2",
    "|u1, fe, 254",
    "<i2, feff, -2",
    ">i2, fffe, -2",
    "<u2, feff, 65534",
    "<i4, feffffff, -2",
    "<u4, feffffff, 4294967294",
    "<i8, feffffffffffffff, -2",
    "<u8, ffffffffffffffff, 1.8446744E19",
    "|b1, 01, 1",
  })
  void otherTypesAreConverted(String descr, String hex, float expected) throws IOException {
    byte[] file = file(1, F4.replace("<f4", descr), HexFormat.of().parseHex(hex));
    assertThat(Npy.read(file, "a.npy").toArray()).containsExactly(expected);
  }

  @Test
  void onlyAnInfinityBecomesOne() throws IOException {
    String f8 = F4.replace("<f4", ">f8");
    byte[] infinity = HexFormat.of().parseHex("7ff0000000000000");
    assertThat(Npy.read(file(1, f8, infinity), "a.npy").toArray())
        .containsExactly(Float.POSITIVE_INFINITY);
    byte[] large = HexFormat.of().parseHex("7e37e43c8800759c");
    assertThatThrownBy(() -> Npy.read(file(1, f8, large), "a.npy"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage("a.npy: holds 1.0E300, beyond float32, which ends at 3.4e38");
  }

  @Test
  void fortranOrderIsTurnedIntoCOrder() throws IOException {
    // numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4)): the first axis is the fastest.
    byte[] data = new byte[24];
    int at = 0;
    for (int k = 0; k < 4; k++) {
      for (int j = 0; j < 3; j++) {
        for (int i = 0; i < 2; i++) {
          data[at++] = (byte) ((i * 3 + j) * 4 + k);
        }
      }
    }
    String dict = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }";
    Tensor read = Npy.read(file(1, dict, data), "a.npy");
    assertThat(read.shape()).isEqualTo(Shape.of(2, 3, 4));
    for (int i = 0; i < 24; i++) {
      assertThat(read.data()[i]).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionIsRead(int version) throws IOException {
    byte[] one = HexFormat.of().parseHex("0000803f");
    assertThat(Npy.read(file(version, F4, one), "a.npy").toArray()).containsExactly(1);
    String python2 = "{\"shape\": (1L,), \"fortran_order\": False, \"descr\": \"<f4\"}";
    assertThat(Npy.read(file(version, python2, one), "a.npy").toArray()).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), } | type <c8",
        "`{'descr': '|O', 'fortran_order': False, 'shape': (1,), }` | `type |O`",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), } | type",
        "{'descr': '<f4', 'fortran_order': False} | broken npy header",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)} | broken npy header",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)} | broken npy",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': ''} | broken npy header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)} | broken npy header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536)} | beyond",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,)} | beyond",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,,)} | beyond",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)} | beyond",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} | truncated",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0,)} | bytes after the array",
        "'' | broken npy header",
      })
  void whatDoesNotFitIsRefused(String dict, String reason) {
    assertThatThrownBy(() -> Npy.read(file(1, dict, new byte[4]), "evil.npy"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("evil.npy: ")
        .hasMessageContaining(reason);
  }

  @Test
  void everyTruncationIsFound() {
    byte[] file = file(1, F4, new byte[4]);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> Npy.read(cut, "cut.npy")).isInstanceOf(MalformedFileException.class);
    }
    file[6] = 4;
    assertThatThrownBy(() -> Npy.read(file, "new.npy")).hasMessageContaining("version 4");
  }

  private static byte[] file(int version, String dict, byte[] data) {
    byte[] header = (dict + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] length =
        version == 1
            ? new byte[] {(byte) header.length, (byte) (header.length >> 8)}
            : new byte[] {(byte) header.length, (byte) (header.length >> 8), 0, 0};
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0};
    return join(magic, length, header, data);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
