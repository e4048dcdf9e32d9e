package convnet.cli;

/** The exit codes of the program. */
public final class ExitCode {
  /** The work is done. */
  public static final int DONE = 0;

  /** The work failed: a bad file, a full disk, a training that diverged. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** The terminal is gone: 128 plus the number of SIGHUP. */
  public static final int HUNG_UP = 129;

  /** Ctrl-C: 128 plus the number of SIGINT. */
  public static final int INTERRUPTED = 130;

  /** Terminated by {@code kill} or a scheduler: 128 plus the number of SIGTERM. */
  public static final int TERMINATED = 143;

  /**
   * The reader of standard output closed it, as {@code head} does when it has enough: 128 plus the
   * number of SIGPIPE, which is what a shell reports for any other program in this case.
   */
  public static final int PIPE_CLOSED = 141;

  private ExitCode() {}
}
