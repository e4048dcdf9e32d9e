package convnet.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns errors of the operating system about a file into one line that a person can read. */
public final class SystemErrors {
  /** The beginning of a URL as a path has it: with one slash. */
  private static final Pattern URL = Pattern.compile("^((?:https?|ftp|s3|gs):/)(?!/)");

  private SystemErrors() {}

  /**
   * The exception to throw in place of {@code e}. Its message names the file and the reason, where
   * the JDK's often has only one of the two. A {@link MalformedFileException} has both already and
   * is returned unchanged. A URL that was given for a file is shown as it was written.
   */
  public static IOException explain(Path file, IOException e) {
    if (e instanceof MalformedFileException) {
      return e;
    }
    Matcher url = URL.matcher(file.toString());
    return e instanceof NoSuchFileException && url.lookingAt()
        ? new IOException(
            url.replaceFirst("$1/") + ": is a URL, and nothing is fetched: download it first", e)
        : new IOException(file + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "not a directory";
      case FileAlreadyExistsException _ -> "exists already";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
