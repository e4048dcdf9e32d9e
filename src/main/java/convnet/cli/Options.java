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
 * What a command takes, in the order of its help: each option with its names between commas, the
 * label of its value, where that goes and what it means.
 *
 * <p>Picocli would find the same by annotations on the fields. But Java makes a class for each kind
 * of annotation that is read, at every start anew, which is a third of a short command's time.
 */
final class Options {
  private final CommandSpec command;

  /** Adds to a command that there is. */
  Options(CommandSpec command) {
    this.command = command;
  }

  /** A command with nothing yet. */
  Options(String name, Callable<Integer> program) {
    this(CommandSpec.wrapWithoutInspection(program).name(name));
    command.usageMessage().sortOptions(false).abbreviateSynopsis(true);
  }

  CommandSpec command() {
    return command;
  }

  /**
   * What the command is for: the first paragraph wherever it is listed, all of them in its help.
   */
  Options about(String... paragraphs) {
    command.usageMessage().description(paragraphs);
    return this;
  }

  /** How it is used. */
  Options examples(String... commands) {
    String[] lines = Stream.of(commands).map(line -> "  " + line).toArray(String[]::new);
    command.usageMessage().footerHeading("%nExamples:%n").footer(lines);
    return this;
  }

  /** An option without a value. */
  void flag(String names, Consumer<Boolean> target, String description) {
    command.addOption(ofFlag(names, target, description).build());
  }

  /** One that is turned off by {@code --no-} before its name. */
  void onOrOff(String names, Consumer<Boolean> target, String description) {
    command.addOption(ofFlag(names, target, description).negatable(true).build());
  }

  /** Shows the help, whatever else there is. */
  void help(String names) {
    OptionSpec.Builder flag = ofFlag(names, _ -> {}, "Show this help and exit.");
    command.addOption(flag.usageHelp(true).build());
  }

  /** Shows the version, whatever else there is. */
  void version(String names) {
    OptionSpec.Builder flag = ofFlag(names, _ -> {}, "Show the version and exit.");
    command.addOption(flag.versionHelp(true).build());
  }

  void text(String names, String label, Consumer<String> target, String description) {
    command.addOption(option(names, label, String.class, target, description).build());
  }

  /** Text, some of which is known and completed by the shell. */
  void text(
      String names,
      String label,
      Iterable<String> known,
      Consumer<String> target,
      String description) {
    OptionSpec.Builder option = option(names, label, String.class, target, description);
    command.addOption(option.completionCandidates(known).build());
  }

  /** Likewise, each with the option's name before it. */
  void texts(
      String names,
      String label,
      Iterable<String> known,
      Consumer<List<String>> target,
      String description) {
    OptionSpec.Builder option = option(names, label, List.class, target, description);
    command.addOption(option.auxiliaryTypes(String.class).completionCandidates(known).build());
  }

  /** Texts, each with the option's name before it. */
  void texts(String names, String label, Consumer<List<String>> target, String description) {
    OptionSpec.Builder option = option(names, label, List.class, target, description);
    command.addOption(option.auxiliaryTypes(String.class).build());
  }

  void path(String names, String label, Consumer<Path> target, String description) {
    command.addOption(option(names, label, Path.class, target, description).build());
  }

  /** Paths, each with the option's name before it. */
  void paths(String names, String label, Consumer<List<Path>> target, String description) {
    OptionSpec.Builder option = option(names, label, List.class, target, description);
    command.addOption(option.auxiliaryTypes(Path.class).build());
  }

  /** A path that has to be there. */
  void requiredPath(String names, String label, Consumer<Path> target, String description) {
    OptionSpec.Builder option = option(names, label, Path.class, target, description);
    command.addOption(option.required(true).build());
  }

  /** A value that is made of text. */
  <T> void value(
      String names,
      String label,
      ITypeConverter<T> converter,
      Consumer<T> target,
      String description) {
    OptionSpec.Builder option = option(names, label, Object.class, target, description);
    command.addOption(option.converters(converter).build());
  }

  /** One of a few words, which the shell completes. */
  <T, W extends ITypeConverter<T> & Iterable<String>> void word(
      String names, String label, W words, Consumer<T> target, String description) {
    OptionSpec.Builder option = option(names, label, Object.class, target, description);
    command.addOption(option.converters(words).completionCandidates(words).build());
  }

  /** A parameter that has to be there, by its place among them. */
  void parameter(int place, String label, Consumer<Path> target, String description) {
    PositionalParamSpec.Builder parameter = parameter(label, Path.class, target, description);
    command.addPositional(parameter.index(String.valueOf(place)).required(true).build());
  }

  /** All parameters from a place on, if any. */
  void parameters(int place, String label, Consumer<List<String>> target, String description) {
    command.addPositional(several(place, label, target, description).build());
  }

  /** Likewise, some of which are known and completed by the shell. */
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
        // The target keeps what it has where nothing is given.
        .hasInitialValue(false)
        .description(description);
  }

  /**
   * Hands on what is given, and remembers it, for picocli adds to lists. Nothing is not given: it
   * is what stands for a variable of the shell that is not set.
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as picocli's interfaces are
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
