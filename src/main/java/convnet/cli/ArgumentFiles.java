package convnet.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.StreamTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Files of arguments, {@code @FILE} on the command line or in another such file: blanks and line
 * ends between the arguments, quotes around what has blanks in it, remarks after {@code #}.
 * {@code @@} begins an argument that itself begins with {@code @}.
 *
 * <p>Picocli could do it, but takes a file that is not there for an argument like any other and
 * leaves one out that includes itself.
 */
final class ArgumentFiles {
  /** The files whose arguments are being read, the innermost last. */
  private final Deque<Path> open = new ArrayDeque<>();

  private final List<String> arguments = new ArrayList<>();

  private ArgumentFiles() {}

  /**
   * The arguments with those of the files in their place.
   *
   * @throws IllegalArgumentException with one line, if a file cannot be read or includes itself
   */
  static String[] expand(String[] args) {
    ArgumentFiles files = new ArgumentFiles();
    files.addAll(List.of(args));
    return files.arguments.toArray(String[]::new);
  }

  private void addAll(List<String> args) {
    for (String arg : args) {
      boolean verbatim = arguments.contains("--") || !arg.startsWith("@") || arg.length() == 1;
      if (verbatim) {
        arguments.add(arg);
      } else if (arg.startsWith("@@")) {
        arguments.add(arg.substring(1));
      } else {
        addFile(arg, Path.of(arg.substring(1)));
      }
    }
  }

  private void addFile(String arg, Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(arg + ": no such file of arguments");
    } else if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(arg + ": is a directory, not a file of arguments");
    } else if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(arg + ": permission denied");
    }
    Path same = file.toAbsolutePath().normalize();
    if (open.contains(same)) {
      throw new IllegalArgumentException(arg + ": this file of arguments includes itself");
    }
    open.addLast(same);
    try (Reader reader = Files.newBufferedReader(file)) {
      addAll(words(reader));
    } catch (IOException e) {
      throw new IllegalArgumentException(arg + ": is no file of arguments: " + e.getMessage(), e);
    }
    open.removeLast();
  }

  private static List<String> words(Reader reader) throws IOException {
    StreamTokenizer tokens = new StreamTokenizer(reader);
    tokens.resetSyntax();
    tokens.wordChars(' ', Character.MAX_VALUE);
    tokens.whitespaceChars(0, ' ');
    tokens.quoteChar('"');
    tokens.quoteChar('\'');
    tokens.commentChar('#');
    List<String> words = new ArrayList<>();
    while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
      words.add(tokens.sval);
    }
    return words;
  }
}
