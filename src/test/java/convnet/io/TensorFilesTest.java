package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorFilesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"NPY", "SAFETENSORS", "CSV", "TXT"})
  void numbersComeBackAsTheyAreWhateverTheNameSays(OutputFormat format) throws IOException {
    Tensor tensor = Tensor.of(new float[] {-4, 0.1f, 1e-20f, 300, 2, 3}, 1, 2, 3);
    Path file = directory.resolve("misleading.png");
    TensorFiles.write(file, tensor, null, format, WriteOptions.DEFAULT);
    TensorInput read = read(file.toString());
    assertThat(read.kind().name())
        .isEqualTo(
            format == OutputFormat.CSV || format == OutputFormat.TXT ? "TEXT" : format.name());
    assertThat(read.tensor().shape()).isEqualTo(tensor.shape());
    assertThat(read.tensor().toArray()).isEqualTo(tensor.toArray());
    assertThat(read.opacity()).isNull();

    TensorInput fromMemory =
        TensorFiles.read(Files.readAllBytes(file), "-", ImageLimits.DEFAULT, false);
    assertThat(fromMemory.kind()).isEqualTo(read.kind());
    assertThat(fromMemory.tensor().toArray()).isEqualTo(tensor.toArray());
  }

  @Test
  void imagesAreRecognisedWithTheirAlpha() throws IOException {
    Tensor colours = Tensor.zeros(3, 2, 2);
    colours.fill(1);
    Tensor alpha = Tensor.of(new float[] {0, 1, 1, 0}, 1, 2, 2);
    Path file = directory.resolve("image");
    TensorFiles.write(file, colours, PlaneSource.of(alpha), OutputFormat.PNG, WriteOptions.DEFAULT);
    TensorInput read = read(file.toString());
    assertThat(read.kind()).isEqualTo(TensorInput.Kind.IMAGE);
    assertThat(read.tensor().toArray()).isEqualTo(colours.toArray());
    assertThat(read.opacity()).isNotNull();
    assertThat(read.opacity().toTensor().toArray()).isEqualTo(alpha.toArray());
    TensorInput gray = TensorFiles.read(file.toString(), ImageLimits.DEFAULT, true);
    assertThat(gray.tensor().shape()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(gray.tensor().get(0, 1, 1)).isCloseTo(1, within(1e-6f));
  }

  @Test
  void oneTensorOfManyIsNamed() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("conv1.weight", Tensor.of(new float[] {1, 2}, 2));
    tensors.put("a:b", Tensor.of(new float[] {3}, 1));
    Path file = directory.resolve("m:1.safetensors");
    SafeTensors.write(file, tensors, Map.of());
    assertThat(read(file + ":conv1.weight").tensor().toArray()).containsExactly(1, 2);
    assertThat(read(file + ":a:b").tensor().toArray()).containsExactly(3);
    assertThatThrownBy(() -> read(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": has 2 tensors; name one, " + file + ":NAME, of conv1.weight, a:b");
    byte[] piped = Files.readAllBytes(file);
    assertThatThrownBy(() -> TensorFiles.read(piped, "-", ImageLimits.DEFAULT, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-: has 2 tensors; save it and name one, FILE:NAME, of conv1.weight, a:b");
    assertThatThrownBy(() -> read(file + ":nope"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": has no tensor nope; it has conv1.weight, a:b");

    Path text = directory.resolve("m.txt");
    Files.writeString(text, "1 2");
    assertThatThrownBy(() -> read(text + ":nope"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a safetensors file, so it has no tensor nope");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | is empty",
        "`\u0000\u0001\u0002` | is of no known kind",
        "`\u0089PNG` | is not text",
        "hello world | line 1, column 1: \"hello\" is not a number",
        "`\u00ff\u00fe1\u0000` | is text in UTF-16, which cannot be read; save it as UTF-8 first",
        "{\"shape\":[1]} | line 1, column 13: a tensor in JSON needs \"data\"",
        "{\"shape\":[2],\"data\":[1]} | line 1, column 24: its shape is said to be 2, and its data",
        "{\"name\":3} | line 1, column 9: \"name\" is no part of a tensor: shape and data are",
        "[[1 2]] | line 1, column 5: Unexpected character",
        "[[1, 2], [3]] | line 1, column 12: 1 elements, where there were 2 before",
        "[[1, 2], 3] | line 1, column 10: a number below 1 arrays, and others are below 2",
        "[[1, \"two\"]] | line 1, column 6: a string, and only \"nan\"",
        "[[1, null]] | line 1, column 6: a number is needed",
        "[[[[[[[[[1]]]]]]]]] | line 1, column 9: more than 8 axes",
        "[] | line 1, column 2: there are no numbers",
        "{\"shape\":[65536,65536],\"data\":[1]} | line 1, column 22: a tensor of 65536x65536",
        "[1, 1e39] | line 1, column 5: 1e39 is beyond float32, which ends at 3.4e38",
        "[[1, 2]] 3 | line 1, column 10: something behind",
        "[[1, 2] | line 1, column 8: Unexpected end-of-input",
        "`PK\u0003\u0004` | is a zip archive, as .npz and PyTorch's .pt are",
        "sizeftypavif | is an image of the HEIF family",
      })
  void whatIsNothingIsSaidSo(String content, String reason) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> TensorFiles.read(bytes, "-", ImageLimits.DEFAULT, false))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("-: ")
        .hasMessageContaining(reason);
  }

  @Test
  void aHopelessSafetensorsFileIsExplainedByItsName() throws IOException {
    Path file = directory.resolve("evil.safetensors");
    Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});
    assertThatThrownBy(() -> read(file.toString()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("a header of 18446744073709551615 bytes");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> read(directory + "/none.png:x"))
        .isInstanceOf(IOException.class)
        .hasMessage(directory + "/none.png:x: no such file or directory");
  }

  @Test
  void jsonComesBackAsItWas() throws IOException {
    Tensor tensor = Tensor.of(new float[] {1, 0.1f, 1e-9f, Float.NaN, -1 / 0f, -0f}, 1, 2, 3);
    TensorInput read = parsed(json(tensor));
    assertThat(read.kind()).isEqualTo(TensorInput.Kind.JSON);
    assertThat(read.shape()).isEqualTo(tensor.shape());
    assertThat(read.tensor().toArray()).isEqualTo(tensor.toArray());
    assertThat(parsed("\uFEFF\t[[1, 2e3],\n [\"inf\", -Infinity]]").tensor().toArray())
        .containsExactly(1, 2000, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    assertThat(parsed(json(Tensor.of(new float[] {2}))).shape().rank()).isZero();
  }

  private static TensorInput parsed(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return TensorFiles.read(bytes, "-", ImageLimits.DEFAULT, false);
  }

  @Test
  void jsonSaysTheShapeAndNestsTheNumbers() throws IOException {
    Tensor tensor = Tensor.of(new float[] {1, 0.5f, 1e-9f, Float.NaN, -1 / 0f, -0f}, 1, 2, 3);
    assertThat(json(tensor))
        .isEqualTo("{\"shape\":[1,2,3],\"data\":[[[1,0.5,1e-9],[\"nan\",\"-inf\",-0]]]}\n");
    assertThat(json(Tensor.of(new float[] {2}))).isEqualTo("{\"shape\":[],\"data\":2}\n");
    assertThat(json(Tensor.zeros(2, 0))).isEqualTo("{\"shape\":[2,0],\"data\":[[],[]]}\n");
  }

  @Test
  void aFailureOfTheDiskComesThrough() {
    Tensor tensor = Tensor.zeros(3, 50, 50);
    for (OutputFormat format : OutputFormat.values()) {
      assertThatThrownBy(
              () -> TensorFiles.write(new FullDisk(), tensor, null, format, WriteOptions.DEFAULT))
          .as("%s", format)
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
    }
  }

  @Test
  void tenMapsAreNumberedFrom0To9() {
    assertThat(
            TensorFiles.mapFiles(Path.of("out"), "cat", Tensor.zeros(10, 2, 2), OutputFormat.PNG))
        .hasSize(10)
        .startsWith(Path.of("out/cat-0.png"))
        .endsWith(Path.of("out/cat-9.png"));
  }

  @Test
  void mapsGoIntoFilesOfTheirOwnWithOneMapForAll() throws IOException {
    Tensor tensor = Tensor.zeros(1, 11, 2, 2);
    for (int i = 0; i < 11; i++) {
      tensor.slice(0).slice(i).fill(i);
    }
    Path target = directory.resolve("maps/deep");
    List<Path> files =
        TensorFiles.writeMaps(
            target,
            "cat",
            tensor,
            null,
            OutputFormat.PNG,
            new WriteOptions(ValueMap.SCALE, 16, 90));
    assertThat(files).hasSize(11);
    assertThat(files.getFirst()).isEqualTo(target.resolve("cat-00.png"));
    assertThat(files.getLast()).isEqualTo(target.resolve("cat-10.png"));
    for (int i = 0; i < 11; i++) {
      Tensor read = read(files.get(i).toString()).tensor();
      assertThat(read.shape()).isEqualTo(Shape.of(1, 2, 2));
      assertThat(read.get(0, 1, 1)).isCloseTo(i / 10f, within(1e-4f));
    }
    List<Path> one =
        TensorFiles.writeMaps(
            target, "n", Tensor.zeros(2, 3), null, OutputFormat.NPY, WriteOptions.DEFAULT);
    assertThat(one).containsExactly(target.resolve("n-0.npy"));
    assertThat(read(one.getFirst().toString()).tensor().shape()).isEqualTo(Shape.of(1, 2, 3));
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(
            () ->
                TensorFiles.writeMaps(
                    file, "x", Tensor.zeros(1, 1, 1), null, OutputFormat.NPY, WriteOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": is a file, not a directory");
  }

  @ParameterizedTest
  @CsvSource({
    "a.png, PNG",
    "a.JPEG, JPG",
    "a.b.tif, TIFF",
    "x/.pgm, PGM",
    "a.safetensors, SAFETENSORS"
  })
  void formatsAreChosenByExtension(String file, OutputFormat expected) {
    assertThat(OutputFormat.ofFile(Path.of(file))).isEqualTo(expected);
    assertThat(OutputFormat.named(expected.extension().toUpperCase(java.util.Locale.ROOT)))
        .contains(expected);
  }

  @Test
  void anUnknownFormatIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> OutputFormat.ofFile(Path.of("out.xyz")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "out.xyz: its extension names no format; known are png, jpg, tiff, bmp, ppm, pgm, pfm,"
                + " npy, safetensors, csv, txt, json");
    assertThat(OutputFormat.named("gif")).isEmpty();
  }

  private static String json(Tensor tensor) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TensorFiles.write(out, tensor, null, OutputFormat.JSON, WriteOptions.DEFAULT);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static TensorInput read(String input) throws IOException {
    return TensorFiles.read(input, ImageLimits.DEFAULT, false);
  }

  private static final class FullDisk extends java.io.OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      throw new IOException("No space left on device");
    }
  }
}
