package convnet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * The streams of a command. Results go to {@link #out}, which throws every write error; messages to
 * the user go to standard error: {@link #note}, {@link #warn} and {@link #live} unless {@code
 * --quiet} is on, {@link #error} always.
 */
public final class Console {
  private final InputStream in;
  private final StandardOutput out;
  private final OutputStream err;
  private final Interruption interruption;
  private final Terminal terminal;
  private boolean quiet;
  private boolean debug;
  private boolean liveLine;

  /**
   * What is known of the terminal that the output goes to.
   *
   * @param columns the width of the terminal on standard error, 0 if that is not a terminal
   * @param output whether standard output is a terminal
   * @param colour whether standard output may be coloured
   */
  record Terminal(int columns, boolean output, boolean colour) {
    static final Terminal NONE = new Terminal(0, false, false);

    /** The values that the launcher passes on, as Java itself cannot ask the system for them. */
    static Terminal ofSystem() {
      boolean plain = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
      boolean output = Boolean.getBoolean("convnet.terminal");
      return new Terminal(Integer.getInteger("convnet.columns", 0), output, output && !plain);
    }
  }

  Console(
      InputStream in,
      OutputStream out,
      OutputStream err,
      Interruption interruption,
      Terminal terminal) {
    this.in = in;
    this.out = new StandardOutput(out);
    this.err = err;
    this.interruption = interruption;
    this.terminal = terminal;
  }

  /** The console on the standard streams. */
  static Console ofSystem() {
    return new Console(
        System.in,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Interruption.ofSignals(),
        Terminal.ofSystem());
  }

  /** Standard input. */
  public InputStream in() {
    return in;
  }

  /** Standard output, buffered; every write error is thrown. Flushed when the command returns. */
  public OutputStream out() {
    return out;
  }

  /** Handles Ctrl-C and requests to terminate. */
  public Interruption interruption() {
    return interruption;
  }

  /** Whether standard error is a terminal, the only place where {@link #live} shows its line. */
  public boolean isTerminal() {
    return terminal.columns() > 0;
  }

  /** The width of the terminal on standard error in characters, 0 if that is not a terminal. */
  public int columns() {
    return terminal.columns();
  }

  /** Whether results go to a terminal. */
  public boolean outputIsTerminal() {
    return terminal.output();
  }

  /** Whether results may be coloured. */
  public boolean colour() {
    return terminal.colour();
  }

  /** Sets whether to print nothing but results and errors. */
  void quiet(boolean quiet) {
    this.quiet = quiet;
  }

  /** Sets whether to print the stack trace of errors. */
  void debug(boolean debug) {
    this.debug = debug;
  }

  /** Prints a result unchanged. */
  public void print(String text) throws IOException {
    clearLiveLine();
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Prints a line of the result. */
  public void println(String line) throws IOException {
    print(line + "\n");
  }

  /** Prints a line of information, such as progress, findings or the place of a file. */
  public void note(String line) {
    if (!quiet) {
      say(Visible.of(line) + "\n");
    }
  }

  /** Prints a warning, about something odd that is no reason to stop. */
  public void warn(String what) {
    note("convnet: warning: " + what);
  }

  /** Prints an error, even with {@code --quiet}. */
  public void error(String what) {
    say("convnet: " + Visible.of(what) + "\n");
  }

  /** Prints the message of an error, with its stack trace if {@code --debug} is on. */
  void failure(Throwable error) {
    error(ErrorMessages.of(error));
    if (debug) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace, true));
      say(trace.toString());
    }
  }

  /**
   * Shows a line, such as a progress bar, until the next output. Does nothing without a terminal.
   */
  public void live(String line) {
    if (!quiet && isTerminal()) {
      String visible = Visible.of(line);
      say(visible.substring(0, Math.min(visible.length(), columns() - 1)));
      liveLine = true;
    }
  }

  /** Writes text to standard error unchanged; write errors are ignored. */
  void say(String text) {
    clearLiveLine();
    write(text);
  }

  /**
   * Erases the line that {@link #live} shows: before other output, and at the end of a command, for
   * the shell's prompt.
   */
  void clearLiveLine() {
    if (liveLine) {
      liveLine = false;
      write("\r\033[K");
    }
  }

  private void write(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // There is nowhere left to report it.
    }
  }
}
