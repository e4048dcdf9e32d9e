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
 * What a command reads, writes and says. Results go to {@link #out} and fail loudly; everything
 * said to the person at the terminal goes to standard error: {@link #note}, {@link #warn} and
 * {@link #live} unless {@code --quiet} is on, {@link #error} always.
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
   * What there is to see of the output.
   *
   * @param columns the width of the terminal that standard error is, 0 if it is none
   * @param output whether standard output is one
   * @param colour whether that may get colours
   */
  record Terminal(int columns, boolean output, boolean colour) {
    static final Terminal NONE = new Terminal(0, false, false);

    /** As the launcher, which can ask the system, has passed it on. */
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

  /** The one on the standard streams. */
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

  /** Ctrl-C, and the word to end. */
  public Interruption interruption() {
    return interruption;
  }

  /** Whether standard error is a terminal, where {@link #live} shows. */
  public boolean isTerminal() {
    return terminal.columns() > 0;
  }

  /** The width of that terminal in characters, 0 if it is none. */
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

  /** Whether nothing but results and errors is said. */
  void quiet(boolean quiet) {
    this.quiet = quiet;
  }

  /** Whether errors come with their stack trace. */
  void debug(boolean debug) {
    this.debug = debug;
  }

  /** Prints a result as it is. */
  public void print(String text) throws IOException {
    clearLiveLine();
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Prints a line of the result. */
  public void println(String line) throws IOException {
    print(line + "\n");
  }

  /** Says a line on the way: progress, what was found, where a file is. */
  public void note(String line) {
    if (!quiet) {
      say(Visible.of(line) + "\n");
    }
  }

  /** Says what is odd, though not wrong enough to stop. */
  public void warn(String what) {
    note("convnet: warning: " + what);
  }

  /** Says what is wrong, {@code --quiet} or not. */
  public void error(String what) {
    say("convnet: " + Visible.of(what) + "\n");
  }

  /** Says what went wrong, and where in the program if that is asked for. */
  void failure(Throwable error) {
    error(ErrorMessages.of(error));
    if (debug) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace, true));
      say(trace.toString());
    }
  }

  /** Shows a line until the next thing is said: a progress bar. Does nothing but on a terminal. */
  public void live(String line) {
    if (!quiet && isTerminal()) {
      String visible = Visible.of(line);
      say(visible.substring(0, Math.min(visible.length(), columns() - 1)));
      liveLine = true;
    }
  }

  /** Says text as it is; trouble with standard error can be told to nobody. */
  void say(String text) {
    clearLiveLine();
    write(text);
  }

  /** Takes away what {@link #live} shows: a command that ends leaves the line to the shell. */
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
      // There is no place left to say it.
    }
  }
}
