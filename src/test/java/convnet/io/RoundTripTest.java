package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Files of numbers, drawn at random: what is read is what was written, and all of it or nothing.
 */
final class RoundTripTest {
  private static final int CASES = 300;
  private static final int CUTS = 30;

  /** What names are made of: blanks, what JSON escapes, what takes two to four bytes in UTF-8. */
  private static final String[] LETTERS = {
    "a", "Z", "7", ".", "_", " ", "\t", "\n", "\"", "\\", "/", "ж", "é", "中", "\u2028", "😀",
    "\u0001"
  };

  @Test
  void npyKeepsShapeAndBits() throws IOException {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Tensor tensor = OddNumbers.tensor(random, OddNumbers.shape(random, 0, 4, 0));
      Tensor read = Npy.read(npy(tensor), "a.npy");
      assertThat(read.shape()).as("seed %d", seed).isEqualTo(tensor.shape());
      assertThat(OddNumbers.bits(read))
          .as("seed %d: %s", seed, tensor.shape())
          .isEqualTo(OddNumbers.bits(tensor));
    }
  }

  @Test
  void safeTensorsKeepNamesShapesBitsAndMetadata() throws IOException {
    for (int seed = 0; seed < CASES; seed++) {
      Archive archive = Archive.draw(new SplittableRandom(seed));
      SafeTensorsFile read = SafeTensors.read(archive.bytes(), "m.safetensors");
      assertThat(read.metadata()).as("seed %d", seed).isEqualTo(archive.metadata);
      assertThat(read.tensors().keySet())
          .as("seed %d", seed)
          .containsExactlyElementsOf(archive.tensors.keySet());
      for (Map.Entry<String, Tensor> entry : read.tensors().entrySet()) {
        Tensor written = archive.tensors.get(entry.getKey());
        assertThat(entry.getValue().shape())
            .as("seed %d: %s", seed, entry.getKey())
            .isEqualTo(written.shape());
        assertThat(OddNumbers.bits(entry.getValue()))
            .as("seed %d: %s", seed, entry.getKey())
            .isEqualTo(OddNumbers.bits(written));
      }
    }
  }

  /** Text is told from other files by its first bytes, and all axes before the last two are one. */
  @Test
  void textKeepsAllBitsButThoseOfNan() throws IOException {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Tensor tensor = OddNumbers.tensor(random, OddNumbers.shape(random, 0, 4, 1));
      char separator = ",\t ".charAt(random.nextInt(3));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      TextMatrix.write(out, tensor, separator);
      TensorInput input = TensorFiles.read(out.toByteArray(), "m", ImageLimits.DEFAULT, false);
      Shape shape = tensor.shape();
      int width = shape.rank() < 1 ? 1 : shape.width();
      int height = shape.rank() < 2 ? 1 : shape.height();
      assertThat(input.kind()).as("seed %d: %s", seed, out).isEqualTo(TensorInput.Kind.TEXT);
      assertThat(input.shape())
          .as("seed %d: %s", seed, shape)
          .isEqualTo(Shape.of(shape.size() / height / width, height, width));
      assertThat(OddNumbers.bitsOfOneNan(input.tensor()))
          .as("seed %d: %s", seed, out)
          .isEqualTo(OddNumbers.bitsOfOneNan(tensor));
    }
  }

  /** The first bytes of a file, however many, are never taken for a whole one. */
  @Test
  void whatIsCutOffIsRefused() throws IOException {
    for (int seed = 0; seed < CASES / 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] npy = npy(OddNumbers.tensor(random, OddNumbers.shape(random, 0, 4, 0)));
      byte[] archive = Archive.draw(random).bytes();
      for (int i = 0; i < CUTS; i++) {
        byte[] half = Arrays.copyOf(npy, random.nextInt(npy.length));
        assertRefused(() -> Npy.read(half, "cut"), seed, half.length, npy.length);
        byte[] part = Arrays.copyOf(archive, random.nextInt(archive.length));
        assertRefused(() -> SafeTensors.read(part, "cut"), seed, part.length, archive.length);
      }
    }
  }

  private static void assertRefused(ThrowingCallable read, int seed, int length, int whole) {
    assertThatThrownBy(read)
        .as("seed %d: cut to %d of %d bytes", seed, length, whole)
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("cut: ");
  }

  private static byte[] npy(Tensor tensor) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, tensor);
    return out.toByteArray();
  }

  /** What a safetensors file holds. */
  private record Archive(Map<String, Tensor> tensors, Map<String, String> metadata) {
    static Archive draw(SplittableRandom random) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        // Of empty ones there is at most one: two would be at one place, which is refused.
        Shape shape = OddNumbers.shape(random, 0, 4, i == 0 ? 0 : 1);
        tensors.put(text(random), OddNumbers.tensor(random, shape));
      }
      Map<String, String> metadata = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        metadata.put(text(random), text(random));
      }
      return new Archive(tensors, metadata);
    }

    private static String text(SplittableRandom random) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(LETTERS[random.nextInt(LETTERS.length)]);
      }
      return text.toString();
    }

    byte[] bytes() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SafeTensors.write(out, tensors, metadata);
      return out.toByteArray();
    }
  }
}
