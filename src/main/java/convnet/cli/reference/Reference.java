package convnet.cli.reference;

import convnet.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** Writes the program's man pages and shell completions. */
public final class Reference {
  private Reference() {}

  /**
   * {@code man DIRECTORY DATE} writes the man pages, {@code completions DIRECTORY} the completions
   * for bash, zsh and fish.
   */
  public static void main(String[] args) throws IOException {
    CommandLine program = Main.commandLine();
    Map<String, String> files =
        switch (args[0]) {
          case "man" -> manPages(program, args[2]);
          case "completions" -> completions(program);
          default -> throw new IllegalArgumentException(args[0]);
        };
    Path directory = Files.createDirectories(Path.of(args[1]));
    for (var file : files.entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
  }

  /** The text of each completion file by its name. */
  public static Map<String, String> completions(CommandLine program) {
    String name = program.getCommandName();
    Map<String, String> files = new LinkedHashMap<>();
    files.put(name + ".bash", BashCompletion.of(program));
    files.put("_" + name, ZshCompletion.of(program.getCommandSpec()));
    files.put(name + ".fish", FishCompletion.of(program.getCommandSpec()));
    return files;
  }

  /**
   * The text of each man page by its name: one for the program, one for each command.
   *
   * @param date printed below each page
   */
  public static Map<String, String> manPages(CommandLine program, String date) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(program.getCommandName() + ".1", ManPage.of(program, date));
    for (CommandLine command : program.getSubcommands().values()) {
      pages.put(ManPage.name(command) + ".1", ManPage.of(command, date));
    }
    return pages;
  }
}
