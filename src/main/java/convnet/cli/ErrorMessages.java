package convnet.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in one line for people. */
final class ErrorMessages {
  private ErrorMessages() {}

  /** The line for this error, without the program's name. */
  static String of(Throwable error) {
    return oneLine(text(error));
  }

  /** A text without its line breaks. */
  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  private static String text(Throwable error) {
    return switch (error) {
      case UncheckedIOException e when e.getCause() != null -> text(e.getCause());
      case ExecutionException e when e.getCause() != null -> text(e.getCause());
      case CompletionException e when e.getCause() != null -> text(e.getCause());
      case FileSystemException e -> named(e.getFile(), reason(e));
      case FileNotFoundException e -> said(e);
      case IOException e -> said(e);
      case IllegalArgumentException e when e.getMessage() != null -> e.getMessage();
      case OutOfMemoryError _ ->
          "out of memory, of which there was %,d MB: CONVNET_JAVA_OPTS=-Xmx8g gives 8 GB; smaller batches or images need less"
              .formatted(Runtime.getRuntime().maxMemory() >> 20);
      case StackOverflowError _ ->
          "the input is nested too deeply (stack overflow): CONVNET_JAVA_OPTS=-Xss64m gives more"
              + " room";
      default -> "internal error: " + error + " (--debug shows where)";
    };
  }

  private static String reason(FileSystemException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "not a directory";
      case FileAlreadyExistsException _ -> "exists already";
      case DirectoryNotEmptyException _ -> "the directory is not empty";
      case FileSystemLoopException _ -> "a loop of links";
      default -> e.getReason() == null ? "the system refuses it" : e.getReason();
    };
  }

  private static String named(@Nullable String file, String reason) {
    return file == null ? reason : file + ": " + reason;
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? "input or output failed: " + e : e.getMessage();
  }
}
