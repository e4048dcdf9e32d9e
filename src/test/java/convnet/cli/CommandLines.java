package convnet.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;

/** Command lines, for tests of other packages. */
public final class CommandLines {
  private CommandLines() {}

  /** What came of one. */
  public record Answer(int exitCode, byte[] err) {}

  /** Does what it says. */
  public static Answer run(byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(args, new ByteArrayInputStream(input), out, err);
    return new Answer(exitCode, err.toByteArray());
  }

  /** Understands it, and does nothing. */
  public static Answer understand(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(), out, err, new Interruption(), Console.Terminal.NONE);
    String[] arguments;
    try {
      arguments = ArgumentFiles.expand(args);
    } catch (IllegalArgumentException e) {
      console.error(ErrorMessages.oneLine(String.valueOf(e.getMessage())));
      return new Answer(ExitCode.USAGE, err.toByteArray());
    }
    int exitCode =
        Main.commandLine(console, commands(arguments))
            .setExecutionStrategy(_ -> 0)
            .execute(arguments);
    return new Answer(exitCode, err.toByteArray());
  }

  /** The one that is asked for, as to build it takes the most time. */
  private static List<Function<Console, Subcommand>> commands(String[] arguments) {
    return switch (arguments.length == 0 ? "" : arguments[0]) {
      case "convolve" -> List.of(ConvolveCommand::new);
      case "pool" -> List.of(PoolCommand::new);
      case "train" -> List.of(TrainCommand::new);
      case "classify" -> List.of(ClassifyCommand::new);
      default -> List.of(ShapeCommand::new);
    };
  }
}
