package convnet.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command with an option of every kind, which does what a test tells it to. */
@Command(
    name = "sample",
    description = "Does what a test needs. It's no real [command]: nobody sees it.",
    footerHeading = "%nExamples:%n",
    footer = {"  convnet sample -o out.txt 'a  b'", "  convnet sample --mode FAST \\"})
public final class SampleCommand implements Callable<Integer> {
  /** Few words. */
  public enum Mode {
    FAST,
    SLOW
  }

  /** The work. */
  @FunctionalInterface
  public interface Work {
    int run(SampleCommand sample) throws Exception;
  }

  final Console console;
  private final Work work;

  @Mixin final CommonOptions common;

  @Option(names = "--mode", description = "How: ${COMPLETION-CANDIDATES}.")
  @Nullable Mode mode;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = {"Where to. Don't use '~' or \\ here:", "", ".hidden − café ^`"})
  @Nullable Path output;

  @Option(names = "--rate", paramLabel = "X", description = "A factor, 0..1.")
  double rate;

  @Option(
      names = {"-k", "--kernel"},
      paramLabel = "KERNEL",
      description = "May be repeated.")
  @Nullable List<String> kernels;

  @Option(names = "--flip", description = "Turn it over.")
  boolean flip;

  @Option(names = "--secret", hidden = true)
  boolean secret;

  @Parameters(paramLabel = "INPUT", arity = "1..*", description = "What to work on.")
  @Nullable List<Path> inputs;

  public SampleCommand(Console console, Work work) {
    this.console = console;
    this.work = work;
    this.common = new CommonOptions(console);
  }

  @Override
  public Integer call() throws Exception {
    return work.run(this);
  }
}
