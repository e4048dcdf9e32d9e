package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.io.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class ImageCheckTest {
  @TempDir private Path root;
  private final List<Sample> samples = new ArrayList<>();

  @BeforeEach
  void draw() throws IOException {
    for (int i = 0; i < 12; i++) {
      samples.add(new Sample(Drawings.png(root.resolve(i + ".png"), 10, 10, i), 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void everyBadImageIsTold(int threads) throws IOException {
    Files.write(file(2), new byte[0]);
    byte[] whole = Files.readAllBytes(file(5));
    Files.write(file(5), java.util.Arrays.copyOf(whole, whole.length / 2));
    Files.delete(file(9));
    List<Integer> progress = new ArrayList<>();
    ImageStore store = new ImageStore(3, Long.MAX_VALUE, ImageLimits.DEFAULT);
    List<BadImage> bad = ImageCheck.run(samples, store, threads, progress::add);
    assertThat(bad).extracting(BadImage::file).containsExactly(file(2), file(5), file(9));
    assertThat(bad)
        .allSatisfy(
            image ->
                assertThat(image.reason()).startsWith(image.file() + ": ").doesNotContain("\n"));
    assertThat(progress).isSorted().endsWith(12);
    assertThat(store.size()).isEqualTo(9);
  }

  @Test
  void whatIsKeptIsNotReadAgain() throws IOException {
    ImageStore store = new ImageStore(3, 1 << 20, ImageLimits.DEFAULT);
    assertThat(ImageCheck.run(samples, store, 1, _ -> {})).isEmpty();
    byte[] before = store.read(file(3)).samples().clone();
    Files.delete(file(3));
    assertThat(store.read(file(3)).samples()).isEqualTo(before);
  }

  @Test
  void noMoreIsKeptThanTheBudgetHolds() throws IOException {
    // 300 samples and something for the objects each: four in 2000 bytes, no fifth.
    ImageStore store = new ImageStore(3, 2000, ImageLimits.DEFAULT);
    assertThat(ImageCheck.run(samples, store, 2, _ -> {})).isEmpty();
    assertThat(store.size()).isEqualTo(4);
    ImageStore none = new ImageStore(3, 0, ImageLimits.DEFAULT);
    assertThat(ImageCheck.run(samples, none, 2, _ -> {})).isEmpty();
    assertThat(none.size()).isZero();
  }

  @Test
  void largeImagesAreRefused() throws IOException {
    ImageStore store = new ImageStore(3, 0, new ImageLimits(99));
    assertThat(ImageCheck.run(samples, store, 1, _ -> {})).hasSize(12);
  }

  /** Otherwise it would depend on what is read beside it which images are left out. */
  @Test
  void lackOfMemoryMakesNoImageBad() {
    ImageStore store = new ImageStore(3, 0, ImageLimits.DEFAULT);
    ImageCheck.Visitor visitor =
        (index, _, _) -> {
          if (index == 5) {
            throw new OutOfMemoryError("of a test");
          }
        };
    assertThatThrownBy(() -> ImageCheck.run(samples, store, 2, _ -> {}, visitor))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("of a test");
  }

  private Path file(int i) {
    return samples.get(i).file();
  }
}
