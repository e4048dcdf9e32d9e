package convnet.cli.start;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes a start cache: convnet's classes, loaded and linked, in a file from which Java starts in
 * less than half of the time. The launcher, which knows where it belongs, calls this beside the
 * first start.
 *
 * <p>It is an archive of class data sharing, with the classes linked (JEP 483). {@code
 * -XX:AOTCacheOutput} (JEP 514) would make one in a single step, but Java up to 25.0.3 does not
 * notice when a jar file under such a cache has changed (JDK-8377932), and starts no sooner.
 */
final class StartCache {
  /** How many other caches stay beside the new one, for those who use several JDKs in turn. */
  private static final int OTHERS = 2;

  private static final String SUFFIX = ".jsa";

  private final Path file;

  private StartCache(Path file) {
    this.file = file;
  }

  /**
   * Makes the cache FILE, its directory as well, unless another process is at it.
   *
   * @param args FILE
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    new StartCache(Path.of(args[0])).make();
  }

  private void make() throws IOException, InterruptedException {
    Path jar = Path.of(System.getProperty("java.class.path"));
    Path directory = Files.createDirectories(file.getParent());
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null || Files.exists(file) && !older(file, jar)) {
        return;
      }
      Path classes = directory.resolve("classes.tmp");
      Path unfinished = directory.resolve("cache.tmp");
      try {
        Files.deleteIfExists(unfinished);
        java(classes, "-XX:DumpLoadedClassList=" + classes, Rehearsal.class.getName());
        java(
            unfinished,
            "-Xshare:dump",
            "-XX:+AOTClassLinking",
            "-XX:SharedClassListFile=" + classes,
            "-XX:SharedArchiveFile=" + unfinished);
        if (Files.notExists(unfinished)) {
          // Empty, a cache says that it cannot be made: no start tries it again.
          Files.createFile(unfinished);
        }
        force(unfinished);
        if (older(unfinished, jar)) {
          // A clock goes wrong: the launcher would take the cache for one of another jar file.
          Files.setLastModifiedTime(unfinished, Files.getLastModifiedTime(jar));
        }
        Files.move(
            unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(classes);
      }
      removeOld(directory);
    }
  }

  /** Runs Java on convnet's classes to make a file, which is not there if that fails. */
  private static void java(Path made, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m"));
    command.add("-Djava.awt.headless=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(options));
    ProcessBuilder java = new ProcessBuilder(command);
    // What somebody adds to every Java is not for a file that stays.
    java.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    java.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    java.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = java.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    if (!ended || process.exitValue() != 0) {
      Files.deleteIfExists(made);
    }
  }

  private static boolean older(Path one, Path other) throws IOException {
    return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) < 0;
  }

  /** Not even after a loss of power is a cache there that is not whole. */
  private static void force(Path cache) throws IOException {
    try (FileChannel channel = FileChannel.open(cache, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void removeOld(Path directory) throws IOException {
    List<Path> others;
    try (var files = Files.list(directory)) {
      others =
          files
              .filter(path -> path.toString().endsWith(SUFFIX) && !path.equals(file))
              .sorted(Comparator.comparing(path -> path.toFile().lastModified()))
              .toList();
    }
    for (Path old : others.subList(0, Math.max(0, others.size() - OTHERS))) {
      Files.deleteIfExists(old);
    }
  }
}
