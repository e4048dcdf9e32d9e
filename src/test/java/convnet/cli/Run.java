package convnet.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What one call of the program gave.
 *
 * @param exitCode what it returned to the shell
 * @param stdout the bytes of standard output
 * @param err the text of standard error
 */
record Run(int exitCode, byte[] stdout, String err) {

  /** Runs {@code convnet args…} with nothing on standard input. */
  static Run convnet(String... args) {
    return withInput(new byte[0], args);
  }

  /** Runs {@code convnet args…} with this text on standard input. */
  static Run withInput(String text, String... args) {
    return withInput(text.getBytes(StandardCharsets.UTF_8), args);
  }

  static Run withInput(byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(args, new ByteArrayInputStream(input), out, err);
    return new Run(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  /** The text of standard output of a run that must have gone well, in silence. */
  String out() {
    if (exitCode != ExitCode.DONE || !err.isEmpty()) {
      throw new AssertionError("exit code " + exitCode + ": " + err);
    }
    return new String(stdout, StandardCharsets.UTF_8);
  }
}
