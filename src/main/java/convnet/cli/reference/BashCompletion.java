package convnet.cli.reference;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The completion of bash: picocli's, but for files. Picocli offers them where an argument's type
 * says that it is one, and else turns off that bash does; here texts may be files, too. So it is
 * turned off for the options alone that take none.
 */
final class BashCompletion {
  private static final String NO_FILES = "  type compopt &>/dev/null && compopt +o default\n";

  /** What completes a subcommand. */
  private static final Pattern FUNCTION =
      Pattern.compile(
          "^function _picocli_[a-z]+_([a-z]+)\\(\\) \\{.*?^}", Pattern.DOTALL | Pattern.MULTILINE);

  /** Where the value of an option is completed. */
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
