package convnet.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Turns errors of the operating system about a file into one line that a person can read. */
public final class SystemErrors {
  private SystemErrors() {}

  /**
   * The exception to throw in place of {@code e}. Its message names the file and the reason, where
   * the JDK's often has only one of the two. A {@link MalformedFileException} has both already and
   * is returned unchanged.
   */
  public static IOException explain(Path file, IOException e) {
    return e instanceof MalformedFileException ? e : new IOException(file + ": " + reason(e), e);
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
