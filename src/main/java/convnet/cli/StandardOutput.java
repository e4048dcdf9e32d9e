package convnet.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that throws its errors: {@link System#out} swallows them, so that a full disk or
 * a closed pipe would look like success. The first error is kept and thrown again by every later
 * call, as writers in between may swallow it.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out;
  private @Nullable Failure failure;

  StandardOutput(OutputStream out) {
    this.out = new BufferedOutputStream(out, 1 << 16);
  }

  /** Standard output could not be written. */
  static final class Failure extends IOException {
    private final String reason;

    Failure(IOException cause) {
      this(String.valueOf(cause.getMessage()), cause);
    }

    private Failure(String reason, IOException cause) {
      super("standard output: " + reason, cause);
      this.reason = reason;
    }

    /** Whether the reader closed the pipe, which is no error to report. */
    boolean pipeClosed() {
      return reason.toLowerCase(Locale.ROOT).contains("pipe");
    }
  }

  @Override
  public void write(int b) throws IOException {
    attempt(() -> out.write(b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    attempt(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    attempt(out::flush);
  }

  /** Flushes; standard output itself stays open, for it belongs to the whole program. */
  @Override
  public void close() throws IOException {
    flush();
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private void attempt(Attempt attempt) throws Failure {
    if (failure == null) {
      try {
        attempt.run();
        return;
      } catch (IOException e) {
        failure = new Failure(e);
        throw failure;
      }
    }
    // A new one: thrown again by a close() on the way out, the same exception could not be added to
    // itself as suppressed.
    throw new Failure(failure.reason, failure);
  }
}
