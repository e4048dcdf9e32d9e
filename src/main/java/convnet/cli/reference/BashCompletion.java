package convnet.cli.reference;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The completion for bash: picocli's, except for files. Picocli completes files only for arguments
 * whose type is a file, and turns bash's own file completion off for all others; here texts may be
 * file names, too. So it is turned off only for options that take no file.
 */
final class BashCompletion {
  private static final String NO_FILES = "  type compopt &>/dev/null && compopt +o default\n";

  /** The function that completes a subcommand. */
  private static final Pattern FUNCTION =
      Pattern.compile(
          "^function _picocli_[a-z]+_([a-z]+)\\(\\) \\{.*?^}", Pattern.DOTALL | Pattern.MULTILINE);

  /** The case label before the completion of an option's value. */
  private static final Pattern OPTION =
      Pattern.compile("^    '(-[^']*)'.*\\)\n", Pattern.MULTILINE);

  private BashCompletion() {}

  static String of(CommandLine program) {
    String script = AutoComplete.bash(program.getCommandName(), program);
    Map<String, CommandLine> commands = program.getSubcommands();
    return FUNCTION
        .matcher(script)
        .replaceAll(
            function ->
                Matcher.quoteReplacement(
                    withFiles(
                        function.group(),
                        Objects.requireNonNull(commands.get(function.group(1))))));
  }

  private static String withFiles(String function, CommandLine command) {
    String all = function.replace(NO_FILES + "\n", "");
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.negatable()) {
        String names = String.join("' '", Texts.names(option));
        all = all.replace("'" + option.longestName() + "'", "'" + names + "'");
      }
    }
    return OPTION
        .matcher(all)
        .replaceAll(
            option -> {
              OptionSpec spec = command.getCommandSpec().findOption(option.group(1));
              String text = option.group() + (Texts.takesFile(spec) ? "" : "    " + NO_FILES);
              return Matcher.quoteReplacement(text);
            });
  }
}
