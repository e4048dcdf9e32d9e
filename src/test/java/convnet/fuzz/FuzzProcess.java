package convnet.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jazzer at work on one target, in a Java of its own with all its files in one directory. */
final class FuzzProcess {
  private static final String INSTRUMENTED =
      "--instrumentation_includes=convnet.**:com.twelvemonkeys.**:com.sun.imageio.**:tools.jackson.core.**";

  /** Jazzer's own checks, for injections and the like, take a command line's files for some. */
  private static final String UNWANTED =
      Stream.of(
              ("BigDecimal ClojureLangHooks Deserialization ExpressionLanguageInjection"
                      + " FilePathTraversal LdapInjection NamingContextLookup OsCommandInjection"
                      + " ReflectiveCall RegexInjection RegexRoadblocks ScriptEngineInjection"
                      + " ServerSideRequestForgery SqlInjection TemplateInjection UnsafeSanitizer"
                      + " XPathInjection XmlParserSsrfGuidance")
                  .split(" "))
          .map(check -> "com.code_intelligence.jazzer.sanitizers." + check)
          .collect(Collectors.joining(":"));

  private static final int STARTUP_SECONDS = 300;

  /** What a slow and busy machine may take for a repetition. */
  private static final int REPEAT_SECONDS = 280;

  private final Target target;
  private final Path directory;
  private final Path corpus;

  /** In {@code directory}, which keeps what earlier runs learnt. */
  FuzzProcess(Target target, Path directory) {
    this.target = target;
    this.directory = directory;
    this.corpus = directory.resolve("corpus");
  }

  /**
   * Tries changes of good and kept inputs, by the same random numbers every time. It is not told
   * what they reach, for that differs from run to run.
   *
   * @return what it found, each with the input; nothing if all is as it should be
   */
  String repeat(int runs) throws IOException, InterruptedException {
    return found(
        REPEAT_SECONDS,
        "--hooks=false",
        "--instrumentation_includes=none.**",
        "-keep_seed=1",
        "-seed=1",
        "-runs=" + runs);
  }

  /** Searches for inputs that reach what none has reached before. */
  String search(int seconds) throws IOException, InterruptedException {
    return found(seconds, INSTRUMENTED, "-max_total_time=" + seconds);
  }

  private String found(int seconds, String... arguments) throws IOException, InterruptedException {
    Files.createDirectories(corpus);
    Path seeds = directory.resolve("seeds");
    Corpus.unpack(target.seeds().get(), seeds);
    Corpus.unpack(Corpus.of(target), directory.resolve("kept"));
    Path artifacts = Files.createDirectories(directory.resolve("artifacts"));
    for (Path old : Corpus.files(artifacts)) {
      Files.delete(old);
    }
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("-artifact_prefix=" + artifacts + "/");
    all.add(corpus.toString());
    all.add(seeds.toString());
    all.add(directory.resolve("kept").toString());
    int exitCode = jazzer(seconds, all);
    StringBuilder found = new StringBuilder();
    for (Path artifact : Corpus.files(artifacts)) {
      byte[] input = Files.readAllBytes(artifact);
      found.append(artifact).append('\n');
      found.append(Base64.getEncoder().encodeToString(input)).append('\n');
    }
    if (exitCode != 0) {
      found.append("exit code ").append(exitCode).append(", see ").append(log());
    }
    return found.toString();
  }

  /** Keeps the inputs that suffice to get as far as it got. */
  void keep() throws IOException, InterruptedException {
    Path smallest = directory.resolve("smallest");
    if (Files.exists(smallest)) {
      for (Path old : Corpus.files(smallest)) {
        Files.delete(old);
      }
    }
    Files.createDirectories(smallest);
    int exitCode =
        jazzer(600, List.of(INSTRUMENTED, "-merge=1", smallest.toString(), corpus.toString()));
    if (exitCode == 0) {
      Corpus.keep(target, smallest);
    }
  }

  private Path log() {
    return directory.resolve("log.txt");
  }

  private int jazzer(int seconds, List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                // The better compiler takes as long to begin with as a short search lasts.
                "-XX:TieredStopAtLevel=" + (seconds < 300 ? 1 : 4),
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + directory,
                "-Dfuzz.target=" + target.name(),
                "-Dfuzz.directory=" + directory.resolve("input"),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzEntry.class.getName(),
                "--custom_hook_includes=" + FuzzEntry.class.getName(),
                "--disabled_hooks=" + UNWANTED,
                "--target_args=" + directory.resolve("seeds"),
                "--reproducer_path=" + directory,
                "-rss_limit_mb=2000",
                "-report_slow_units=1000", // the contract counts the processor's time
                "-timeout=120"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    try {
      return process.waitFor(seconds + STARTUP_SECONDS, TimeUnit.SECONDS)
          ? process.exitValue()
          : -1;
    } finally {
      process.destroyForcibly();
    }
  }
}
