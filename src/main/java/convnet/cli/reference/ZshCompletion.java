package convnet.cli.reference;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The completion for zsh: a function for {@code compsys} built on {@code _arguments}. */
final class ZshCompletion {
  private ZshCompletion() {}

  static String of(CommandSpec program) {
    String name = program.name();
    StringBuilder commands = new StringBuilder();
    StringBuilder cases = new StringBuilder();
    for (CommandLine line : program.subcommands().values()) {
      CommandSpec command = line.getCommandSpec();
      String entry = command.name() + ":" + Texts.summary(command);
      commands.append("    ").append(quoted(entry)).append('\n');
      cases.append("        %s)\n".formatted(command.name()));
      cases.append("          _arguments -s \\\n");
      cases.append(arguments(command, "            ")).append(" ;;\n");
    }
    return """
    #compdef %1$s

    _%1$s() {
      local context state state_descr line
      typeset -A opt_args
      local -a commands
      commands=(
    %2$s  )
      _arguments -C \\
    %3$s \\
        '1: :->command' \\
        '*:: :->arguments'
      case $state in
        command) _describe command commands ;;
        arguments)
          case $words[1] in
    %4$s      esac
          ;;
      esac
    }

    _%1$s "$@"
    """
        .formatted(name, commands, arguments(program, "    "), cases);
  }

  private static String arguments(CommandSpec command, String indent) {
    List<String> options = Texts.options(command).stream().map(ZshCompletion::option).toList();
    List<String> parameters =
        command.positionalParameters().stream().map(ZshCompletion::parameter).toList();
    return Stream.concat(options.stream(), parameters.stream())
        .map(argument -> indent + argument)
        .collect(Collectors.joining(" \\\n"));
  }

  private static String option(OptionSpec option) {
    boolean value = Texts.takesValue(option);
    List<String> all = Texts.names(option);
    String names =
        all.stream()
            .map(name -> !value ? name : name.startsWith("--") ? name + "=" : name + "+")
            .collect(Collectors.joining(","));
    boolean several = all.size() > 1;
    String exclusive =
        option.isMultiValue() ? "'*'" : several ? "'(" + String.join(" ", all) + ")'" : "";
    String text = "[" + Texts.summary(option).replaceAll("([\\[\\]:\\\\])", "\\\\$1") + "]";
    return exclusive
        + (several ? "{" + names + "}" : names)
        + quoted(text + (value ? value(option) : ""));
  }

  private static String parameter(PositionalParamSpec parameter) {
    return quoted((parameter.isMultiValue() ? "*" : "") + value(parameter));
  }

  private static String value(ArgSpec argument) {
    List<String> candidates = Texts.candidates(argument);
    boolean files = Texts.takesFile(argument);
    String words = "(" + String.join(" ", candidates) + ")";
    String action;
    if (candidates.isEmpty()) {
      action = files ? "_files" : " ";
    } else if (files) {
      action = "{_alternative \"words\\:word\\:%s\" \"files\\:file\\:_files\"}".formatted(words);
    } else {
      action = words;
    }
    return ":" + argument.paramLabel().replace(":", "\\:") + ":" + action;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
