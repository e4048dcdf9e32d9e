package convnet.cli.reference;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What man pages and completions need of a command: its options in order, and its descriptions as
 * plain text.
 */
final class Texts {
  private Texts() {}

  /** The options that a command's help shows, in its order. */
  static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparingInt(OptionSpec::order))
        .toList();
  }

  /** Paragraphs without markup. */
  static String plain(String... paragraphs) {
    return Ansi.OFF.string(String.format(String.join("%n", paragraphs))).strip();
  }

  /** The first sentence of a description, without its full stop. */
  static String summary(String... description) {
    String text = plain(description).replaceAll("\\s+", " ");
    int end = text.indexOf(". ");
    return (end < 0 ? text : text.substring(0, end)).replaceAll("\\.$", "");
  }

  static String summary(CommandSpec command) {
    return summary(command.usageMessage().description());
  }

  static String summary(OptionSpec option) {
    return summary(option.description());
  }

  /** All names of an option, including the one that turns it off. */
  static List<String> names(OptionSpec option) {
    Stream<String> names = Stream.of(option.names());
    return option.negatable()
        ? Stream.concat(names, Stream.of(option.longestName().replaceFirst("^--", "--no-")))
            .toList()
        : names.toList();
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** The known values of an argument; empty if there are none. */
  static List<String> candidates(ArgSpec argument) {
    return Stream.ofNullable(argument.completionCandidates()).flatMap(Texts::stream).toList();
  }

  /** Whether an argument may be a file: any text or path may, even where some values are known. */
  static boolean takesFile(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[0];
    return type.equals(String.class) || type.equals(Path.class);
  }

  private static <T> Stream<T> stream(Iterable<T> values) {
    return StreamSupport.stream(values.spliterator(), false);
  }
}
