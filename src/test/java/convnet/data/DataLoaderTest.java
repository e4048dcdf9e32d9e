package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.data.DataLoader.Options;
import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import convnet.io.MalformedFileException;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("other loaders' threads would count")
@Timeout(30)
final class DataLoaderTest {
  private static final int IMAGES = 23;
  private static final Preprocess PREPROCESS =
      new Preprocess(8, 8, 8, Collections.nCopies(3, 0.5f), Collections.nCopies(3, 0.25f));

  @TempDir private Path root;
  private List<Sample> samples;

  /** A batch as it was given. The label is the image's place in the list: it tells which it is. */
  private record Given(List<Integer> labels, List<Float> numbers) {}

  @BeforeEach
  void draw() throws IOException {
    samples = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      samples.add(new Sample(Drawings.png(root.resolve(i + ".png"), 9 + i % 3, 11, i), i));
    }
  }

  @Test
  void inOrderEachImageIsAsInPrediction() throws IOException {
    List<Given> given = epoch(Options.inOrder(5, 2), Augmentation.NONE, 0, 0);
    assertThat(given).extracting(batch -> batch.labels.size()).containsExactly(5, 5, 5, 5, 3);
    assertThat(labels(given)).isEqualTo(IntStream.range(0, IMAGES).boxed().toList());
    ImageTransform transform = new ImageTransform(PREPROCESS);
    Tensor alone = Tensor.zeros(transform.outputShape());
    for (int i = 0; i < IMAGES; i++) {
      transform.apply(ImageFiles.readRgb(samples.get(i).file(), ImageLimits.DEFAULT), alone);
      List<Float> numbers = given.get(i / 5).numbers;
      int from = i % 5 * alone.size();
      assertThat(numbers.subList(from, from + alone.size())).isEqualTo(list(alone));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "3, 0", "0, 4000", "2, 4000", "0, 1000000", "3, 1000000"})
  void neitherThreadsNorMemoryMakeADifference(int threads, long budget) throws IOException {
    List<Given> alone = epoch(shuffled(4, 0), Augmentation.STANDARD, 3, 0);
    assertThat(epoch(shuffled(4, threads), Augmentation.STANDARD, 3, budget)).isEqualTo(alone);
  }

  @Test
  void epochsAndSeedsDiffer() throws IOException {
    List<Given> first = epoch(shuffled(4, 1), Augmentation.NONE, 0, 0);
    List<Given> second = epoch(shuffled(4, 1), Augmentation.NONE, 1, 0);
    List<Given> seeded = epoch(new Options(4, true, 6, 1), Augmentation.NONE, 0, 0);
    assertThat(labels(first)).containsExactlyInAnyOrderElementsOf(labels(second));
    assertThat(labels(first)).isNotEqualTo(labels(second));
    assertThat(labels(first)).isNotEqualTo(labels(seeded));
    assertThat(labels(first)).doesNotHaveDuplicates().hasSize(IMAGES).isNotEqualTo(range());
  }

  @Test
  void augmentationDependsOnTheImageAndNotOnItsPlace() throws IOException {
    List<Float> inLargeBatch = imageOf(epoch(shuffled(23, 0), Augmentation.STANDARD, 2, 0), 9);
    List<Float> inOrder =
        imageOf(epoch(new Options(7, false, 5, 0), Augmentation.STANDARD, 2, 0), 9);
    List<Float> nextEpoch =
        imageOf(epoch(new Options(7, false, 5, 0), Augmentation.STANDARD, 3, 0), 9);
    assertThat(inLargeBatch).isEqualTo(inOrder).isNotEqualTo(nextEpoch);
  }

  @Test
  void imagesAreVariedOneByOneAndBySeed() throws IOException {
    samples.set(1, samples.getFirst());
    Given first = epoch(new Options(2, false, 5, 0), Augmentation.STANDARD, 2, 0).getFirst();
    Given seeded = epoch(new Options(2, false, 6, 0), Augmentation.STANDARD, 2, 0).getFirst();
    int half = first.numbers.size() / 2;
    assertThat(first.numbers.subList(0, half))
        .isNotEqualTo(first.numbers.subList(half, 2 * half))
        .isNotEqualTo(seeded.numbers.subList(0, half));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void anEpochCanBeTakenUpAtABatch(int threads) throws IOException {
    List<Given> whole = epoch(shuffled(4, 0), Augmentation.STANDARD, 1, 0);
    try (DataLoader loader = loader(shuffled(4, threads), Augmentation.STANDARD, 0)) {
      for (int batch = 0; batch <= whole.size(); batch++) {
        loader.start(1, batch);
        assertThat(rest(loader)).isEqualTo(whole.subList(batch, whole.size()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void anEpochCanBeGivenUp(int threads) throws IOException {
    List<Given> whole = epoch(shuffled(4, 0), Augmentation.STANDARD, 1, 0);
    Tensor images = Tensor.zeros(4, 3, 8, 8);
    try (DataLoader loader = loader(shuffled(4, threads), Augmentation.STANDARD, 0)) {
      for (int i = 0; i < 20; i++) {
        loader.start(0, i % 5);
        loader.next(images, new int[4]);
      }
      loader.start(1, 0);
      assertThat(rest(loader)).isEqualTo(whole);
    }
  }

  @Test
  void aBatchMayBeLargerThanTheList() throws IOException {
    assertThat(epoch(Options.inOrder(100, 1), Augmentation.NONE, 0, 0))
        .singleElement()
        .extracting(Given::labels)
        .isEqualTo(range());
  }

  @Test
  void nothingIsGivenBeforeTheStartAndAfterTheEnd() throws IOException {
    Tensor images = Tensor.zeros(23, 3, 8, 8);
    try (DataLoader loader = loader(Options.inOrder(23, 1), Augmentation.NONE, 0)) {
      assertThat(loader.next(images, new int[23])).isZero();
      loader.start(0, 0);
      assertThat(loader.next(images, new int[23])).isEqualTo(23);
      assertThat(loader.next(images, new int[23])).isZero();
      assertThat(loader.next(images, new int[23])).isZero();
      assertThatThrownBy(() -> loader.start(0, 2)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aBrokenImageReachesTheCallerWithItsName(int threads) throws IOException {
    Files.writeString(samples.get(6).file(), "no image");
    Files.delete(samples.get(7).file());
    Tensor images = Tensor.zeros(5, 3, 8, 8);
    int[] labels = new int[5];
    try (DataLoader loader = loader(Options.inOrder(5, threads), Augmentation.NONE, 0)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        loader.start(epoch, 0);
        assertThat(loader.next(images, labels)).isEqualTo(5);
        assertThatThrownBy(() -> loader.next(images, labels))
            .isInstanceOf(MalformedFileException.class)
            .hasMessageStartingWith(samples.get(6).file() + ": ");
        assertThat(loader.next(images, labels)).isEqualTo(5);
        assertThat(labels).containsExactly(10, 11, 12, 13, 14);
      }
    }
  }

  @Test
  void aClosedLoaderGivesNothingAndItsThreadsEnd() throws Exception {
    DataLoader loader = loader(Options.inOrder(5, 2), Augmentation.NONE, 0);
    loader.start(0, 0);
    loader.close();
    assertThatThrownBy(() -> loader.next(Tensor.zeros(5, 3, 8, 8), new int[5]))
        .isInstanceOf(IllegalStateException.class);
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("convnet-loader"))) {
      Thread.sleep(5);
    }
  }

  @Test
  void aCallerThatIsInterruptedHearsOfIt() throws Exception {
    try (DataLoader loader = loader(Options.inOrder(5, 0), Augmentation.NONE, 0)) {
      loader.start(0, 0);
      loader.next(Tensor.zeros(5, 3, 8, 8), new int[5]);
    }
    Path pipe = root.resolve("pipe.png");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    // Nobody writes into the pipe, so the worker that opens it waits, and so does the caller.
    List<Sample> stuck = List.of(new Sample(pipe, 0));
    ImageStore store = new ImageStore(3, 0, ImageLimits.DEFAULT);
    ImageTransform transform = new ImageTransform(PREPROCESS);
    try (DataLoader loader = new DataLoader(stuck, store, transform, Options.inOrder(1, 1))) {
      loader.start(0, 0);
      Thread.sleep(100);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> loader.next(Tensor.zeros(1, 3, 8, 8), new int[1]))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      Files.newOutputStream(pipe).close();
    }
  }

  @Test
  void channelsMustAgree() {
    ImageStore gray = new ImageStore(1, 0, ImageLimits.DEFAULT);
    ImageTransform transform = new ImageTransform(PREPROCESS);
    assertThatThrownBy(() -> new DataLoader(samples, gray, transform, Options.inOrder(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 channels do not become 3x8x8");
  }

  private static Options shuffled(int batchSize, int threads) {
    return new Options(batchSize, true, 5, threads);
  }

  private DataLoader loader(Options options, Augmentation augmentation, long budget) {
    return new DataLoader(
        samples,
        new ImageStore(3, budget, ImageLimits.DEFAULT),
        new ImageTransform(PREPROCESS, augmentation, null, null),
        options);
  }

  private List<Given> epoch(Options options, Augmentation augmentation, int epoch, long budget)
      throws IOException {
    try (DataLoader loader = loader(options, augmentation, budget)) {
      for (int earlier = budget > 0 ? epoch - 1 : epoch; earlier < epoch; earlier++) {
        loader.start(earlier, 0);
        rest(loader);
      }
      loader.start(epoch, 0);
      return rest(loader);
    }
  }

  private static List<Given> rest(DataLoader loader) throws IOException {
    Tensor images = Tensor.zeros(IMAGES + 1, 3, 8, 8);
    int[] labels = new int[IMAGES + 1];
    List<Given> given = new ArrayList<>();
    for (int n = loader.next(images, labels); n > 0; n = loader.next(images, labels)) {
      given.add(
          new Given(IntStream.of(labels).limit(n).boxed().toList(), list(images.narrow(0, n))));
    }
    return given;
  }

  private static List<Float> imageOf(List<Given> batches, int label) {
    Given batch = batches.stream().filter(b -> b.labels.contains(label)).findFirst().orElseThrow();
    int size = 3 * 8 * 8;
    int from = batch.labels.indexOf(label) * size;
    return batch.numbers.subList(from, from + size);
  }

  private static List<Integer> labels(List<Given> batches) {
    return batches.stream().flatMap(batch -> batch.labels.stream()).toList();
  }

  private static List<Integer> range() {
    return IntStream.range(0, IMAGES).boxed().toList();
  }

  private static List<Float> list(Tensor tensor) {
    List<Float> numbers = new ArrayList<>();
    for (float number : tensor.toArray()) {
      numbers.add(number);
    }
    return numbers;
  }
}
