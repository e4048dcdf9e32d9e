package convnet.cli;

import convnet.model.Spelling;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns errors in a command line into one-line messages that say what would be right. */
final class UsageErrors {
  private UsageErrors() {}

  /** The message for this error, without the program's name in front. */
  static String of(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    return switch (error) {
      case UnmatchedArgumentException e -> unmatched(e, command, help);
      case MissingParameterException e when !e.getMissing().isEmpty() -> missing(e, command, help);
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
    if (error.isUnknownOption()) {
      return "unknown option '%s': %s".formatted(argument, rightOption(argument, command, help));
    }
    Set<String> commands = command.getSubcommands().keySet();
    if (commands.isEmpty()) {
      return "unexpected argument '%s': see %s".formatted(argument, help);
    }
    return "unknown command '%s': %s".formatted(argument, rightCommand(argument, commands));
  }

  private static String rightOption(String argument, CommandLine command, String help) {
    Set<String> known = command.getCommandSpec().optionsMap().keySet();
    List<String> words = known.stream().map(UsageErrors::word).toList();
    String option = word(argument.replaceFirst("=.*", "").replace('_', '-'));
    return OtherTools.option(argument, known)
        .map(ours -> "that is " + ours + " here")
        .or(() -> Spelling.closest(option, words).map(near -> "did you mean " + named(near) + "?"))
        .orElse("see " + help);
  }

  /** An option without its hyphens, which are no letters to compare. */
  private static String word(String option) {
    return option.replaceFirst("^-+", "");
  }

  private static String named(String word) {
    return (word.length() == 1 ? "-" : "--") + word;
  }

  private static String rightCommand(String argument, Set<String> commands) {
    return OtherTools.command(argument)
        .filter(commands::contains)
        .map(ours -> "that is " + ours + " here")
        .or(() -> Spelling.nearest(argument, commands).map(near -> "did you mean " + near + "?"))
        .orElse("there are " + String.join(", ", commands));
  }

  /** What is missing may be there under a wrong name: that is said first. */
  private static String missing(MissingParameterException error, CommandLine command, String help) {
    List<String> unknown =
        command.getUnmatchedArguments().stream().filter(word -> word.startsWith("-")).toList();
    return unknown.isEmpty()
        ? "missing " + names(error.getMissing()) + ": see " + help
        : unmatched(new UnmatchedArgumentException(command, unknown), command, help);
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
