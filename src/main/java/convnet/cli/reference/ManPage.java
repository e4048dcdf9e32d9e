package convnet.cli.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A man page, in the {@code man} macros, which groff and mandoc both read. */
final class ManPage {
  private static final int SOURCE_WIDTH = 80;

  private static final String EXIT_STATUS =
      """
      .TP
      .B 0
      Success.
      .TP
      .B 1
      The work failed: a bad file, a full disk, a training that diverged.
      .TP
      .B 2
      The command line is wrong.
      .TP
      .B 129
      The terminal is gone (SIGHUP), unless started with nohup.
      .TP
      .B 130
      Interrupted by Ctrl-C.
      .TP
      .B 141
      The reader of standard output closed it.
      .TP
      .B 143
      Terminated by SIGTERM.
      """;

  private static final String ARGUMENT_FILE =
      """
      .TP
      .BI @ FILE
      Replaced by the arguments in this file, which are separated by blanks or line
      ends; quotes protect blanks.
      An argument that itself begins with @ is written with @@.
      """;

  /** The files that training writes, some of which the other commands read. */
  private static final String RUN_FILES =
      """
      .TP
      .IR RUN /best.safetensors
      The model of the epoch that did best on the validation images.
      A model file has the parameters under the names of PyTorch's state_dict and,
      in its metadata, the network, the classes and the preprocessing: no other file
      is needed.
      .TP
      .IR RUN /last.safetensors
      The model of the last epoch, with all that \\-\\-resume needs.
      .TP
      .IR RUN /previous.safetensors
      The checkpoint before, for \\-\\-resume if last.safetensors is damaged.
      .TP
      .IR RUN /log.jsonl
      One line of JSON per epoch.
      .TP
      .IR RUN /report.html
      A page that shows the run: curves, the confusion matrix, the hardest images
      and the first layer's filters.
      It is rewritten after each epoch and needs no other file.
      .TP
      .IR RUN /config.json
      The settings that the training was started with.
      .TP
      .IR RUN /bad-files.txt
      With
      .BR \\-\\-skip\\-bad :
      the images that could not be read, one per line: the file, a tab, and what is
      wrong with it. A backslash, a tab and a line break in a name are written
      \\e\\e, \\et and \\en.
      """;

  private static final String ENVIRONMENT =
      """
      .TP
      .B JAVA_HOME
      The JDK to use; if it is unset or older than 25, another is searched for.
      .TP
      .B CONVNET_JAVA_SEARCH
      Directories to search for JDKs, separated by colons, instead of the usual ones.
      .TP
      .B CONVNET_JAVA_OPTS
      Options for Java, such as
      .BR \\-Xmx8g ,
      which lets the program use 8 GB of memory.
      .TP
      .B CONVNET_CACHE
      off: Java starts without the cache of classes in
      .I lib/start
      or
      .IR ~/.cache/convnet ;
      make: the cache is made if it is missing, and nothing else is done.
      .TP
      .B XDG_CACHE_HOME
      The directory to use instead of
      .IR ~/.cache .
      .TP
      .B NO_COLOR
      If set, output has no colours.
      """;

