package convnet.cli.reference;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion for fish: one {@code complete} line for each command and option. */
final class FishCompletion {
  private FishCompletion() {}

  static String of(CommandSpec program) {
    String name = program.name();
    String none = "-n __fish_use_subcommand";
    StringBuilder script = new StringBuilder("# Completions of " + name + " for fish.\n\n");
    options(script, program, "complete -c " + name + " " + none + " -f");
    for (CommandLine line : program.subcommands().values()) {
      CommandSpec command = line.getCommandSpec();
      script.append(
          "\ncomplete -c %s %s -f -a %s -d %s\n"
              .formatted(name, none, command.name(), quoted(Texts.summary(command))));
      options(
          script,
          command,
          "complete -c %s -n '__fish_seen_subcommand_from %s'".formatted(name, command.name()));
    }
    return script.toString();
  }

  private static void options(StringBuilder script, CommandSpec command, String start) {
    for (OptionSpec option : Texts.options(command)) {
      script.append(start);
      for (String name : Texts.names(option)) {
        script.append(
            name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
      }
      if (Texts.takesValue(option)) {
        List<String> candidates = Texts.candidates(option);
        script.append(Texts.takesFile(option) ? " -r -F" : " -x");
        if (!candidates.isEmpty()) {
          script.append(" -a ").append(quoted(String.join(" ", candidates)));
        }
      }
      script.append(" -d ").append(quoted(Texts.summary(option))).append('\n');
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
