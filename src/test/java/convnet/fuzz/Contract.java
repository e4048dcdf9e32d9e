package convnet.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What every reader owes, whatever it is given: a result, or an error of one line that names the
 * file; and no more memory and time than a file of some kilobytes has a right to.
 */
final class Contract {
  /** What the inputs are called in errors. */
  static final String FILE = "input.file";

  /** Bytes that the reading of an input of some kilobytes may take, one after the other. */
  private static final long MOST_MEMORY = 256L << 20;

  /** Five seconds, in nanoseconds. */
  private static final long MOST_TIME = 5_000_000_000L;

  /** What the program says where it was not prepared. */
  private static final List<String> MISHAPS =
      List.of(
          "convnet: internal error",
          "convnet: out of memory",
          "convnet: the input is nested too deeply");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Contract() {}

  /** What a thread has used up of memory and of a processor's time. */
  private record Use(long bytes, long nanoseconds) {
    static Use now() {
      return new Use(THREADS.getCurrentThreadAllocatedBytes(), THREADS.getCurrentThreadCpuTime());
    }

    Use since() {
      Use now = now();
      return new Use(now.bytes - bytes, now.nanoseconds - nanoseconds);
    }

    boolean isTooMuch() {
      return bytes > MOST_MEMORY || nanoseconds > MOST_TIME;
    }
  }

  /** Reads a file. */
  @FunctionalInterface
  interface Reader {
    void read() throws IOException;
  }

  /**
   * Holds a reader of {@link #FILE} to it.
   *
   * @return whether the file was read
   */
  static boolean read(Reader reader) {
    return read(FILE, reader);
  }

  /** Holds a reader of {@code file} to it. */
  static boolean read(Path file, Reader reader) {
    return read(file.toString(), reader);
  }

  private static boolean read(String file, Reader reader) {
    Use start = Use.now();
    boolean read = attempt(file, reader);
    if (start.since().isTooMuch()) {
      // The first time may have loaded classes, and Jazzer worked on them.
      start = Use.now();
      attempt(file, reader);
      Use use = start.since();
      require(!use.isTooMuch(), "took " + use, null);
    }
    return read;
  }

  private static boolean attempt(String file, Reader reader) {
    try {
      reader.read();
      return true;
    } catch (IOException e) {
      requireLine(e, file);
    } catch (IllegalArgumentException e) {
      // Its subclasses are those of Java: a number that is none, a name that is no path.
      require(e.getClass() == IllegalArgumentException.class, "not meant for people: " + e, e);
      requireLine(e, file);
    }
    return false;
  }

  private static void requireLine(Exception error, String file) {
    String message = error.getMessage();
    require(message != null, "says nothing: " + error, error);
    require(message.contains(file), "does not name the file: " + message, error);
    require(message.lines().count() == 1, "is more than a line: " + message, error);
    boolean exhausted = error.getCause() instanceof OutOfMemoryError;
    require(!exhausted, "takes memory before it looks: " + message, error);
  }

  /**
   * Holds the answer of the whole program to it.
   *
   * @return whether it did what was asked
   */
  static boolean answer(int exitCode, byte[] err) {
    String said = new String(err, StandardCharsets.UTF_8);
    boolean line = said.startsWith("convnet: ") && said.indexOf('\n') == said.length() - 1;
    boolean plain = said.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c));
    boolean mishap = MISHAPS.stream().anyMatch(said::startsWith);
    require(exitCode >= 0 && exitCode <= 2, "exit code " + exitCode + ": " + said, null);
    require(plain && !mishap, "said " + said, null);
    require(exitCode == 0 || line, "exit code " + exitCode + " with " + said, null);
    return exitCode == 0;
  }

  private static void require(boolean holds, String otherwise, Throwable cause) {
    if (!holds) {
      throw new AssertionError(otherwise, cause);
    }
  }
}
