package convnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code mvn package} leaves, tried as its users will. */
@DisabledOnOs(OS.WINDOWS)
final class DistributionIT {
  private static final Path INSTALLATION = Path.of("target/convnet").toAbsolutePath();
  private static final Path LAUNCHER = INSTALLATION.resolve("bin/convnet");
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  @TempDir private Path directory;

  /** The environment of the programs started here: a JDK, and nothing else that could help. */
  private final Map<String, String> environment = new TreeMap<>();

  /** What a program left behind. */
  private record Result(int exitCode, String out, String err) {}

  @BeforeEach
  void plainEnvironment() {
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("JAVA_HOME", JDK.toString());
    environment.put("CONVNET_JAVA_SEARCH", "");
    environment.put("CONVNET_CACHE", "off");
  }

  @Test
  void startsAndSaysNothingElse() throws Exception {
    assertStarts(LAUNCHER.toString());
  }

  @Test
  void startsThroughLinksFromAnywhere() throws Exception {
    Path inner = Files.createDirectory(directory.resolve("in side"));
    Path copy = directory.resolve("my programs/conv net");
    Files.createDirectory(copy.getParent());
    assertThat(run("cp", "-R", INSTALLATION.toString(), copy.toString()).exitCode()).isZero();
    Path first = Files.createSymbolicLink(inner.resolve("first"), copy.resolve("bin/convnet"));
    Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("in side/first"));
    assertStarts(copy.resolve("bin/convnet").toString());
    assertStarts(first.toString());
    assertStarts(second.toString());
    assertStarts("./second");
    assertStarts("sh", "second");
    environment.put("PATH", directory + ":/usr/bin:/bin");
    assertStarts("sh", "-c", "second --version");
  }

  @Test
  void takesTheFirstJdkThatIsNewEnough() throws Exception {
    Path old = fakeJdk("old", "JAVA_VERSION=\"17.0.15\"");
    environment.put("JAVA_HOME", old.toString());
    environment.put("CONVNET_JAVA_SEARCH", "/nowhere:" + directory);
    fakeJdk("a-24", "JAVA_VERSION=\"24-ea\"");
    Path good = fakeJdk("b 25", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"");
    fakeJdk("c-26", "JAVA_VERSION=\"26\"");
    assertThat(launch("--version").out()).isEqualTo(good + "\n");
    environment.put("JAVA_HOME", fakeJdk("explicit", "JAVA_VERSION=\"26-ea\"").toString());
    assertThat(launch("--version").out()).isEqualTo(directory.resolve("explicit") + "\n");
  }

  @Test
  void findsJavaOnThePath() throws Exception {
    environment.remove("JAVA_HOME");
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), JDK.resolve("bin/java"));
    environment.put("PATH", bin + ":/usr/bin:/bin");
    assertStarts(LAUNCHER.toString());
  }

  @Test
  void asksAJavaWithoutADirectoryOfItsOwn() throws Exception {
    environment.remove("JAVA_HOME");
    Path bin = Files.createDirectory(directory.resolve("shims"));
    environment.put("PATH", bin + ":/usr/bin:/bin");
    script(bin.resolve("java"), "exec '" + JDK + "/bin/java' \"$@\"");
    assertStarts(LAUNCHER.toString());
    script(bin.resolve("java"), "echo 'openjdk version \"21.0.1\" 2023-10-17' >&2");
    assertThat(launch("--version").exitCode()).isEqualTo(1);
  }

  @Test
  void findsJdksInBundles() throws Exception {
    environment.put("JAVA_HOME", "/nowhere");
    environment.put("CONVNET_JAVA_SEARCH", directory.toString());
    Path jdk = fakeJdk("temurin-25.jdk/Contents/Home", "JAVA_VERSION=\"25\"");
    assertThat(launch("--version").out()).isEqualTo(jdk + "\n");
  }

  @Test
  void withoutAJdkItSaysWhatToDo() throws Exception {
    environment.put("PATH", directory.toString());
    environment.put("JAVA_HOME", "");
    Result result = launch("--version");
    assertThat(result.err())
        .isEqualTo(
            "convnet: no Java 25 or newer found: install a JDK (https://adoptium.net has one)"
                + " or set JAVA_HOME to where one is\n");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void passesOptionsAndArgumentsOn() throws Exception {
    Path jdk = JDK;
    environment.put("JAVA_HOME", jdkThatShowsItsArguments("25").toString());
    environment.put("CONVNET_JAVA_OPTS", "-Xmx8g  -Dx=*");
    List<String> arguments = launch("a b", "*", "", "-q").out().lines().toList();
    assertThat(arguments)
        .containsSubsequence(
            "-XX:+UseSerialGC",
            "-Xmx8g",
            "-Dx=*",
            "-jar",
            INSTALLATION + "/lib/convnet.jar",
            "a b",
            "*",
            "",
            "-q");
    environment.put("CONVNET_JAVA_OPTS", "-XX:+UseParallelGC");
    assertThat(launch("train").out()).doesNotContain("UseSerialGC").contains("UseParallelGC");
    environment.remove("CONVNET_JAVA_OPTS");
    environment.put("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC");
    assertThat(launch("train").out()).doesNotContain("UseSerialGC");
    environment.remove("JAVA_TOOL_OPTIONS");
    environment.put("CONVNET_JAVA_OPTS", "-XX:+UseSerialGC");
    assertThat(launch("--version").out()).containsOnlyOnce("-XX:+UseSerialGC");
    environment.put("JAVA_HOME", jdk.toString());
    assertStarts(LAUNCHER.toString());
  }

  @Test
  void opensFilesOfAnyNameInTheLocaleC() throws Exception {
    environment.put("JAVA_HOME", jdkThatRuns("echo \"$LC_ALL\"").toString());
    assertThat(launch().out()).isEqualTo("C.UTF-8\n");
    environment.put("LC_ALL", "C");
    assertThat(launch().out()).isEqualTo("C.UTF-8\n");
    environment.remove("LC_ALL");
    environment.put("LANG", "C.UTF-8");
    assertThat(launch().out()).isEqualTo("\n");
  }

  /**
   * One that is not, as ssh hands on from elsewhere, stands for C. By the system's words for errors
   * a closed pipe is told, so they are English.
   */
  @ParameterizedTest
  @CsvSource({"UTF-8, de_DE.UTF-8 C", "ANSI_X3.4-1968, C.UTF-8 C.UTF-8"})
  void leavesALocaleThatIsInstalled(String charmap, String locales) throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    script(bin.resolve("locale"), "[ \"$1\" = charmap ] && echo " + charmap);
    environment.put("PATH", bin + ":/usr/bin:/bin");
    String shown = "echo \"${LC_ALL:-$LC_CTYPE} ${LC_ALL:-$LC_MESSAGES}\"";
    environment.put("JAVA_HOME", jdkThatRuns(shown).toString());
    environment.put("LC_ALL", "de_DE.UTF-8");
    assertThat(launch().out()).isEqualTo(locales + "\n");
  }

  /** Java's own first file would have the number of standard input. */
  @Test
  void whatIsClosedIsEmpty() throws Exception {
    Result result = run("sh", "-c", "exec \"$0\" convolve -k 1 - <&-", LAUNCHER.toString());
    assertThat(result.err()).isEqualTo("convnet: -: is empty\n");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void javaTakesTheShellsPlace() throws Exception {
    environment.put("JAVA_HOME", jdkThatRuns("echo $$").toString());
    Process process = start(LAUNCHER.toString());
    assertThat(text(process.getInputStream())).isEqualTo(process.pid() + "\n");
  }

  @Test
  void theJarLetsTheVectorApiBeLoaded() throws IOException {
    try (JarFile jar = new JarFile(INSTALLATION.resolve("lib/convnet.jar").toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Add-Exports"))
          .isEqualTo("java.base/jdk.internal.module");
    }
  }

  @Test
  void errorsOfStandardOutputAreNoticed() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    Result full = run("sh", "-c", "'" + LAUNCHER + "' --help >/dev/full");
    assertThat(full.err()).isEqualTo("convnet: standard output: No space left on device\n");
    assertThat(full.exitCode()).isEqualTo(1);
    // The shell opens the pipe and nobody ever reads it.
    Result closed = run("bash", "-c", "'" + LAUNCHER + "' --help | : ; exit ${PIPESTATUS[0]}");
    assertThat(closed.err()).isEmpty();
    assertThat(closed.exitCode()).isEqualTo(141);
  }

  @Test
  void ctrlCLeavesTheOldFileAndNothingElse() throws Exception {
    assumeFalse(Signals.interruptIsIgnored(), "Ctrl-C is ignored here, as in what runs with &");
    Path picture = directory.resolve("in.pgm");
    Files.write(picture, "P5 3000 3000 255\n".getBytes(UTF_8));
    Files.write(picture, new byte[9_000_000], StandardOpenOption.APPEND);
    Path results = Files.createDirectory(directory.resolve("results"));
    Path output = Files.writeString(results.resolve("out.csv"), "old");
    Process process =
        start(LAUNCHER.toString(), "pool", "-k", "1", picture.toString(), "-o", output.toString());
    while (process.isAlive() && results.toFile().list().length == 1) {
      Thread.sleep(1);
    }
    assertThat(process.isAlive()).as("is writing").isTrue();
    assertThat(run("kill", "-INT", Long.toString(process.pid())).exitCode()).isZero();
    assertThat(process.waitFor()).isEqualTo(130);
    assertThat(text(process.getErrorStream())).isEmpty();
    assertThat(output).hasContent("old");
    assertThat(results.toFile().list()).containsExactly("out.csv");
  }

  @Test
  void aTerminalGetsNoBytesOfPictures() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")));
    String command = "'" + LAUNCHER + "' convolve -k box - -o - --format png </dev/null";
    Result result = run("script", "-qec", command, "/dev/null");
    assertThat(result.out().strip())
        .isEqualTo(
            "convnet: --output -: png is not for a terminal: name a file, or send it through a"
                + " pipe");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void everythingIsThere() throws IOException {
    assertThat(INSTALLATION.resolve("LICENSE")).content().contains("Apache License");
    assertThat(INSTALLATION.resolve("man/man1/convnet.1")).isNotEmptyFile();
    assertThat(LAUNCHER).isExecutable();
    assertThat(INSTALLATION.resolve("bin/convnet.bat")).isNotEmptyFile();
    for (String completion : List.of("convnet.bash", "_convnet", "convnet.fish")) {
      assertThat(INSTALLATION.resolve("completions").resolve(completion))
          .hasSameTextualContentAs(Path.of("completions", completion));
    }
  }

  @Test
  void theArchiveHoldsTheInstallation() throws Exception {
    Path archive;
    try (var found = Files.newDirectoryStream(Path.of("target"), "convnet-*.tar.gz")) {
      archive = found.iterator().next().toAbsolutePath();
    }
    String top = archive.getFileName().toString().replace(".tar.gz", "");
    assertThat(run("tar", "-xzf", archive.toString()).exitCode()).isZero();
    try (var unpacked = Files.list(directory)) {
      assertThat(unpacked).containsExactly(directory.resolve(top));
    }
    assertThat(files(directory.resolve(top))).isEqualTo(files(INSTALLATION));
    assertStarts(directory.resolve(top).resolve("bin/convnet").toString());
  }

  @Test
  void theLauncherIsCleanShell() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")));
    assertThat(run("shellcheck", LAUNCHER.toString()).out()).isEmpty();
  }

  private void assertStarts(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    if (!words.getLast().endsWith("--version")) {
      words.add("--version");
    }
    Result result = run(words.toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).matches("convnet \\d+\\.\\d+\\.\\d+\\n");
    assertThat(result.exitCode()).isZero();
  }

  private Result launch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Result run(String... command) throws Exception {
    Process process = start(command);
    process.getOutputStream().close();
    // What goes to standard error here is short: it fits the pipe while the other is read.
    String out = text(process.getInputStream());
    String err = text(process.getErrorStream());
    return new Result(process.waitFor(), out, err);
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), UTF_8);
  }

  /** A JDK whose java prints where it is. */
  private Path fakeJdk(String name, String release) throws IOException {
    Path jdk = directory.resolve(name);
    Files.createDirectories(jdk.resolve("bin"));
    script(jdk.resolve("bin/java"), "echo '" + jdk + "'");
    Files.writeString(jdk.resolve("release"), release + "\n");
    return jdk;
  }

  private Path jdkThatShowsItsArguments(String version) throws IOException {
    Path jdk = fakeJdk("arguments", "JAVA_VERSION=\"" + version + "\"");
    script(jdk.resolve("bin/java"), "printf '%s\\n' \"$@\"");
    return jdk;
  }

  private Path jdkThatRuns(String command) throws IOException {
    Path jdk = fakeJdk("commands", "JAVA_VERSION=\"25\"");
    script(jdk.resolve("bin/java"), command);
    return jdk;
  }

  private static void script(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Each file's path, size and permissions, but for start caches. */
  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var paths = Files.walk(root)) {
      Path caches = root.resolve("lib/start");
      for (Path path :
          paths.filter(file -> Files.isRegularFile(file) && !file.startsWith(caches)).toList()) {
        files.put(
            root.relativize(path).toString(), Files.size(path) + " " + Files.isExecutable(path));
      }
    }
    return files;
  }
}
