package convnet.cli;

/** What the program returns to the shell. */
public final class ExitCode {
  /** The work is done. */
  public static final int DONE = 0;

  /** The work failed: a bad file, a full disk, a training that diverged. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Ctrl-C: 128 and the number of SIGINT. */
  public static final int INTERRUPTED = 130;

  /** Told to end, by {@code kill} or a scheduler: 128 and the number of SIGTERM. */
  public static final int TERMINATED = 143;

  /**
   * Whoever read standard output went away, as {@code head} does when it has enough: 128 and the
   * number of SIGPIPE, which is what a shell reports of any other program then.
   */
  public static final int PIPE_CLOSED = 141;

  private ExitCode() {}
}
