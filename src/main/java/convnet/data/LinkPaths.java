package convnet.data;

import convnet.io.MalformedFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the paths through symbolic links to each directory of a tree. Thirty directories with two
 * links each to the next make a billion paths without a loop: following them all would take
 * forever.
 */
final class LinkPaths {
  private static final int MOST = 100;

  private final Map<Object, Integer> paths = new HashMap<>();

  /**
   * Counts one more path to a directory.
   *
   * @throws MalformedFileException if those are too many
   */
  void count(Path directory, BasicFileAttributes attributes) throws MalformedFileException {
    Object key = attributes.fileKey(); // null on Windows
    if (key != null && paths.merge(key, 1, Integer::sum) > MOST) {
      throw new MalformedFileException(
          directory.toString(),
          "more than %d ways lead to this directory through links: remove some".formatted(MOST));
    }
  }
}
