package convnet.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Defines the options and parameters of a command, in the order of its help: each option by its
 * names, separated by commas, the label of its value, the consumer of the value, and a description.
 *
 * <p>Picocli could find the same in annotations on fields. But Java generates a class for each type
 * of annotation that is read, at every start, which takes a third of a short command's time.
 */
final class Options {
  /** The one of picocli is found by reflection, which takes some milliseconds at startup. */
  private static final ITypeConverter<Path> PATH = Path::of;

  private final CommandSpec command;

  /** Adds to an existing command. */
  Options(CommandSpec command) {
    this.command = command;
  }

  /** A new command, without options yet. */
  Options(String name, Callable<Integer> program) {
    this(CommandSpec.wrapWithoutInspection(program).name(name));
    command.usageMessage().sortOptions(false).abbreviateSynopsis(true);
  }

  CommandSpec command() {
    return command;
  }

  /**
   * The command's description: its first paragraph where the command is listed, all of them in its
   * help.
   */
  Options about(String... paragraphs) {
    command.usageMessage().description(paragraphs);
    return this;
  }

  /** Examples of its use, at the end of its help. */
  Options examples(String... commands) {
    String[] lines = Stream.of(commands).map(line -> "  " + line).toArray(String[]::new);
    command.usageMessage().footerHeading("%nExamples:%n").footer(lines);
    return this;
  }

  /** An option without a value. */
  void flag(String names, Consumer<Boolean> target, String description) {
    command.addOption(ofFlag(names, target, description).build());
  }

  /** An option without a value that can be turned off by {@code --no-} before its name. */
  void onOrOff(String names, Consumer<Boolean> target, String description) {
    command.addOption(ofFlag(names, target, description).negatable(true).build());
  }

  /** An option that shows the help, whatever else is given. */
  void help(String names) {
    OptionSpec.Builder flag = ofFlag(names, _ -> {}, "Show this help and exit.");
    command.addOption(flag.usageHelp(true).build());
  }

  /** An option that shows the version, whatever else is given. */
  void version(String names) {
    OptionSpec.Builder flag = ofFlag(names, _ -> {}, "Show the version and exit.");
    command.addOption(flag.versionHelp(true).build());
  }

  void text(String names, String label, Consumer<String> target, String description) {
    command.addOption(option(names, label, String.class, target, description).build());
  }

  /** An option with a text as its value, and known values that the shell completes. */
  void text(
      String names,
      String label,
      Iterable<String> known,
      Consumer<String> target,
      String description) {
    OptionSpec.Builder option = option(names, label, String.class, target, description);
    command.addOption(option.completionCandidates(known).build());
  }

  /** The same for an option that may be repeated. */
  void texts(
      String names,
      String label,
      Iterable<String> known,
      Consumer<List<String>> target,
      String description) {
    OptionSpec.Builder option = option(names, label, List.class, target, description);
    command.addOption(option.auxiliaryTypes(String.class).completionCandidates(known).build());
  }

  /** An option with a text as its value that may be repeated. */
  void texts(String names, String label, Consumer<List<String>> target, String description) {
    OptionSpec.Builder option = option(names, label, List.class, target, description);
    command.addOption(option.auxiliaryTypes(String.class).build());
  }

  void path(String names, String label, Consumer<Path> target, String description) {
    command.addOption(ofPath(names, label, target, description).build());
  }

  /** An option with a path as its value that may be repeated. */
  void paths(String names, String label, Consumer<List<Path>> target, String description) {
    OptionSpec.Builder option = option(names, label, List.class, target, description);
    command.addOption(option.auxiliaryTypes(Path.class).converters(PATH).build());
  }

  /** A required option with a path as its value. */
  void requiredPath(String names, String label, Consumer<Path> target, String description) {
    OptionSpec.Builder option = ofPath(names, label, target, description);
    command.addOption(option.required(true).build());
  }

  /** An option whose value is converted from text. */
  <T> void value(
      String names,
      String label,
      ITypeConverter<T> converter,
      Consumer<T> target,
      String description) {
    OptionSpec.Builder option = option(names, label, Object.class, target, description);
    command.addOption(option.converters(converter).build());
  }

  /** An option whose value is one of a few words, which the shell completes. */
  <T, W extends ITypeConverter<T> & Iterable<String>> void word(
      String names, String label, W words, Consumer<T> target, String description) {
    OptionSpec.Builder option = option(names, label, Object.class, target, description);
    command.addOption(option.converters(words).completionCandidates(words).build());
  }

  /** A required positional parameter, by its index. */
  void parameter(int place, String label, Consumer<Path> target, String description) {
    PositionalParamSpec.Builder parameter = parameter(label, Path.class, target, description);
    command.addPositional(
        parameter.index(String.valueOf(place)).required(true).converters(PATH).build());
  }

  /** All positional parameters from an index on, if any. */
  void parameters(int place, String label, Consumer<List<String>> target, String description) {
    command.addPositional(several(place, label, target, description).build());
  }

  /** The same with known values that the shell completes. */
  void parameters(
      int place,
      String label,
      Iterable<String> known,
      Consumer<List<String>> target,
      String description) {
    PositionalParamSpec.Builder parameters = several(place, label, target, description);
    command.addPositional(parameters.completionCandidates(known).build());
  }

  private PositionalParamSpec.Builder several(
      int place, String label, Consumer<List<String>> target, String description) {
    return parameter(label, List.class, target, description)
        .auxiliaryTypes(String.class)
        .hideParamSyntax(true)
        .index(place + "..*")
        .arity("0..*");
  }

  private PositionalParamSpec.Builder parameter(
      String label, Class<?> type, Consumer<?> target, String description) {
    Binding<?> binding = new Binding<>(label, target);
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .type(type)
        .getter(binding)
        .setter(binding)
        .hasInitialValue(false)
        .description(description);
  }

  private OptionSpec.Builder ofPath(
      String names, String label, Consumer<Path> target, String description) {
    return option(names, label, Path.class, target, description).converters(PATH);
  }

  private OptionSpec.Builder ofFlag(String names, Consumer<Boolean> target, String description) {
    return option(names, "", boolean.class, target, description);
  }

  private OptionSpec.Builder option(
      String names, String label, Class<?> type, Consumer<?> target, String description) {
    String longest = names.substring(names.lastIndexOf(' ') + 1);
    Binding<?> binding = new Binding<>(longest, target);
    return OptionSpec.builder(names.split(", "))
        .paramLabel(label)
        .type(type)
        .getter(binding)
        .setter(binding)
        // If the option is not given, its target keeps its default.
        .hasInitialValue(false)
        .description(description);
  }

  /**
   * Passes given values on to a target, and keeps them, as picocli adds to lists. Refuses an empty
   * value, which is what an unset shell variable expands to.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as in picocli's interfaces
  private final class Binding<T> implements IGetter, ISetter {
    private final String name;
    private final Consumer<T> target;
    private @Nullable T value;

    Binding(String name, Consumer<T> target) {
      this.name = name;
      this.target = target;
    }

    @Override
    public <V> @Nullable V get() {
      return (V) value;
    }

    @Override
    public <V> @Nullable V set(V given) {
      if (String.valueOf(given).isEmpty()) {
        throw new UsageException(command, name + " : it is empty");
      }
      V before = get();
      value = (T) given;
      target.accept(value);
      return before;
    }
  }
}
