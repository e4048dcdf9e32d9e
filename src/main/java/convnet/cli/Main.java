package convnet.cli;

import convnet.io.ImageFiles;
import convnet.kernel.Parallel;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The program. */
public final class Main implements Callable<Integer> {
  /** The subcommands, in the order of the help. */
  private static final Map<String, Function<Console, Subcommand>> SUBCOMMANDS = subcommands();

  private static final Pattern JPEG = Pattern.compile("(?i).*\\.jpe?g");

  private final Console console;
  private final CommandSpec command;

  private Main(Console console) {
    this.console = console;
    Options options =
        new Options("convnet", this).about("Convolutional networks from the command line.");
    options.help("-h, --help");
    options.version("-V, --version");
    command = options.command().versionProvider(new Version());
    command
        .usageMessage()
        .abbreviateSynopsis(false)
        .synopsisSubcommandLabel("COMMAND")
        .footer(
            "",
            "convnet COMMAND --help shows the options of a command. An argument @FILE stands for"
                + " the words in FILE.");
  }

  private static Map<String, Function<Console, Subcommand>> subcommands() {
    Map<String, Function<Console, Subcommand>> commands = new LinkedHashMap<>();
    commands.put("convolve", ConvolveCommand::new);
    commands.put("pool", PoolCommand::new);
    commands.put("shape", ShapeCommand::new);
    commands.put("train", TrainCommand::new);
    commands.put("classify", ClassifyCommand::new);
    return commands;
  }

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    // Programs read the numbers too: always with a decimal point, whatever the locale.
    Locale.setDefault(Locale.ROOT);
    // Otherwise picocli looks for Groovy, which opens each jar file.
    System.setProperty("picocli.disable.closures", "true");
    Console console = Console.ofSystem();
    // An error in any thread ends the program: others might wait for that thread's work for ever.
    Thread.setDefaultUncaughtExceptionHandler((_, error) -> System.exit(failed(error, console)));
    if (Arrays.stream(args).anyMatch(arg -> JPEG.matcher(arg).matches())) {
      Parallel.aside(ImageFiles::loadJpegCodec); // while the options are read
    }
    int exitCode = run(args, console, neededFor(args));
    // Returning ends the process too, as all other threads are daemons, and sooner: System.exit
    // goes through Java's logging first.
    if (exitCode != ExitCode.DONE) {
      System.exit(exitCode);
    }
  }

  /**
   * Runs the program on the given streams, none of which is a terminal. Keeps no state: it may be
   * called any number of times.
   *
   * @return the {@link ExitCode}
   */
  public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    Console console = new Console(in, out, err, new Interruption(), Console.Terminal.NONE);
    return run(args, console, neededFor(args));
  }

  static int run(String[] args, Console console, List<Function<Console, Subcommand>> commands) {
    String[] arguments;
    try {
      arguments = helped(ArgumentFiles.expand(readable(args)));
    } catch (IllegalArgumentException e) {
      console.error(ErrorMessages.oneLine(String.valueOf(e.getMessage())));
      return ExitCode.USAGE;
    }
    int exitCode;
    try {
      CommandLine line = commandLine(console, commands);
      exitCode = hasTwoHyphens(arguments, line, console) ? line.execute(arguments) : ExitCode.USAGE;
    } catch (Throwable e) {
      // What picocli does not catch: errors of the virtual machine, above all OutOfMemoryError.
      exitCode = failed(e, console);
    }
    console.clearLiveLine();
    try {
      console.out().flush();
    } catch (Throwable e) {
      // Already reported if the command itself met the error first.
      return exitCode == ExitCode.DONE ? failed(e, console) : exitCode;
    }
    return exitCode;
  }

  /**
   * Refuses arguments that Java could not decode: they would name other files.
   *
   * @throws IllegalArgumentException if an argument is not UTF-8
   */
  private static String[] readable(String[] args) {
    for (String arg : args) {
      if (arg.indexOf('\uFFFD') >= 0) {
        throw new IllegalArgumentException(
            arg + ": is not UTF-8: rename the file, or give a link to it");
      }
    }
    return args;
  }

  /** ImageMagick's {@code -quality 80} would be the options -q, -u and so on. */
  private static boolean hasTwoHyphens(String[] args, CommandLine line, Console console) {
    CommandLine command = args.length == 0 ? null : line.getSubcommands().get(args[0]);
    if (command == null) {
      return true;
    }
    for (String arg : args) {
      if (arg.equals("--")) {
        break;
      }
      int end = arg.indexOf('=');
      String option = "-" + (end < 0 ? arg : arg.substring(0, end));
      if (arg.startsWith("-") && command.getCommandSpec().optionsMap().containsKey(option)) {
        console.error("unknown option '%s': did you mean %s?".formatted(arg, option));
        return false;
      }
    }
    return true;
  }

  /** Turns {@code help COMMAND}, as in other programs, into {@code COMMAND --help}. */
  private static String[] helped(String[] args) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    if (args.length == 1) {
      return new String[] {"--help"};
    }
    return SUBCOMMANDS.containsKey(args[1])
        ? new String[] {args[1], "--help"}
        : new String[] {args[1]};
  }

  /** The program's picocli model, for generating documentation. */
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
   * The subcommands that are needed to parse these arguments. Building one takes longer than
   * running {@code shape}, so if one is named, only that one is built.
   */
  private static List<Function<Console, Subcommand>> neededFor(String[] args) {
    String first = args.length == 0 ? "" : args[0];
    Function<Console, Subcommand> named = SUBCOMMANDS.get(first);
    if (named != null) {
      return List.of(named);
    }
    return first.equals("--version") || first.equals("-V") ? List.of() : all();
  }

  private static List<Function<Console, Subcommand>> all() {
    return List.copyOf(SUBCOMMANDS.values());
  }

  static CommandLine commandLine(Console console, List<Function<Console, Subcommand>> commands) {
    CommandLine line = new CommandLine(new Main(console).command);
    commands.forEach(command -> line.addSubcommand(command.apply(console).spec()));
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

  /** Called without a subcommand: prints the usage. */
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
