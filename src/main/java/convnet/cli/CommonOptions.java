package convnet.cli;

import convnet.io.ImageLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The options that every command has. */
public final class CommonOptions {
  private final Console console;
  private final CommandSpec command;
  private int threads = Runtime.getRuntime().availableProcessors();
  private long maxPixels = ImageLimits.DEFAULT.maxPixels();

  CommonOptions(Options options, Console console) {
    this.console = console;
    command = options.command();
    options.help("-h, --help");
    options.flag("-q, --quiet", this::quiet, "Print only results and errors.");
    options.flag("--debug", this::debug, "Show the stack trace of an error.");
    options.value(
        "--threads",
        "N",
        Numbers.WHOLE,
        this::threads,
        "Number of threads; the result is the same for every number. Default: all cores.");
    options.value(
        "--max-pixels",
        "N",
        Numbers.LONG,
        this::maxPixels,
        "Refuse images with more pixels than this. Default: 128 million.");
  }

  void quiet(boolean quiet) {
    console.quiet(quiet);
  }

  void debug(boolean debug) {
    console.debug(debug);
  }

  void threads(int threads) {
    require(threads >= 1, "--threads", threads);
    this.threads = threads;
  }

  void maxPixels(long maxPixels) {
    require(maxPixels >= 1, "--max-pixels", maxPixels);
    this.maxPixels = maxPixels;
  }

  /** The number of threads to compute on, at least 1. */
  public int threads() {
    return threads;
  }

  /** How many pixels an image may have, at least 1. */
  public long maxPixels() {
    return maxPixels;
  }

  private void require(boolean fits, String option, long value) {
    if (!fits) {
      throw new ParameterException(
          command.commandLine(), option + " is " + value + ": it must be at least 1");
    }
  }
}
