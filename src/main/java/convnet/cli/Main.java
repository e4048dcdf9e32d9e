package convnet.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
    name = "convnet",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Convolutional networks from the command line.",
    footer = {"", "convnet COMMAND --help shows the options of a command."})
public final class Main implements Callable<Integer> {
  /** The subcommands, in the order of the help. */
  private static final List<Function<Console, Object>> COMMANDS =
      List.of(
          ConvolveCommand::new,
          PoolCommand::new,
          ShapeCommand::new,
          TrainCommand::new,
          ClassifyCommand::new);

  private final Console console;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  boolean version;

  @Spec private CommandSpec command;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers are printed for programs too: with a point, whatever the country.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(args, Console.ofSystem(), COMMANDS));
  }

  /**
   * Runs the program on other streams, none of them a terminal. Nothing survives the call: it may
   * be made any number of times.
   *
   * @return the {@link ExitCode}
   */
  public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    Console console = new Console(in, out, err, new Interruption(), Console.Terminal.NONE);
    return run(args, console, COMMANDS);
  }

  static int run(String[] args, Console console, List<Function<Console, Object>> commands) {
    String[] arguments;
    try {
      arguments = ArgumentFiles.expand(args);
    } catch (IllegalArgumentException e) {
      console.error(ErrorMessages.oneLine(String.valueOf(e.getMessage())));
      return ExitCode.USAGE;
    }
    int exitCode;
    try {
      exitCode = commandLine(console, commands).execute(arguments);
    } catch (Throwable e) {
      // What picocli lets through: errors of the virtual machine, above all OutOfMemoryError.
      exitCode = failed(e, console);
    }
    try {
      console.out().flush();
    } catch (IOException e) {
      // Said already, if the command itself met the error first.
      return exitCode == ExitCode.DONE ? failed(e, console) : exitCode;
    }
    return exitCode;
  }

  /** The program as picocli sees it, for what documents it. */
  public static CommandLine commandLine() {
    return commandLine(
        new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            new Interruption(),
            Console.Terminal.NONE),
        COMMANDS);
  }

  static CommandLine commandLine(Console console, List<Function<Console, Object>> commands) {
    CommandLine line = new CommandLine(new Main(console));
    commands.forEach(command -> line.addSubcommand(command.apply(console)));
    NumberConverters.register(line);
    PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
    return line.setOut(out)
        .setExpandAtFiles(false)
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(console.isTerminal() ? Math.clamp(console.columns(), 60, 100) : 100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((error, _) -> misused(error, console))
        .setExecutionExceptionHandler((error, _, _) -> failed(error, console));
  }

  /** Without a command: says what there is. */
  @Override
  public Integer call() {
    console.say(command.commandLine().getUsageMessage(Ansi.OFF));
    return ExitCode.USAGE;
  }

  private static int misused(ParameterException error, Console console) {
    console.error(UsageErrors.of(error));
    return ExitCode.USAGE;
  }

  private static int failed(Throwable error, Console console) {
    if (error instanceof ParameterException misuse) {
      return misused(misuse, console);
    }
    if (error instanceof StandardOutput.Failure failure && failure.pipeClosed()) {
      return ExitCode.PIPE_CLOSED;
    }
    console.error(ErrorMessages.of(error));
    if (console.debug()) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace, true));
      console.say(trace.toString());
    }
    return ExitCode.FAILED;
  }
}
