package convnet.data;

import static convnet.data.Drawings.touch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.io.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {
  @TempDir private Path root;

  @Test
  void classesAreInTheOrderOfCodePoints() throws IOException {
    // U+FF5E comes before U+1F600, whose surrogates come before it.
    for (String name : List.of("a", "B", "10", "2", "\uD83D\uDE00", "\uFF5E", "ab")) {
      touch(root, name + "/x.png");
    }
    ImageFolder folder = ImageFolder.scan(root);
    assertThat(folder.classes())
        .containsExactly("10", "2", "B", "a", "ab", "\uFF5E", "\uD83D\uDE00");
    assertThat(folder.samples()).extracting(Sample::label).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void imagesAreFoundByExtensionInAnyCaseAtAnyDepth() throws IOException {
    touch(root, "cat/b.JPG", "cat/a.jpeg", "cat/deep/er/c.Png", "cat/deep/d.TIFF", "cat/a/z.webp");
    touch(root, "cat/notes.txt", "cat/jpg", "cat/x.jpg.bak", "cat/x.gif", "readme.md", "loose.png");
    touch(root, "dog/1.ppm", "dog/2.bmp", "dog/3.pgm", "dog/4.tif");
    assertThat(found(ImageFolder.scan(root)))
        .containsExactly(
            "0 cat/a.jpeg",
            "0 cat/b.JPG",
            "0 cat/a/z.webp",
            "0 cat/deep/d.TIFF",
            "0 cat/deep/er/c.Png",
            "1 dog/1.ppm",
            "1 dog/2.bmp",
            "1 dog/3.pgm",
            "1 dog/4.tif");
  }

  @Test
  void whatIsHiddenIsIgnored() throws IOException {
    touch(root, "cat/a.png", "cat/._a.png", "cat/.thumbs/b.png", ".git/c.png", ".cache/d.txt");
    ImageFolder folder = ImageFolder.scan(root);
    assertThat(folder.classes()).containsExactly("cat");
    assertThat(found(folder)).containsExactly("0 cat/a.png");
  }

  @Test
  void aTreeMayLieInAHiddenDirectory() throws IOException {
    touch(root, ".data/cat/a.png");
    assertThat(ImageFolder.scan(root.resolve(".data")).classes()).containsExactly("cat");
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path tree = Files.createDirectory(root.resolve("tree"));
    touch(root, "elsewhere/x.png", "elsewhere/below/y.png", "single.png");
    touch(tree, "cat/a.png");
    Files.createSymbolicLink(tree.resolve("dog"), root.resolve("elsewhere"));
    Files.createSymbolicLink(tree.resolve("cat/b.png"), root.resolve("single.png"));
    Files.createSymbolicLink(tree.resolve("cat/lost.png"), root.resolve("nowhere.png"));
    ImageFolder folder = ImageFolder.scan(tree);
    assertThat(folder.samples())
        .extracting(sample -> sample.label() + " " + tree.relativize(sample.file()))
        .containsExactly(
            "0 cat/a.png", "0 cat/b.png", "0 cat/lost.png", "1 dog/x.png", "1 dog/below/y.png");
  }

  @Test
  void loopsOfLinksAreSurvived() throws IOException {
    touch(root, "cat/a.png", "cat/sub/b.png", "dog/c.png");
    Files.createSymbolicLink(root.resolve("cat/self"), root.resolve("cat"));
    Files.createSymbolicLink(root.resolve("cat/sub/up"), root.resolve("cat"));
    Files.createSymbolicLink(root.resolve("cat/sub/root"), root);
    Files.createSymbolicLink(root.resolve("again"), root);
    ImageFolder folder = ImageFolder.scan(root);
    assertThat(folder.classes()).containsExactly("cat", "dog");
    assertThat(found(folder)).containsExactly("0 cat/a.png", "0 cat/sub/b.png", "1 dog/c.png");
  }

  @Test
  void anEmptyClassIsNamed() throws IOException {
    touch(root, "cat/a.png", "dog/readme.txt", "eel/.hidden.png");
    assertThatThrownBy(() -> ImageFolder.scan(root))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith(root.resolve("dog") + ": ")
        .hasMessageContaining("no image (neither have eel)");
  }

  @Test
  void noClassIsAnError() throws IOException {
    assertThatThrownBy(() -> ImageFolder.scan(root))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith(root + ": holds no directories");
    touch(root, "a.png");
    assertThatThrownBy(() -> ImageFolder.scan(root))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith(root + ": its images are not in class directories");
  }

  @Test
  void whatIsNoDirectoryIsNamed() throws IOException {
    assertThatThrownBy(() -> ImageFolder.scan(root.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessage(root.resolve("none") + ": no such file or directory");
    touch(root, "a.png");
    assertThatThrownBy(() -> ImageFolder.scan(root.resolve("a.png")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(root.resolve("a.png") + ": is a file");
  }

  @Test
  void labelsCanBeThoseOfAModel() throws IOException {
    touch(root, "cat/a.png", "dog/b.png");
    ImageFolder folder = ImageFolder.scan(root);
    ImageFolder labelled = folder.labelledBy(List.of("dog", "ant", "cat"));
    assertThat(labelled.classes()).containsExactly("dog", "ant", "cat");
    assertThat(found(labelled)).containsExactly("2 cat/a.png", "0 dog/b.png");
    assertThatThrownBy(() -> folder.labelledBy(List.of("cat", "eel")))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(root + ": dog is not among the classes of the model: cat, eel");
  }

  @Test
  void aTreeOfTreesIsNoTreeOfClasses() throws IOException {
    touch(root, "train/cat/a.png", "Test/cat/b.png");
    ImageFolder folder = ImageFolder.scan(root);
    assertThatThrownBy(() -> folder.labelledBy(List.of("cat")))
        .hasMessage(
            root
                + ": Test, train are not among the classes of the model: cat: did you mean "
                + root.resolve("Test")
                + "?");
  }

  private List<String> found(ImageFolder folder) {
    return folder.samples().stream()
        .map(sample -> sample.label() + " " + root.relativize(sample.file()))
        .toList();
  }
}
