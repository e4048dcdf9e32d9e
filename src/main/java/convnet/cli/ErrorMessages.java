package convnet.cli;

import convnet.io.SystemErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Turns exceptions into one-line messages for the user. */
final class ErrorMessages {
  private ErrorMessages() {}

  /** The message for this error, without the program's name in front. */
  static String of(Throwable error) {
    return oneLine(text(error));
  }

  /** The text on one line: each line break, with the white space around it, becomes a blank. */
  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  private static String text(Throwable error) {
    return switch (error) {
      case UncheckedIOException e when e.getCause() != null -> text(e.getCause());
      case ExecutionException e when e.getCause() != null -> text(e.getCause());
      case CompletionException e when e.getCause() != null -> text(e.getCause());
      case FileSystemException e when e.getFile() != null ->
          said(SystemErrors.explain(Path.of(e.getFile()), e));
      case IOException e -> said(e);
      case IllegalArgumentException e when e.getMessage() != null -> e.getMessage();
      case OutOfMemoryError e when String.valueOf(e.getMessage()).contains("thread") ->
          "the system cannot start more threads: use fewer with --threads";
      case OutOfMemoryError _ ->
          "out of memory (%,d MB were available): CONVNET_JAVA_OPTS=-Xmx8g gives 8 GB; smaller batches or images need less"
              .formatted(Runtime.getRuntime().maxMemory() >> 20);
      case StackOverflowError _ ->
          "the input is nested too deeply (stack overflow): CONVNET_JAVA_OPTS=-Xss64m gives more"
              + " room";
      default -> "internal error: " + error + " (--debug shows where)";
    };
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? "input or output failed: " + e : e.getMessage();
  }
}
