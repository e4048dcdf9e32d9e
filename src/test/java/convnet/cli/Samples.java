package convnet.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/** The program with a sample command alone. */
public final class Samples {
  private Samples() {}

  public static CommandLine commandLine() {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            new Interruption(),
            Console.Terminal.NONE);
    Function<Console, Subcommand> sample = c -> new SampleCommand(c, _ -> ExitCode.DONE);
    return Main.commandLine(console, List.of(sample));
  }
}
