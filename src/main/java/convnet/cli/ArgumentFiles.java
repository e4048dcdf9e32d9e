package convnet.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of arguments, {@code @FILE} on the command line. They are expanded by picocli, which takes
 * one that is not there for an argument like any other: so they are looked at first. {@code @@}
 * begins an argument that itself begins with {@code @}.
 */
final class ArgumentFiles {
  private ArgumentFiles() {}

  /**
   * @throws IllegalArgumentException with one line, if one of the files cannot be read
   */
  static void check(String[] args) {
    for (String arg : args) {
      if (arg.equals("--")) {
        return;
      }
      if (arg.startsWith("@") && !arg.startsWith("@@") && arg.length() > 1) {
        check(arg, Path.of(arg.substring(1)));
      }
    }
  }

  private static void check(String arg, Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(arg + ": no such file of arguments");
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(arg + ": is a directory, not a file of arguments");
    }
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(arg + ": permission denied");
    }
  }
}
