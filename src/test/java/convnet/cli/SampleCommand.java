package convnet.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command with an option of every kind that picocli has, which does what a test tells it to. */
@Command(
    name = "sample",
    description = "Does what a test needs. It's no real [command]: nobody sees it.",
    footerHeading = "%nExamples:%n",
    footer = {"  convnet sample -o out.txt 'a  b'", "  convnet sample --mode FAST \\"})
public final class SampleCommand implements Subcommand {
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

  /** A converter as annotations want it: a class. */
  static final class Rate implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) throws Exception {
      return Numbers.DOUBLE.convert(text);
    }
  }

  final Console console;
  final CommonOptions common;
  private final CommandSpec command;
  private final Work work;

  @Option(names = "--mode", description = "How: ${COMPLETION-CANDIDATES}.")
  @Nullable Mode mode;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = {"Where to. Don't use '~' or \\ here:", "", ".hidden − café ^`"})
  @Nullable Path output;

  @Option(
      names = "--rate",
      paramLabel = "X",
      converter = Rate.class,
      description = "A factor, 0..1.")
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
    command = CommandSpec.forAnnotatedObject(this);
    common = new CommonOptions(new Options(command), console);
  }

  @Override
  public CommandSpec spec() {
    return command;
  }

  @Override
  public Integer call() throws Exception {
    return work.run(this);
  }
}
