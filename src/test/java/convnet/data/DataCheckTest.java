package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.io.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataCheckTest {
  @TempDir private Path root;

  /** Two classes of four images to train with and two to validate with, all different. */
  @BeforeEach
  void draw() throws IOException {
    int number = 0;
    for (String name : new String[] {"cat", "dog"}) {
      for (int i = 0; i < 4; i++) {
        Drawings.png(file("train/" + name + "/" + i), 6, 5, number++);
      }
      for (int i = 0; i < 2; i++) {
        Drawings.png(file("val/" + name + "/" + i), 6, 5, number++);
      }
    }
  }

  private Path file(String name) {
    return root.resolve(name + ".png");
  }

  private DataCheck check(int threads) throws IOException {
    ImageStore store = new ImageStore(3, 1 << 20, ImageLimits.DEFAULT);
    return DataCheck.run(DataSet.locate(root, null, 0, 0), store, threads, false, _ -> {});
  }

  @Test
  void nothingIsSaidOfASoundTree() throws IOException {
    DataCheck found = check(1);
    assertThat(found.bad()).isEmpty();
    assertThat(found.warnings()).isEmpty();
    assertThat(found.lighting()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void imagesThatAreValidatedAndTrainedWithAreNamed(int threads) throws IOException {
    copy("train/cat/1", "val/cat/copy");
    copy("train/cat/1", "val/cat/again");
    copy("train/dog/0", "val/dog/0");
    copy("train/dog/0", "val/cat/1"); // another class, even
    copy("val/dog/1", "val/dog/2"); // twice, but not trained with
    assertThat(check(threads).warnings())
        .containsExactly(
            "validation images that are trained on too, byte for byte: 4 of 7 (%s = %s, %s = %s, %s = %s, …): validation results will be too good"
                .formatted(
                    file("val/cat/1"),
                    file("train/dog/0"),
                    file("val/cat/again"),
                    file("train/cat/1"),
                    file("val/cat/copy"),
                    file("train/cat/1")));
  }

  @Test
  void anImageInTwoClassesIsNamed() throws IOException {
    copy("train/cat/2", "train/dog/9");
    copy("train/cat/2", "train/cat/9"); // twice in one class is nobody's mistake
    assertThat(check(2).warnings())
        .containsExactly(
            "training images that are in another class too, byte for byte: 1 (%s = %s): one of the two is wrong"
                .formatted(file("train/dog/9"), file("train/cat/2")));
  }

  @Test
  void aClassOfOneImageIsNamed() throws IOException {
    for (int i = 1; i < 4; i++) {
      Files.delete(file("train/dog/" + i));
    }
    assertThat(check(1).warnings())
        .containsExactly("dog: one training image is hardly enough to learn it from");
  }

  @Test
  void brokenImagesAreNotCompared() throws IOException {
    Files.write(file("train/cat/1"), new byte[0]);
    Files.write(file("val/cat/1"), new byte[0]);
    DataCheck found = check(1);
    assertThat(found.bad())
        .extracting(BadImage::file)
        .containsExactly(file("train/cat/1"), file("val/cat/1"));
    assertThat(found.warnings()).isEmpty();
  }

  @Test
  void whatIsLeftOutIsGoneFromBothLists() throws IOException {
    DataSet data = DataSet.locate(root, null, 0, 0);
    DataSet rest = data.without(Set.of(file("train/dog/2"), file("val/cat/0")));
    assertThat(rest.training()).hasSize(7).isSubsetOf(data.training());
    assertThat(rest.validation()).hasSize(3).isSubsetOf(data.validation());
    assertThat(rest.classes()).isEqualTo(data.classes());
  }

  @Test
  void noClassMayBeLeftWithoutAnImage() throws IOException {
    DataSet data = DataSet.locate(root, null, 0, 0);
    Set<Path> dogs =
        Set.of(file("train/dog/0"), file("train/dog/1"), file("train/dog/2"), file("train/dog/3"));
    assertThatThrownBy(() -> data.without(dogs))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "dog: no training image of this class can be read: repair one, or remove the class");
    Set<Path> held =
        Set.of(file("val/dog/0"), file("val/dog/1"), file("val/cat/0"), file("val/cat/1"));
    assertThatThrownBy(() -> data.without(held))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("none of the 4 validation images can be read");
  }

  @Test
  void aLineOfTheListIsOneLine() {
    Path file = Path.of("a\tb\nc\\d.jpg");
    assertThat(new BadImage(file, file + ": is empty").line())
        .isEqualTo("a\\tb\\nc\\\\d.jpg\tis empty");
  }

  private void copy(String from, String to) throws IOException {
    Files.write(file(to), Files.readAllBytes(file(from)));
  }
}
