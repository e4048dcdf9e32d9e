package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.ThrowingReaderSpi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown, wherever and on whichever thread, reaches the user as one line. */
@Timeout(60)
class FailureLinesTest {
  private static final List<Class<? extends Throwable>> THROWN =
      List.of(
          IIOException.class,
          IllegalStateException.class,
          IllegalArgumentException.class,
          NullPointerException.class,
          ArrayIndexOutOfBoundsException.class,
          NegativeArraySizeException.class,
          StackOverflowError.class,
          OutOfMemoryError.class,
          NoClassDefFoundError.class,
          AssertionError.class,
          InternalError.class);

  /** Commands that read {@code data/lying/x.png}, on one thread and on several. */
  private static final List<String> READING =
      List.of(
          "convolve -k box ~/data/lying/x.png -o ~/out.png",
          "pool ~/data/lying/x.png -o ~/out.png",
          "classify ~/model ~/data/lying/x.png ~/data/lying/0.png",
          "classify ~/model ~/data --evaluate",
          "classify ~/model ~/data/lying --saliency -o ~/seen",
          "train ~/data --arch ~/net.json -o ~/run");

  private static final List<String> PIPED =
      List.of("convolve -k box -", "pool -", "classify ~/model -");

  private static final List<String> PRINTING =
      List.of(
          "shape alexnet",
          "shape alexnet --json",
          "convolve --list-kernels",
          "convolve -k box ~/data/lying/0.png -o - --format npy",
          "pool ~/data/lying/0.png -o - --format csv",
          "classify ~/model ~/data/lying/0.png",
          "classify ~/model ~/data --evaluate --json",
          "train ~/data --arch ~/net.json -o ~/printed --overwrite --max-steps 1 --json");

  @TempDir(factory = MemoryDirectory.class)
  static Path shared;

  @BeforeAll
  static void train() throws IOException {
    Stripes.tree(shared.resolve("data"), 3, 1);
    Files.writeString(shared.resolve("net.json"), Stripes.NETWORK);
    String[] args = args("train ~/data --arch ~/net.json -o ~/good -q --max-steps 1", "2");
    assertThat(Run.convnet(args).out()).isEmpty();
    Files.copy(shared.resolve("good/best.safetensors"), shared.resolve("model"));
  }

  private static String[] args(String command, String threads) {
    String all = command.replace("~", shared.toString());
    return (command.startsWith("shape") || command.contains("--list")
            ? all
            : all + " --threads " + threads)
        .split(" ");
  }

  private static void assertOneLine(int exitCode, String said) {
    assertThat(said).startsWith("convnet: ").endsWith("\n").hasLineCount(1);
    assertThat(said).doesNotContain("\tat ");
    assertThat(exitCode).as(said).isEqualTo(ExitCode.FAILED);
  }

  static Stream<Arguments> reading() {
    return READING.stream()
        .flatMap(
            command ->
                THROWN.stream()
                    .flatMap(
                        thrown -> Stream.of("1", "3").map(n -> Arguments.of(command, thrown, n))));
  }

  @ParameterizedTest
  @MethodSource("reading")
  void ofADecoder(String command, Class<? extends Throwable> thrown, String threads)
      throws IOException {
    Path file = shared.resolve("data/lying/x.png");
    Files.write(file, ThrowingReaderSpi.file(thrown));
    try {
      List<String> words = new ArrayList<>(List.of(args(command, threads)));
      words.add("--quiet");
      Run run = Run.convnet(words.toArray(String[]::new));
      assertOneLine(run.exitCode(), run.err());
      assertThat(shared.resolve("run")).doesNotExist();
    } finally {
      Files.delete(file);
    }
  }

  /** An illegal argument would be one of the user's there. */
  static Stream<Arguments> piped() {
    return PIPED.stream()
        .flatMap(
            command ->
                THROWN.stream()
                    .filter(thrown -> thrown != IllegalArgumentException.class)
                    .map(thrown -> Arguments.of(command, thrown)));
  }

  @ParameterizedTest
  @MethodSource("piped")
  void ofStandardInput(String command, Class<? extends Throwable> thrown) {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw made(thrown);
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            throw made(thrown);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(args(command, "2"), broken, OutputStream.nullOutputStream(), err);
    assertOneLine(exitCode, err.toString(UTF_8));
  }

  static Stream<Arguments> printing() {
    return PRINTING.stream()
        .flatMap(command -> THROWN.stream().map(thrown -> Arguments.of(command, thrown)));
  }

  @ParameterizedTest
  @MethodSource("printing")
  void ofStandardOutput(String command, Class<? extends Throwable> thrown) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw made(thrown);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] args =
        args(
            command + (command.startsWith("shape") || command.contains("--list") ? "" : " -q"),
            "2");
    int exitCode = Main.run(args, InputStream.nullInputStream(), broken, err);
    assertOneLine(exitCode, err.toString(UTF_8));
  }

  /** A training goes on when nobody can hear how it goes. */
  @Test
  void ofStandardErrorIsNoneOfTheWork() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    String train = "train ~/data --arch ~/net.json -o ~/unheard --epochs 1";
    OutputStream out = OutputStream.nullOutputStream();
    int exitCode = Main.run(args(train, "2"), InputStream.nullInputStream(), out, closed);
    assertThat(exitCode).isEqualTo(ExitCode.DONE);
    assertThat(shared.resolve("unheard/report.html")).exists();
  }

  /** Throws what it is told to, unchecked or not. */
  private static IOException made(Class<? extends Throwable> thrown) {
    Throwable failure;
    try {
      failure = thrown.getConstructor(String.class).newInstance("two\n\tat lines");
    } catch (NoSuchMethodException e) {
      failure = new AssertionError("two\n\tat lines");
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
    return switch (failure) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalArgumentException(failure);
    };
  }

  /** The program with a thread of which nobody knows, which fails while the program waits. */
  static final class Haunted {
    public static void main(String[] args) {
      Thread.ofPlatform()
          .start(
              () -> {
                while (Thread.getDefaultUncaughtExceptionHandler() == null) {
                  Thread.onSpinWait();
                }
                throw new IllegalStateException("two\n\tat lines");
              });
      Main.main(args);
    }
  }

  @Test
  void ofAThreadOfWhichNobodyKnows() throws Exception {
    Path err = shared.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Haunted.class.getName(),
                "pool",
                "-")
            .redirectError(err.toFile())
            .start();
    // Standard input stays open: without the failure, the program would wait for ever.
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertOneLine(process.exitValue(), Files.readString(err));
  }
}
