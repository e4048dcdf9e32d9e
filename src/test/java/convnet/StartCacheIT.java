package convnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache from which the packaged program starts: used where it fits, and never in the way. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
final class StartCacheIT {
  private static final Path PACKAGED = Path.of("target/convnet").toAbsolutePath();

  /** An installation with a cache, for the tests to spoil. */
  @TempDir private static Path shared;

  private static byte[] goodCache = new byte[0];

  @TempDir private Path directory;

  private final Map<String, String> environment = new TreeMap<>();

  /** What a start left behind. */
  private record Result(int exitCode, String out, String err) {}

  @BeforeAll
  static void installWithCache() throws Exception {
    Path installation = shared.toRealPath().resolve("con vnet");
    install(installation);
    StartCacheIT test = new StartCacheIT();
    test.plainEnvironment();
    test.environment.put("CONVNET_CACHE", "make");
    assertThat(test.start(installation)).isEqualTo(new Result(0, "", ""));
    goodCache = Files.readAllBytes(onlyCache(installation));
  }

  @BeforeEach
  void plainEnvironment() {
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("CONVNET_JAVA_SEARCH", "");
  }

  @Test
  void packagingLeavesOneThatIsUsed() throws Exception {
    assertThat(startsFromCache(PACKAGED)).isTrue();
    environment.put("CONVNET_CACHE", "off");
    assertThat(startsFromCache(PACKAGED)).isFalse();
  }

  @Test
  void aFirstStartElsewhereMakesItsOwn() throws Exception {
    Path installation = directory.toRealPath().resolve("moved");
    run("cp", "-R", PACKAGED.toString(), installation.toString());
    assertThat(startsFromCache(installation)).isFalse();
    awaitStartFromCache(installation);
  }

  @Test
  void whereTheInstallationCannotBeWrittenItIsTheUsers() throws Exception {
    Path installation = directory.toRealPath().resolve("read-only");
    install(installation);
    Files.createFile(installation.resolve("lib/start"));
    assertStarts(installation);
    Path missing = directory.resolve("missing");
    environment.put("HOME", missing.toString());
    assertStarts(installation);
    environment.put("CONVNET_CACHE", "make");
    assertThat(start(installation)).isEqualTo(new Result(1, "", ""));
    assertThat(missing).doesNotExist();
    environment.put("HOME", directory.toString());
    assertThat(start(installation)).isEqualTo(new Result(0, "", ""));
    environment.remove("CONVNET_CACHE");
    assertThat(list(directory.resolve(".cache/convnet" + installation)))
        .filteredOn(StartCacheIT::isCache)
        .hasSize(1);
    assertThat(startsFromCache(installation)).isTrue();
  }

  @Test
  void whatCannotBeMadeIsNotTriedAgain() throws Exception {
    Path installation = directory.toRealPath().resolve("full");
    install(installation);
    environment.put("CONVNET_CACHE", "make");
    // No file may have more than 4 MB, as if the disk were full.
    String launcher = installation.resolve("bin/convnet").toString();
    assertThat(run("bash", "-c", "ulimit -f 4096; '" + launcher + "'"))
        .isEqualTo(new Result(1, "", ""));
    environment.remove("CONVNET_CACHE");
    assertThat(onlyCache(installation)).isEmptyFile();
    assertStarts(installation);
    assertThat(list(onlyCache(installation).resolveSibling("."))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 1_000_000, 10_000_000})
  void oneThatIsCutOffIsIgnored(int length) throws Exception {
    Path installation = shared.toRealPath().resolve("con vnet");
    Path cache = onlyCache(installation);
    FileTime time = Files.getLastModifiedTime(cache);
    Files.write(cache, Arrays.copyOf(goodCache, length));
    Files.setLastModifiedTime(cache, time);
    assertStarts(installation);
    Files.write(cache, goodCache);
    Files.setLastModifiedTime(cache, time);
    assertThat(startsFromCache(installation)).isTrue();
  }

