package convnet.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every command, mixed into each. */
public final class CommonOptions {
  private final Console console;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  private int threads = Runtime.getRuntime().availableProcessors();
  private long maxPixels = 128_000_000;

  CommonOptions(Console console) {
    this.console = console;
  }

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 100,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = {"-q", "--quiet"},
      order = 101,
      description = "Say nothing but results and errors.")
  void quiet(boolean quiet) {
    console.quiet(quiet);
  }

  @Option(names = "--debug", order = 102, description = "Show the stack trace of an error.")
  void debug(boolean debug) {
    console.debug(debug);
  }

  @Option(
      names = "--threads",
      paramLabel = "N",
      order = 103,
      description =
          "Compute on so many threads; the result is the same for every number. Default: all"
              + " cores.")
  void threads(int threads) {
    require(threads >= 1, "--threads", threads);
    this.threads = threads;
  }

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      order = 104,
      description = "Refuse images that have more pixels. Default: 128 million.")
  void maxPixels(long maxPixels) {
    require(maxPixels >= 1, "--max-pixels", maxPixels);
    this.maxPixels = maxPixels;
  }

  /** How many threads compute, at least 1. */
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
