package convnet.data;

import java.nio.file.Path;

/**
 * An image that cannot be read.
 *
 * @param reason what is wrong, in one line that begins with the file
 */
public record BadImage(Path file, String reason) {

  /**
   * The file, a tab and what is wrong with it, for a list with a line for each image. Backslashes,
   * tabs and line breaks within them are escaped as in C.
   */
  public String line() {
    String prefix = file + ": ";
    String what = reason.startsWith(prefix) ? reason.substring(prefix.length()) : reason;
    return escaped(file.toString()) + "\t" + escaped(what);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
