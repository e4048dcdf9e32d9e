package convnet.io;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file whose content is broken, or is not what it should be. The message is one line. */
public final class MalformedFileException extends IOException {
  /** A reason may quote text from the file. */
  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*[\\r\\n]+\\s*");

  /**
   * @param file the file's name as the user gave it, {@code -} for standard input
   * @param offset the position of the error in bytes, -1 if unknown
   * @param reason what is wrong and, if it helps, what would be right
   */
  public MalformedFileException(String file, long offset, String reason) {
    String line = LINE_BREAKS.matcher(reason).replaceAll(" ");
    super(file + ": " + line + (offset < 0 ? "" : " (at byte " + offset + ")"));
  }

  /** An error at an unknown position. */
  public MalformedFileException(String file, String reason) {
    this(file, -1, reason);
  }

  /** An error at an unknown position, with the exception that revealed it. */
  public MalformedFileException(String file, String reason, @Nullable Throwable cause) {
    this(file, -1, reason);
    initCause(cause);
  }
}
