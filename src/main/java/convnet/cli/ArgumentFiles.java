package convnet.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Expands {@code @FILE}, on the command line or in another such file, to the arguments in that
 * file: separated by white space, quoted if they contain any, with comments after {@code #}. An
 * argument that itself begins with an at sign is written with two of them.
 *
 * <p>Picocli could do this, but it takes a missing file for an ordinary argument and skips a file
 * that includes itself.
 */
final class ArgumentFiles {
  /** The byte order mark, with which text from Windows may begin. */
  private static final String MARK = "\uFEFF";

  /** The most files that are read: thirty that each name the next one twice would be a billion. */
  private static final int MOST_FILES = 1000;

  /** The files whose arguments are being read, the innermost last. */
  private final Deque<Path> open = new ArrayDeque<>();

  private final List<String> arguments = new ArrayList<>();
  private int filesRead;

  /** Whether {@code --} has been read, after which an at sign means nothing. */
  private boolean optionsEnded;

  private ArgumentFiles() {}

  /**
   * Replaces each {@code @FILE} by the arguments in that file.
   *
   * @throws IllegalArgumentException with a one-line message, if a file cannot be read or includes
   *     itself
   */
  static String[] expand(String[] args) {
    ArgumentFiles files = new ArgumentFiles();
    files.addAll(List.of(args));
    return files.arguments.toArray(String[]::new);
  }

  private void addAll(List<String> args) {
    for (String arg : args) {
      optionsEnded |= arg.equals("--");
      if (optionsEnded || !arg.startsWith("@") || arg.length() == 1) {
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
      throw new IllegalArgumentException(arg + ": argument file not found");
    } else if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(arg + ": is a directory, not an argument file");
    } else if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(arg + ": permission denied");
    }
    Path same = file.toAbsolutePath().normalize();
    if (open.contains(same)) {
      throw new IllegalArgumentException(arg + ": this argument file includes itself");
    }
    if (++filesRead > MOST_FILES) {
      throw new IllegalArgumentException(
          arg + ": argument files include more than " + MOST_FILES + " files in all");
    }
    open.addLast(same);
    List<String> words;
    try {
      String text = Files.readString(file);
      words = words(text.startsWith(MARK) ? text.substring(MARK.length()) : text);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          arg + ": is not an argument file: UTF-8 text is needed", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(arg + ": is not an argument file: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(arg + ": " + e.getMessage(), e);
    }
    addAll(words);
    open.removeLast();
  }

  /**
   * Splits text into words as a shell does: quotes may occur within a word, and between double
   * quotes a backslash escapes a double quote or a backslash.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        at = quoted(text, at, word);
        begun = true;
      } else if (c == '#' && !begun) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c > ' ') {
        word.append(c);
        begun = true;
      } else if (begun) {
        words.add(word.toString());
        word.setLength(0);
        begun = false;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  /**
   * Appends the text between the quote at {@code start} and the one that closes it to {@code word};
   * returns the index of the closing quote.
   */
  private static int quoted(String text, int start, StringBuilder word) {
    char quote = text.charAt(start);
    for (int at = start + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == quote) {
        return at;
      }
      boolean escape = c == '\\' && quote == '"' && at + 1 < text.length();
      if (escape && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\')) {
        at++;
      }
      word.append(text.charAt(at));
    }
    long line = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    throw new IllegalArgumentException("line " + line + ": the quote is not closed");
  }
}
