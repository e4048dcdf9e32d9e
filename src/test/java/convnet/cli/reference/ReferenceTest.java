package convnet.cli.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import convnet.cli.Main;
import convnet.cli.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Man pages and completions, of the program as it is and of a command with every kind of option.
 */
final class ReferenceTest {
  private final CommandLine sample = Samples.commandLine();

  @TempDir private Path directory;

  @Test
  void completionsAreUpToDate() throws IOException {
    for (var file : Reference.completions(Main.commandLine()).entrySet()) {
      Path path = Path.of("completions", file.getKey());
      String found = Files.exists(path) ? Files.readString(path) : "";
      assertThat(found)
          .as(
              path
                  + " is not what the commands are now; this renews it:"
                  + " mvn -Pcompletions process-classes")
          .isEqualTo(file.getValue());
    }
  }

  /** Where no file can be right, fish and zsh offer none. */
  @ParameterizedTest
  @CsvSource({
    "convolve, stride, false",
    "convolve, sparsity, false",
    "convolve, output-padding, false",
    "convolve, explain, false",
    "convolve, groups, false",
    "convolve, kernel, true",
    "convolve, animate, true",
    "pool, kernel-size, false",
    "pool, output-size, false",
    "pool, indices, true",
    "shape, solve, false",
  })
  void filesAreOfferedWhereTheyMayStand(String command, String option, boolean files) {
    String fish = Reference.completions(Main.commandLine()).get("convnet.fish");
    assertThat(fish.lines())
        .filteredOn(
            line ->
                line.contains("__fish_seen_subcommand_from " + command + "'")
                    && line.contains(" -l " + option + " "))
        .singleElement()
        .asString()
        .contains(files ? " -r -F " : " -x ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sa            | sample
          sample --mo   | --mode
          sample --mode | FAST SLOW
          sample --fl   | --flip
          sample -o LICEN | LICENSE
          """)
  void bashCompletes(String typed, String expected) throws Exception {
    Path script = write(Reference.completions(sample), "convnet.bash");
    boolean next = typed.endsWith("--mode");
    String call =
        """
        source %s
        complete -p convnet || exit
        COMP_WORDS=(convnet %s)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _complete_convnet
        echo "${COMPREPLY[@]}"
        """
            .formatted(script, typed + (next ? " ''" : ""));
    List<String> lines = output("bash", "-c", call);
    assertThat(lines.getFirst()).contains("-F _complete_convnet convnet");
    assertThat(lines.getLast().strip()).isEqualTo(expected);
  }

  /** Bash is to complete files unless it is told not to. */
  @ParameterizedTest
  @CsvSource({
    "convolve pho, true",
    "convolve -k ker, true",
    "convolve --weights mod, true",
    "convolve -o out, true",
    "convolve --stride 2, false",
    "convolve --format pn, false",
    "shape netw, true",
    "train --arch netw, true",
    "train --epochs 1, false",
    "classify mod, true",
  })
  void bashCompletesFilesWhereTheyMayStand(String typed, boolean files) throws Exception {
    Path script = write(Reference.completions(Main.commandLine()), "convnet.bash");
    String call =
        """
        source %s
        compopt() { local IFS=' '; told="$told $*"; }
        COMP_WORDS=(convnet %s)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _complete_convnet
        echo "told:$told"
        """
            .formatted(script, typed);
    assertThat(output("bash", "-c", call).getLast())
        .startsWith("told:")
        .matches(told -> told.contains("+o default") != files);
  }

  @ParameterizedTest
  @CsvSource({
    "convolve -k sobel, sobel-x sobel-y",
    "shape alexnet-, alexnet-2012 alexnet-cifar",
    "train --arch res, resnet18",
  })
  void bashCompletesNames(String typed, String expected) throws Exception {
    Path script = write(Reference.completions(Main.commandLine()), "convnet.bash");
    String call =
        """
        source %s
        COMP_WORDS=(convnet %s)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _complete_convnet
        echo "${COMPREPLY[@]}"
        """
            .formatted(script, typed);
    assertThat(output("bash", "-c", call).getLast().strip()).isEqualTo(expected);
  }

  @Test
  void zshReadsItsCompletion() throws Exception {
    Path script = write(Reference.completions(sample), "_convnet");
    assertThat(output("zsh", "-n", script.toString())).isEmpty();
    assertThat(Files.readString(script))
        .contains("'sample:Does what a test needs'")
        .contains("'(-o --output)'{-o+,--output=}'[Where to]:FILE:_files'")
        .contains("--mode='[How\\: FAST, SLOW]:<mode>:(FAST SLOW)'")
        .contains("--flip'[Turn it over]'")
        .contains("'*'{-k+,--kernel=}'[May be repeated]:KERNEL:_files'")
        .contains("'*:INPUT:_files'")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          convnet sa             | sample
          convnet sample --mo    | --mode
          convnet sample --mode= | --mode=FAST --mode=SLOW
          convnet sample --fl    | --flip
          convnet sample LICEN   | LICENSE
          """)
  void fishCompletes(String typed, String expected) throws Exception {
    Path script = write(Reference.completions(sample), "convnet.fish");
    List<String> lines =
        output(
            "fish",
            "--no-config",
            "-c",
            "source '%s'; complete -C '%s' | string replace -r '\\t.*' ''"
                .formatted(script, typed));
    assertThat(String.join(" ", lines)).isEqualTo(expected);
  }

  @Test
  void manPagesAreWellFormed() throws Exception {
    Map<String, String> pages = Reference.manPages(sample, "2026-01-01");
    assertThat(pages).containsOnlyKeys("convnet.1", "convnet-sample.1");
    for (String page : pages.keySet()) {
      assertThat(output("mandoc", "-Tlint", "-Wwarning", write(pages, page).toString())).isEmpty();
    }
  }

  @Test
  void manPagesShowWhatTheHelpShows() throws Exception {
    Path page = write(Reference.manPages(sample, "2026-01-01"), "convnet-sample.1");
    String text =
        String.join("\n", output("mandoc", "-Tutf8", "-Owidth=200", page.toString()))
            .replaceAll(".\b", "");
    assertThat(text)
        .contains("convnet-sample - Does what a test needs")
        .contains("convnet sample [OPTIONS]")
        .contains("-o FILE, --output=FILE")
        .contains("Where to. Don't use '~' or \\ here:")
        .contains(".hidden − café ^`")
        .contains("How: FAST, SLOW.")
        .contains("-q, --quiet")
        .contains("INPUT")
        .contains("EXIT STATUS")
        .contains("@FILE")
        .containsPattern(
            "EXAMPLES\n +convnet sample -o out.txt 'a  b'\n +convnet sample --mode FAST")
        .doesNotContain("secret");
  }

  @Test
  void manPagesOfTheProgramAreWellFormedAndShowExamples() throws Exception {
    Map<String, String> pages = Reference.manPages(Main.commandLine(), "2026-01-01");
    for (String page : pages.keySet()) {
      Path file = write(pages, page);
      assertThat(output("mandoc", "-Tlint", "-Wstyle", file.toString())).isEmpty();
      assertThat(pages.get(page)).contains(".SH EXAMPLES", ".SH EXIT STATUS", ".SH SEE ALSO");
    }
    assertThat(pages.get("convnet.1")).contains("\nconvnet shape alexnet\n");
    assertThat(pages.get("convnet-train.1")).contains(".SH FILES");
  }

  private Path write(Map<String, String> files, String name) throws IOException {
    return Files.writeString(directory.resolve(name), files.get(name));
  }

  /**
   * The lines a program prints, errors too; the test is left out where there is no such program.
   */
  private static List<String> output(String... command) throws Exception {
    assumeTrue(
        java.util.Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, command[0]))),
        command[0] + " is not installed");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return text.lines().toList();
  }
}
