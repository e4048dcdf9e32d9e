package convnet.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
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
    footer = {
      "",
      "convnet COMMAND --help shows the options of a command. An argument @FILE stands for the"
          + " words in FILE."
    })
public final class Main implements Callable<Integer> {
  /** A subcommand. Its name stands here too, so that it need not be built to be found. */
  private record Subcommand(String name, Function<Console, Object> constructor) {}

  /** The subcommands, in the order of the help. */
  private static final List<Subcommand> SUBCOMMANDS =
      List.of(
          new Subcommand("convolve", ConvolveCommand::new),
          new Subcommand("pool", PoolCommand::new),
          new Subcommand("shape", ShapeCommand::new),
          new Subcommand("train", TrainCommand::new),
          new Subcommand("classify", ClassifyCommand::new));

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
    Console console = Console.ofSystem();
    // No thread ends unheard: whoever waits for its work would wait for ever.
    Thread.setDefaultUncaughtExceptionHandler((_, error) -> System.exit(failed(error, console)));
    int exitCode = run(args, console, neededFor(args));
    // To return ends the process too, as all other threads are daemons, and sooner: exit is logged.
    if (exitCode != ExitCode.DONE) {
      System.exit(exitCode);
    }
  }

  /**
   * Runs the program on other streams, none of them a terminal. Nothing survives the call: it may
   * be made any number of times.
   *
   * @return the {@link ExitCode}
   */
  public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    Console console = new Console(in, out, err, new Interruption(), Console.Terminal.NONE);
    return run(args, console, neededFor(args));
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
    } catch (Throwable e) {
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
        all());
  }

  /**
   * The subcommands without which these arguments cannot be understood. To build one takes longer
   * than to run {@code shape}, so only the one that is asked for is built, if one is.
   */
  private static List<Function<Console, Object>> neededFor(String[] args) {
    String first = args.length == 0 ? "" : args[0];
    for (Subcommand subcommand : SUBCOMMANDS) {
      if (subcommand.name.equals(first)) {
        return List.of(subcommand.constructor);
      }
    }
    return first.equals("--version") || first.equals("-V") ? List.of() : all();
  }

  private static List<Function<Console, Object>> all() {
    return SUBCOMMANDS.stream().map(Subcommand::constructor).toList();
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
    console.failure(error);
    return ExitCode.FAILED;
  }
}