  private final CommandSpec command;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec command) {
    this.command = command;
  }

  /** The name of a command's page: {@code convnet-train}. */
  static String name(CommandLine line) {
    return line.getCommandSpec().qualifiedName("-");
  }

  static String of(CommandLine line, String date) {
    return new ManPage(line.getCommandSpec()).write(line, date);
  }

  private String write(CommandLine line, String date) {
    String name = name(line);
    String version = Texts.plain(command.root().version());
    page.append(
        ".TH %s 1 \"%s\" \"%s\"\n"
            .formatted(escaped(name.toUpperCase(Locale.ROOT)), date, version));
    section("NAME");
    paragraph(name + " - " + Texts.summary(command));
    section("SYNOPSIS");
    page.append(".B ").append(escaped(command.qualifiedName())).append('\n');
    String synopsis = Texts.plain(line.getHelp().abbreviatedSynopsis());
    paragraph(synopsis.substring(command.qualifiedName().length()).strip());
    section("DESCRIPTION");
    paragraph(Texts.plain(command.usageMessage().description()));
    parameters();
    options();
    commands();
    section("EXIT STATUS");
    page.append(EXIT_STATUS);
    section("ENVIRONMENT");
    page.append(ENVIRONMENT);
    files();
    footer();
    seeAlso(name);
    return page.toString();
  }

  private void parameters() {
    if (!command.positionalParameters().isEmpty()) {
      section("ARGUMENTS");
      for (PositionalParamSpec parameter : command.positionalParameters()) {
        page.append(".TP\n.I ").append(escaped(parameter.paramLabel())).append('\n');
        paragraph(Texts.plain(parameter.description()));
      }
    }
  }

  private void options() {
    section("OPTIONS");
    Texts.options(command).forEach(this::option);
    page.append(ARGUMENT_FILE);
  }

  private void option(OptionSpec option) {
    List<String> names = new ArrayList<>();
    for (String name : Texts.names(option)) {
      String value =
          !Texts.takesValue(option) ? "" : "\\fI" + escaped(option.paramLabel()) + "\\fR";
      String separator = value.isEmpty() ? "" : name.startsWith("--") ? "=" : " ";
      names.add("\\fB" + escaped(name) + "\\fR" + separator + value);
    }
    page.append(".TP\n").append(String.join(", ", names)).append('\n');
    paragraph(Texts.plain(option.description()));
  }

  private void commands() {
    if (!command.subcommands().isEmpty()) {
      section("COMMANDS");
      for (CommandLine line : command.subcommands().values()) {
        page.append(".TP\n.BR ").append(escaped(name(line))).append(" (1)\n");
        paragraph(Texts.summary(line.getCommandSpec()) + ".");
      }
    }
  }

  private void files() {
    if (command.name().equals("train")) {
      section("FILES");
      page.append(RUN_FILES);
    }
  }

  /**
   * Adds the examples, on the program's page the first of each command, and any other footer as
   * notes.
   */
  private void footer() {
    List<String> examples = new ArrayList<>(examples(command));
    for (CommandLine line : command.subcommands().values()) {
      examples(line.getCommandSpec()).stream().findFirst().ifPresent(examples::add);
    }
    if (!examples.isEmpty()) {
      section("EXAMPLES");
      page.append(".nf\n");
      examples.forEach(example -> page.append(escaped(example)).append('\n'));
      page.append(".fi\n");
    }
    String footer = Texts.plain(command.usageMessage().footer());
    if (!footer.isEmpty() && examples(command).isEmpty()) {
      section("NOTES");
      paragraph(footer);
    }
  }

  private static List<String> examples(CommandSpec command) {
    boolean heading = Texts.plain(command.usageMessage().footerHeading()).equals("Examples:");
    return heading
        ? Texts.plain(command.usageMessage().footer()).lines().map(String::strip).toList()
        : List.of();
  }

  private void seeAlso(String name) {
    List<String> others = new ArrayList<>();
    CommandLine root = command.root().commandLine();
    if (!name.equals(name(root))) {
      others.add(name(root));
    }
    for (CommandLine line : root.getSubcommands().values()) {
      if (!name.equals(name(line))) {
        others.add(name(line));
      }
    }
    if (!others.isEmpty()) {
      section("SEE ALSO");
      for (int i = 0; i < others.size(); i++) {
        String comma = i < others.size() - 1 ? " (1),\n" : " (1)\n";
        page.append(".BR ").append(escaped(others.get(i))).append(comma);
      }
    }
  }

  private void section(String title) {
    page.append(".SH ").append(title).append('\n');
  }

  /** Adds text of one or several lines; an empty line between two begins a paragraph. */
  private void paragraph(String text) {
    String previous = "";
    for (String line : text.split("\\R", -1)) {
      String stripped = line.stripTrailing();
      if (stripped.isEmpty()) {
        page.append(previous.isEmpty() ? "" : ".sp\n");
      } else {
        page.append(previous.isEmpty() ? "" : ".br\n");
        source(stripped);
      }
      previous = stripped;
    }
  }

  /** Adds a line of text, broken in the source if it is long; roff fills the lines anew. */
  private void source(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      String next = escaped(word);
      if (!line.isEmpty() && line.length() + 1 + next.length() > SOURCE_WIDTH) {
        page.append(line).append('\n');
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(next);
    }
    page.append(line).append('\n');
  }

  /** Escapes text, so that roff prints it as it is. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    if (text.startsWith(".") || text.startsWith("'")) {
      escaped.append("\\&");
    }
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                case '`' -> escaped.append("\\(ga");
                default -> {
                  if (c < 128) {
                    escaped.appendCodePoint(c);
                  } else {
                    escaped.append("\\[u%04X]".formatted(c));
                  }
                }
              }
            });
    return escaped.toString();
  }
}