  @Test
  void oneThatSomebodyWroteIntoIsMadeAnew() throws Exception {
    Path installation = shared.toRealPath().resolve("con vnet");
    byte[] damaged = goodCache.clone();
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, damaged, 5_000_000, noise.length);
    Files.write(onlyCache(installation), damaged);
    assertThat(startsFromCache(installation)).isFalse();
    awaitStartFromCache(installation);
  }

  @Test
  void oneOfAnotherJarIsIgnored() throws Exception {
    Path installation = shared.toRealPath().resolve("con vnet");
    Path cache = onlyCache(installation);
    assertThat(startsFromCache(installation)).isTrue();
    Path jar = installation.resolve("lib/convnet.jar");
    FileTime time = Files.getLastModifiedTime(jar);
    // Java's own check: the file's time and size.
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    assertThat(startsFromCache(installation)).isFalse();
    Files.setLastModifiedTime(jar, time);
    // The launcher's, for times that builds make all the same: what was built.
    Path buildId = installation.resolve("lib/build-id");
    String id = Files.readString(buildId);
    Files.writeString(buildId, "0123456789abcdef\n");
    Path another = cache.resolveSibling(cacheName(cache, id.strip(), "0123456789abcdef"));
    Files.setLastModifiedTime(Files.createFile(another), Files.getLastModifiedTime(cache));
    assertThat(startsFromCache(installation)).isFalse();
    Files.delete(another);
    Files.writeString(buildId, id);
    assertThat(startsFromCache(installation)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-XX:+UseZGC", "-XX:+UseG1GC", "-Xmx40g", "-Xmx20m", "-Xint", "-Xshare:off"})
  void optionsForJavaDoNotMatter(String option) throws Exception {
    environment.put("CONVNET_JAVA_OPTS", option);
    assertStarts(PACKAGED);
    Result help = start(PACKAGED, "classify", "--help");
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: convnet classify");
    assertThat(help.exitCode()).isZero();
  }

  @Test
  void vectorsAreUsedAllTheSame() throws Exception {
    Path log = directory.resolve("classes.log");
    environment.put("CONVNET_JAVA_OPTS", "-Xlog:class+load:file=" + log);
    String weights = Path.of("samples/weights/rgb-3x3.safetensors").toAbsolutePath() + ":weight";
    String photo = Path.of("samples/photo.jpg").toAbsolutePath().toString();
    String convnet = PACKAGED.resolve("bin/convnet").toString();
    Result result = run(convnet, "convolve", "--weights", weights, photo, "-o", "maps.png");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(log)
        .content()
        .contains("convnet.kernel.VectorKernels source: ")
        .contains("jdk.incubator.vector.FloatVector source: ");
  }

  @Test
  void commandsForNetworksHaveTheirOwn() throws Exception {
    Path installation = shared.toRealPath().resolve("con vnet");
    Path own = Path.of(onlyCache(installation).toString().replace(".jsa", " learning.jsa"));
    environment.put("CONVNET_CACHE", "make");
    assertThat(start(installation, "train")).isEqualTo(new Result(0, "", ""));
    assertThat(own).exists();
    environment.remove("CONVNET_CACHE");
    assertThat(classesOf(installation, "classify", "--help"))
        .contains("convnet.train.ParameterReader source: shared objects file");
    // Until it is there, the other one is better than none.
    FileTime time = Files.getLastModifiedTime(own);
    Files.writeString(own, "");
    Files.setLastModifiedTime(own, time);
    assertThat(classesOf(installation, "classify", "--help"))
        .contains("convnet.cli.Main source: shared objects file")
        .doesNotContain("convnet.train.ParameterReader source: shared objects file");
    Files.delete(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "convolve -k sharpen x.jpg -o y.jpg",
        "pool x.JPEG --output=y.Jpg",
        "convolve -k gaussian:1.5 dir.d/x.jpg -o y.jpeg"
      })
  void photosHaveTheirOwn(String command) throws Exception {
    assertThat(classesOf(1, PACKAGED, command.split(" ")))
        .contains("convnet.io.TurboJpeg source: shared objects file")
        .doesNotContain("convnet.cli.ShapeReport");
  }

  @ParameterizedTest
  @CsvSource({
    "1, convolve -k sharpen x.jpg -o y.png",
    "2, convolve -k k.txt x.jpg -o y.jpg",
    "1, convolve -k sharpen x.jpg -o y/",
    "1, pool - -o y.jpg",
    "2, pool x.jpg --explain"
  })
  void whatIsNotOnlyAboutPhotosHasTheOrdinaryOne(int exitCode, String command) throws Exception {
    assertThat(classesOf(exitCode, PACKAGED, command.split(" ")))
        .contains("convnet.cli.ShapeReport source: shared objects file");
  }

  @Test
  void oldOnesAreRemoved() throws Exception {
    Path installation = directory.toRealPath().resolve("old");
    install(installation);
    Path caches = Files.createDirectories(installation.resolve("lib/start" + installation));
    for (int age = 1; age <= 7; age++) {
      Path old = Files.createFile(caches.resolve(age + ".jsa"));
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(age)));
    }
    environment.put("CONVNET_CACHE", "make");
    assertThat(start(installation)).isEqualTo(new Result(0, "", ""));
    assertThat(list(caches))
        .filteredOn(StartCacheIT::isCache)
        .hasSize(6)
        .contains(caches.resolve("1.jsa"), caches.resolve("5.jsa"));
  }

  private static String cacheName(Path cache, String from, String to) {
    return String.valueOf(cache.getFileName()).replace(from, to);
  }

  private void assertStarts(Path installation) throws Exception {
    Result result = start(installation, "--version");
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).matches("convnet \\d+\\.\\d+\\.\\d+\\n");
    assertThat(result.exitCode()).isZero();
  }

  /** Starts the program, which must go well, and tells whether its classes came from a cache. */
  private boolean startsFromCache(Path installation) throws Exception {
    assertStarts(installation);
    return classesOf(installation, "--version")
        .contains("convnet.cli.Main source: shared objects file");
  }

  /** Starts the program, which must go well, and tells which classes it loaded. */
  private String classesOf(Path installation, String... arguments) throws Exception {
    return classesOf(0, installation, arguments);
  }

  /** Starts the program and tells which classes it loaded, and where they came from. */
  private String classesOf(int exitCode, Path installation, String... arguments) throws Exception {
    Path log = directory.resolve("classes.log");
    environment.put("CONVNET_JAVA_OPTS", "-Xlog:class+load:file=" + log);
    assertThat(start(installation, arguments).exitCode()).isEqualTo(exitCode);
    environment.remove("CONVNET_JAVA_OPTS");
    return Files.readString(log);
  }

  /** Returns when the cache that is made in the background is there. */
  private void awaitStartFromCache(Path installation) throws Exception {
    while (!startsFromCache(installation)) {
      Thread.sleep(200);
    }
  }

  /** Copies what was packaged, but no cache. */
  private static void install(Path installation) throws Exception {
    Path lib = Files.createDirectories(installation.resolve("lib"));
    Files.createDirectory(installation.resolve("bin"));
    Files.copy(PACKAGED.resolve("bin/convnet"), installation.resolve("bin/convnet"));
    assertThat(installation.resolve("bin/convnet").toFile().setExecutable(true)).isTrue();
    for (Path file : list(PACKAGED.resolve("lib"))) {
      if (Files.isRegularFile(file)) {
        Files.copy(file, lib.resolve(file.getFileName()));
      }
    }
  }

  private static boolean isCache(Path file) {
    return file.toString().endsWith(".jsa");
  }

  private static Path onlyCache(Path installation) throws IOException {
    List<Path> caches =
        list(installation.resolve("lib/start" + installation)).stream()
            .filter(StartCacheIT::isCache)
            .toList();
    assertThat(caches).hasSize(1);
    return caches.getFirst();
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  private Result start(Path installation, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(installation.resolve("bin/convnet").toString()));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private Result run(String... command) throws Exception {
    Path where = directory == null ? shared : directory;
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    // What goes to standard error here is short: it fits the pipe while the other is read.
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), out, err);
  }
}
