package convnet.data;

import static convnet.data.Drawings.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.io.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DataSetTest {
  @TempDir private Path root;

  @Test
  void aTreeOfClassesHasNothingHeldApart() throws IOException {
    touch(root, "cat/a.png", "dog/b.png");
    DataSet data = DataSet.locate(root, null, 0, 0);
    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(files(data.training())).containsExactly("cat/a.png", "dog/b.png");
    assertThat(data.validation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "test"})
  void treesOfTrainingAndValidation(String held) throws IOException {
    touch(root, "train/cat/a.png", "train/dog/b.png");
    touch(root, held + "/cat/c.png", held + "/dog/d.png");
    DataSet data = DataSet.locate(root, null, 0, 0);
    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(files(data.training())).containsExactly("train/cat/a.png", "train/dog/b.png");
    assertThat(files(data.validation())).containsExactly(held + "/cat/c.png", held + "/dog/d.png");
    assertThat(data.validation()).extracting(Sample::label).containsExactly(0, 1);
  }

  @Test
  void valGoesBeforeTest() throws IOException {
    touch(root, "train/cat/a.png", "val/cat/b.png", "test/cat/c.png");
    assertThat(files(DataSet.locate(root, null, 0, 0).validation()))
        .containsExactly("val/cat/b.png");
  }

  @Test
  void whatIsAskedForGoesBeforeWhatIsFound() throws IOException {
    touch(root, "train/cat/a.png", "train/cat/b.png", "val/cat/c.png", "other/cat/d.png");
    assertThat(files(DataSet.locate(root, root.resolve("other"), 0, 0).validation()))
        .containsExactly("other/cat/d.png");
    DataSet split = DataSet.locate(root, null, 0.5, 0);
    assertThat(files(split.training())).hasSize(1).first().asString().startsWith("train/");
    assertThat(files(split.validation())).hasSize(1).first().asString().startsWith("train/");
  }

  @Test
  void aTrainingTreeMayStandAlone() throws IOException {
    touch(root, "train/cat/a.png", "notes.txt", ".git/x");
    assertThat(DataSet.locate(root, null, 0, 0).classes()).containsExactly("cat");
  }

  @Test
  void trainMayBeAClass() throws IOException {
    touch(root, "train/a.png", "bus/b.png");
    assertThat(DataSet.locate(root, null, 0, 0).classes()).containsExactly("bus", "train");
  }

  @Test
  void differingClassesAreNamed() throws IOException {
    touch(root, "train/cat/a.png", "train/dog/b.png", "val/cat/c.png", "val/eel/d.png");
    Path train = root.resolve("train");
    Path val = root.resolve("val");
    assertThatThrownBy(() -> DataSet.locate(root, null, 0, 0))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            val + ": its classes are not those of " + train + ": it lacks dog; it alone has eel");
  }

  @Test
  void aSplitIsStratifiedAndFixedByTheSeed() throws IOException {
    for (int i = 0; i < 40; i++) {
      touch(root, "cat/%02d.png".formatted(i));
    }
    for (int i = 0; i < 11; i++) {
      touch(root, "dog/%02d.png".formatted(i));
    }
    touch(root, "eel/1.png", "eel/2.png", "fox/1.png");
    DataSet data = DataSet.locate(root, null, 0.1, 7);
    assertThat(data.validation())
        .extracting(Sample::label)
        .containsExactly(0, 0, 0, 0, 1, 2); // of 40, 11, 2 and 1
    List<Sample> all = new ArrayList<>(data.training());
    all.addAll(data.validation());
    assertThat(all).containsExactlyInAnyOrderElementsOf(ImageFolder.scan(root).samples());
    assertThat(files(data.training())).isSorted();
    assertThat(files(data.validation())).isSorted();
    assertThat(DataSet.locate(root, null, 0.1, 7)).isEqualTo(data);
    assertThat(DataSet.locate(root, null, 0.1, 8).validation()).isNotEqualTo(data.validation());
  }

  @Test
  void aSplitLeavesEachClassSomethingToLearnFrom() throws IOException {
    touch(root, "cat/1.png", "cat/2.png", "cat/3.png", "dog/1.png");
    DataSet data = DataSet.locate(root, null, 0.99, 7);
    assertThat(data.training()).extracting(Sample::label).containsExactly(0, 1);
    assertThat(data.validation()).extracting(Sample::label).containsExactly(0, 0);
  }

  @Test
  void aClassDoesNotChangeTheSplitOfAnother() throws IOException {
    for (int i = 0; i < 30; i++) {
      touch(root, "cat/%02d.png".formatted(i));
    }
    List<Sample> before = DataSet.locate(root, null, 0.2, 7).validation();
    touch(root, "dog/1.png", "dog/2.png", "dog/3.png");
    List<Sample> after = DataSet.locate(root, null, 0.2, 7).validation();
    assertThat(after).startsWith(before.toArray(Sample[]::new)).hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
  void aFractionIsBetween0And1(double fraction) throws IOException {
    touch(root, "cat/a.png", "cat/b.png");
    assertThatThrownBy(() -> DataSet.locate(root, null, fraction, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--val-split must be at least 0 and below 1, not " + fraction);
  }

  @ParameterizedTest
  @CsvSource({"Train, Val", "training, VALID", "train, Test"})
  void treesMayBeWrittenInAnyCase(String training, String validation) throws IOException {
    touch(root, training + "/cat/a.png", training + "/dog/b.png");
    touch(root, validation + "/cat/c.png", validation + "/dog/d.png");
    DataSet data = DataSet.locate(root, null, 0, 0);
    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(data.training()).hasSize(2);
    assertThat(data.validation()).hasSize(2);
    assertThat(DataSet.takesIn(root, root.resolve(training).resolve("run"))).isTrue();
    assertThat(DataSet.takesIn(root, root.resolve("run"))).isFalse();
  }

  @Test
  void imagesOfOtherFormatsAreCounted() throws IOException {
    touch(root, "train/cat/a.png", "train/cat/b.GIF", "train/cat/.c.gif", "train/cat/d.txt");
    touch(root, "val/cat/a.png", "val/cat/b.gif", "val/cat/deep/c.jfif");
    assertThat(DataSet.locate(root, null, 0, 0).leftOut())
        .containsExactly(Map.entry(".gif", 2), Map.entry(".jfif", 1));
  }

  private String fingerprint(String tree) throws IOException {
    return DataSet.locate(root.resolve(tree), null, 0, 0).fingerprint();
  }

  /** Directories inside a class decide the order of its images. */
  @Test
  void theFingerprintIsThatOfTheTreeWhereverItLies() throws IOException {
    touch(root, "one/cat/s1/a.png", "one/cat/s2/a.png", "one/dog/s1/b.png", "one/dog/c.png");
    touch(root, "far/two/cat/s1/a.png", "far/two/cat/s2/a.png", "far/two/dog/s1/b.png");
    touch(root, "far/two/dog/c.png");
    String same = fingerprint("one");
    assertThat(fingerprint("far/two")).isEqualTo(same);
    Files.move(root.resolve("one/cat/s1"), root.resolve("one/cat/s3"));
    assertThat(fingerprint("one")).as("the other order").isNotEqualTo(same);
    Files.move(root.resolve("far/two/dog/c.png"), root.resolve("far/two/dog/s1/c.png"));
    assertThat(fingerprint("far/two")).isNotEqualTo(same);
  }

  @Test
  void aTreeAndAFractionExcludeEachOther() throws IOException {
    Files.createDirectory(root.resolve("val"));
    assertThatThrownBy(() -> DataSet.locate(root, root.resolve("val"), 0.1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exclude each other");
  }

  private List<String> files(List<Sample> samples) {
    return samples.stream().map(sample -> root.relativize(sample.file()).toString()).toList();
  }
}
