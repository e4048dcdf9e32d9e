package convnet.cli;

import java.util.function.Supplier;

/**
 * Shows the progress of work: on a terminal in one line that changes, elsewhere a line now and
 * then.
 */
final class ProgressLine {
  private static final long TERMINAL_INTERVAL = 100_000_000L;
  private static final long PLAIN_INTERVAL = 15_000_000_000L;

  private final Console console;
  private long shown = System.nanoTime();

  ProgressLine(Console console) {
    this.console = console;
  }

  /** Shows the line, if it is time for one. */
  void show(Supplier<String> line) {
    long now = System.nanoTime();
    if (now - shown < (console.isTerminal() ? TERMINAL_INTERVAL : PLAIN_INTERVAL)) {
      return;
    }
    shown = now;
    if (console.isTerminal()) {
      console.live(line.get());
    } else {
      console.note(line.get());
    }
  }

  /** Restarts the interval, as something else has just been printed. */
  void rest() {
    shown = System.nanoTime();
  }
}
