package convnet.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one line that says what would be right. */
final class UsageErrors {
  private UsageErrors() {}

  /** The line for this error, without the program's name. */
  static String of(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    return switch (error) {
      case UnmatchedArgumentException e -> unmatched(e, command, help);
      case MissingParameterException e when !e.getMissing().isEmpty() ->
          "missing " + names(e.getMissing()) + ": see " + help;
      case UsageException e -> ErrorMessages.oneLine(String.valueOf(e.getMessage()));
      default -> {
        String said = ErrorMessages.oneLine(String.valueOf(error.getMessage()));
        String message = uncapitalized(said.replaceFirst("^Error: ", ""));
        yield message.contains(": ") ? message : message + ": see " + help;
      }
    };
  }

  private static String unmatched(
      UnmatchedArgumentException error, CommandLine command, String help) {
    String argument = error.getUnmatched().getFirst();
    boolean expectsCommand = !command.getSubcommands().isEmpty();
    String what =
        error.isUnknownOption()
            ? "unknown option"
            : expectsCommand ? "unknown command" : "unexpected argument";
    List<String> suggestions = error.getSuggestions();
    String right;
    if (!suggestions.isEmpty()) {
      right = "did you mean " + String.join(" or ", suggestions) + "?";
    } else if (expectsCommand && !error.isUnknownOption()) {
      right = "there are " + String.join(", ", command.getSubcommands().keySet());
    } else {
      right = "see " + help;
    }
    return "%s '%s': %s".formatted(what, argument, right);
  }

  private static String names(List<ArgSpec> missing) {
    return String.join(
        " and ",
        missing.stream()
            .map(
                arg ->
                    arg instanceof OptionSpec option
                        ? option.longestName() + " " + option.paramLabel()
                        : arg.paramLabel())
            .toList());
  }

  private static String uncapitalized(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
