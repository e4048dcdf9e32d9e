package convnet.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** An error in a command line that picocli accepts but the command does not. */
final class UsageException extends ParameterException {

  /**
   * @param message one line: what is wrong, and after a colon what would be right
   */
  UsageException(CommandSpec command, String message) {
    super(command.commandLine(), message);
  }
}
