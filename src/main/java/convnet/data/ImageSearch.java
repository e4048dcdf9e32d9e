package convnet.data;

import convnet.io.SystemErrors;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the images in a directory tree that is not divided into classes. */
public final class ImageSearch {
  private ImageSearch() {}

  /**
   * All images at any depth below a directory, ordered by directory, then name. What counts as an
   * image, hidden files and links are as in {@link ImageFolder}.
   *
   * @param unreadable is given the error for each directory that cannot be read
   */
  public static List<Path> below(Path directory, Consumer<IOException> unreadable)
      throws IOException {
    List<Path> images = new ArrayList<>();
    Files.walkFileTree(
        directory,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          private final LinkPaths linkPaths = new LinkPaths();

          @Override
          public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes attributes)
              throws IOException {
            if (!found.equals(directory) && ImageFolder.isHidden(found)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            linkPaths.count(found, attributes);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (ImageFolder.isVisibleImage(file, attributes)) {
              images.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            if (!(failure instanceof FileSystemLoopException)) {
              unreadable.accept(SystemErrors.explain(file, failure));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) {
            // An error here means that reading the directory broke off in the middle.
            return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(left, failure);
          }
        });
    images.sort(ImageFolder.BY_DIRECTORY_AND_NAME);
    return images;
  }
}
