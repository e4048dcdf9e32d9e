package convnet.cli;

import convnet.io.MalformedFileException;
import convnet.io.SystemErrors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A text file with one class name per line. */
final class ClassFile {
  private ClassFile() {}

  /**
   * Reads the class names. Blank lines at the end of the file are ignored.
   *
   * @throws MalformedFileException if it is not UTF-8 text, has no names, or a line before the end
   *     is blank
   * @throws IOException if it cannot be read
   */
  static List<String> read(Path file) throws IOException {
    List<String> names;
    try {
      String text = Files.readString(file);
      // Without the byte order mark that Windows puts before UTF-8.
      String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
      names = unmarked.stripTrailing().lines().map(String::strip).toList();
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(
          file.toString(), "is not UTF-8 text: one class name per line is needed", e);
    } catch (IOException e) {
      throw SystemErrors.explain(file, e);
    }
    int blank = names.indexOf("");
    if (names.isEmpty() || blank >= 0) {
      throw new MalformedFileException(
          file.toString(), "line " + (blank + 1) + " is blank: one class name per line is needed");
    }
    return names;
  }
}
