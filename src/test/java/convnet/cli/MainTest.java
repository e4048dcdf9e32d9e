package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Main.run(args, new ByteArrayInputStream(new byte[0]), out, err);
  }

  /** Runs {@code convnet sample …}, a command that does this work. */
  private int sample(OutputStream out, SampleCommand.Work work, String... args) {
    Console console =
        new Console(
            new ByteArrayInputStream("stdin".getBytes(UTF_8)),
            out,
            err,
            new Interruption(),
            Console.Terminal.NONE);
    Function<Console, Subcommand> sample = c -> new SampleCommand(c, work);
    return Main.run(args, console, List.of(sample));
  }

  private int failing(Throwable failure, String... options) {
    String[] args =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("sample", "in", "-o", "out"),
                java.util.stream.Stream.of(options))
            .toArray(String[]::new);
    return sample(
        out,
        _ -> {
          switch (failure) {
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(failure);
          }
        },
        args);
  }

  private String said() {
    return err.toString(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void showsItsVersion(String option) {
    assertThat(run(option)).isZero();
    assertThat(out.toString(UTF_8)).matches("convnet \\d+\\.\\d+\\.\\d+\\n");
    assertThat(said()).isEmpty();
  }

  @Test
  void helpIsAResult() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("Usage: convnet ").contains("--version");
    assertThat(said()).isEmpty();
  }

  @Test
  void withoutACommandItSaysWhatThereIs() {
    assertThat(run()).isEqualTo(2);
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(said()).startsWith("Usage: convnet ");
  }

  @Test
  void helpOfNoCommandIsAnError() {
    assertThat(run("help", "nothing")).isEqualTo(ExitCode.USAGE);
    assertThat(said()).startsWith("convnet: unknown command 'nothing': ").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"help, --help", "help shape, shape --help"})
  void helpIsAWordToo(String words, String usual) {
    assertThat(run(words.split(" "))).isEqualTo(ExitCode.DONE);
    String shown = out.toString(UTF_8);
    out.reset();

    assertThat(run(usual.split(" "))).isEqualTo(ExitCode.DONE);
    assertThat(shown).isEqualTo(out.toString(UTF_8)).startsWith("Usage: convnet ");
    assertThat(err.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          classify           | missing MODEL: see convnet classify --help
          classify model     | missing INPUT: an image or a directory, or - for standard input
          classify m x --json --csv | '--json and --csv exclude each other: print one or the other'
          classify m x --csv --csv | option '--csv' should be specified only once: see convnet classify --help
          classify m x y --crops 5 | invalid value for option '--crops': '5' is not one of 1, 10
          train              | missing --output RUN and DATA: see convnet train --help
          train data         | missing --output RUN: see convnet train --help
          train -o run       | missing DATA: see convnet train --help
          train d -o r other | unexpected argument 'other': see convnet train --help
          train d -o r --lr fast | invalid value for option '--lr': 'fast' is not a number
          train d -o r --json=yes | invalid value for option '--json': 'yes' is not a boolean
          convolve           | missing INPUT: a file, or - for standard input; see convnet convolve --help
          convolve --gray --gray - | option '--gray' should be specified only once: see convnet convolve --help
          shape              | 'missing NETWORK|LAYER...: see convnet shape --help'
          """)
  void commandsSayWhatTheyLack(String arguments, String message) {
    int exitCode = run(arguments.split(" "));

    assertThat(err.toString(UTF_8)).isEqualTo("convnet: " + message + "\n");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --verson                  | unknown option '--verson': did you mean --version?
          sampel                    | unknown command 'sampel': did you mean sample?
          xyz                       | unknown command 'xyz': there are sample
          sample                    | missing --output FILE and INPUT: see convnet sample --help
          sample x                  | missing --output FILE: see convnet sample --help
          sample -o y               | missing INPUT: see convnet sample --help
          sample x -o y --outputt z | unknown option '--outputt': did you mean --output?
          sample x -o y -output z   | unknown option '-output': did you mean --output?
          sample x -o y -rate=1     | unknown option '-rate=1': did you mean --rate?
          sample x --workers 3      | unknown option '--workers': that is --threads here
          sample x --num_workers=3  | unknown option '--num_workers=3': that is --threads here
          sample x -o y --topk 3    | unknown option '--topk': see convnet sample --help
          sample x -o y --rate half | invalid value for option '--rate': 'half' is not a number
          sample x -o y --threads 2.5 | invalid value for option '--threads': '2.5' is not a whole number
          sample x -o y --threads 3000000000 | invalid value for option '--threads': '3000000000' is too large
          sample x -o y --threads 0 | --threads is 0: it must be at least 1
          sample x -o y --max-pixels -1 | --max-pixels is -1: it must be at least 1
          sample x -o y --mode idle | invalid value for option '--mode': expected one of [FAST, SLOW] (case-insensitive) but was 'idle'
          sample x -o               | missing --output FILE: see convnet sample --help
          sample x -o y -o z        | option '--output' (FILE) should be specified only once: see convnet sample --help
          """)
  void saysInOneLineWhatWouldBeRight(String arguments, String message) {
    int exitCode = sample(out, _ -> 0, arguments.split(" "));
    assertThat(said()).isEqualTo("convnet: " + message + "\n");
    assertThat(exitCode).isEqualTo(2);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void aFileGivesArguments(@TempDir Path directory) throws IOException {
    Path arguments = directory.resolve("arguments");
    Files.writeString(arguments, "in1 'in 2'\n-o \"out put\"  # here\n--mode fast");
    int exitCode =
        sample(
            out,
            command -> {
              assertThat(command.inputs).containsExactly(Path.of("in1"), Path.of("in 2"));
              assertThat(command.output).isEqualTo(Path.of("out put"));
              assertThat(command.mode).isEqualTo(SampleCommand.Mode.FAST);
              return 0;
            },
            "sample",
            "@" + arguments);
    assertThat(said()).isEmpty();
    assertThat(exitCode).isZero();
  }

  @Test
  void returnsWhatTheCommandReturns() {
    assertThat(sample(out, _ -> ExitCode.INTERRUPTED, "sample", "x", "-o", "y")).isEqualTo(130);
  }

  @Test
  void commandsReadAndWrite() {
    SampleCommand.Work copy =
        command -> {
          command.console.in().transferTo(command.console.out());
          command.console.println(" − x");
          command.console.note("half way");
          command.console.warn("careful");
          command.console.live("never on a file");
          return ExitCode.DONE;
        };
    assertThat(sample(out, copy, "sample", "x", "-o", "y")).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo("stdin − x\n");
    assertThat(said()).isEqualTo("half way\nconvnet: warning: careful\n");
    err.reset();
    assertThat(sample(out, copy, "sample", "x", "-o", "y", "--quiet")).isZero();
    assertThat(said()).isEmpty();
  }

  @Test
  void quietDoesNotSilenceErrors() {
    assertThat(failing(new IOException("x.png: broken"), "-q")).isEqualTo(1);
    assertThat(said()).isEqualTo("convnet: x.png: broken\n");
  }

  @Test
  void debugShowsWhere() {
    assertThat(failing(new IllegalArgumentException("bad"), "--debug")).isEqualTo(1);
    assertThat(said())
        .startsWith("convnet: bad\njava.lang.IllegalArgumentException: bad\n\tat convnet.");
  }

  @Test
  void failuresAreOneLine() {
    assertFailure(new NoSuchFileException("a.png"), "a.png: no such file or directory");
    assertFailure(
        new NoSuchFileException(Path.of("https://a.org/b.png").toString()),
        "https://a.org/b.png: is a URL, and nothing is fetched: download it first");
    assertFailure(new AccessDeniedException("a.png"), "a.png: permission denied");
    assertFailure(
        new FileSystemException("a.png", null, "No space left on device"),
        "a.png: No space left on device");
    assertFailure(new FileNotFoundException("a.png (Is a directory)"), "a.png (Is a directory)");
    assertFailure(new UncheckedIOException(new IOException("a.png: torn")), "a.png: torn");
    assertFailure(new IllegalArgumentException("two\n  lines"), "two lines");
    assertFailure(
        new java.util.concurrent.ExecutionException(new NoSuchFileException("b")),
        "b: no such file or directory");
    assertFailure(
        new IllegalStateException("odd"),
        "internal error: java.lang.IllegalStateException: odd (--debug shows where)");
  }

  private void assertFailure(Throwable failure, String message) {
    err.reset();
    assertThat(failing(failure)).isEqualTo(1);
    assertThat(said()).isEqualTo("convnet: " + message + "\n");
  }

  @Test
  void tellsHowToGetMoreMemory() {
    assertThat(failing(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
    assertThat(said())
        .startsWith("convnet: out of memory")
        .contains("CONVNET_JAVA_OPTS=-Xmx")
        .hasLineCount(1);
    err.reset();
    assertThat(failing(new StackOverflowError())).isEqualTo(1);
    assertThat(said())
        .startsWith("convnet: the input is nested too deeply")
        .contains("CONVNET_JAVA_OPTS=-Xss")
        .hasLineCount(1);
  }

  @Test
  void aFullDiskUnderStandardOutputIsAnError() {
    SampleCommand.Work print =
        command -> {
          command.console.println("result");
          return ExitCode.DONE;
        };
    OutputStream full = failingStream("No space left on device");
    assertThat(sample(full, print, "sample", "x", "-o", "y")).isEqualTo(1);
    assertThat(said()).isEqualTo("convnet: standard output: No space left on device\n");
    err.reset();
    assertThat(sample(full, _ -> 0, "--help")).isEqualTo(1);
    assertThat(said()).isEqualTo("convnet: standard output: No space left on device\n");
  }

  @Test
  void aClosedPipeEndsQuietly() {
    SampleCommand.Work print =
        command -> {
          while (true) {
            command.console.println("result");
          }
        };
    OutputStream closed = failingStream("Broken pipe");
    assertThat(sample(closed, print, "sample", "x", "-o", "y")).isEqualTo(141);
    assertThat(said()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"@nofile, argument file not found", "@src, 'is a directory, not an argument file'"})
  void filesOfArgumentsMustBeThere(String arg, String complaint) {
    Run run = Run.convnet("shape", arg);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEqualTo("convnet: " + arg + ": " + complaint + "\n");
  }

  /** It would be another file, or none. */
  @Test
  void aNameThatIsNotUtf8IsRefused() {
    Run run = Run.convnet("convolve", "-k", "1", "-", "-o", "out\uFFFD.txt");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo("convnet: out\uFFFD.txt: is not UTF-8: rename the file, or give a link to it\n");
  }

  @Test
  void aFileOfArgumentsMayBeginWithAMark(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("windows"), "\uFEFF-k SAME");
    assertThat(ArgumentFiles.expand(new String[] {"@" + file})).containsExactly("-k", "SAME");
  }

  /** One in another, and what begins with @ without being a file. */
  @Test
  void filesOfArgumentsInFilesOfArguments(@TempDir Path directory) throws IOException {
    Path inner = Files.writeString(directory.resolve("inner"), "b 'c d'\n@@e");
    Path outer =
        Files.writeString(directory.resolve("outer"), "a @" + inner + " \"@" + inner + '"');
    assertThat(ArgumentFiles.expand(new String[] {"x", "@" + outer, "@", "--", "@" + outer}))
        .containsExactly("x", "a", "b", "c d", "@e", "b", "c d", "@e", "@", "--", "@" + outer);
    Path endless = directory.resolve("endless");
    Files.writeString(endless, "shape @" + outer + " @" + endless);
    Run run = Run.convnet("@" + endless);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo("convnet: @" + endless + ": this argument file includes itself\n");
    Files.writeString(endless, "@nofile");
    assertThat(Run.convnet("shape", "@" + endless).err())
        .isEqualTo("convnet: @nofile: argument file not found\n");
  }

  /** Each names the next one twice: a billion arguments in all. */
  @Test
  void filesOfArgumentsAreNotFollowedForEver(@TempDir Path directory) throws IOException {
    for (int i = 0; i < 30; i++) {
      String next = "@" + directory.resolve("a" + (i + 1)) + "\n";
      Files.writeString(directory.resolve("a" + i), next + next);
    }
    Files.writeString(directory.resolve("a30"), "x");
    Run run = Run.convnet("shape", "@" + directory.resolve("a0"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).endsWith(": argument files include more than 1000 files in all\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a#b.png # not this\\nc | a#b.png c",
        "--kernel='1 2 1' --bias=\"1 2\" | --kernel=1_2_1 --bias=1_2",
        "\"a\\\\b\\\"c\" 'd\\e' f\\g | a\\b\"c d\\e f\\g",
        "'' \"\" x | '' '' x",
      })
  void argumentsInFilesAreWordsAsInAShell(String text, String words, @TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("args"), text.replace("\\n", "\n"));
    assertThat(ArgumentFiles.expand(new String[] {"@" + file}))
        .containsExactly(
            Stream.of(words.split(" "))
                .map(word -> word.equals("''") ? "" : word.replace('_', ' '))
                .toArray(String[]::new));
  }

  @Test
  void aQuoteInAFileOfArgumentsIsClosed(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("args"), "# it's\n-k \"1 2 m.txt\n");
    Run run = Run.convnet("convolve", "@" + file);
    assertThat(run.err()).isEqualTo("convnet: @" + file + ": line 2: the quote is not closed\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @CsvSource({"-k, --kernel", "--weights, --weights"})
  void anEmptyValueIsNamedByItsOption(String option, String name) {
    Run run = Run.withInput("1 2 3", "convolve", option, "", "-");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).isEqualTo("convnet: " + name + " : it is empty\n");
  }

  @Test
  void aMisspeltKernelWithAParameterIsNoFile() {
    Run run = Run.withInput("1 2 3", "convolve", "-k", "gausian:2", "-");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("convnet: --kernel gausian:2: neither numbers, nor a name");
  }

  @Test
  void aLiveLineIsReplacedByWhatFollows() throws IOException {
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            out,
            err,
            new Interruption(),
            new Console.Terminal(10, false, false));
    console.live("a line longer than ten");
    console.live("1 %");
    console.println("result");
    console.note("done");
    assertThat(said()).isEqualTo("a line lo\r\033[K1 %\r\033[Kdone\n");
  }

  private static OutputStream failingStream(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
