package convnet.cli.start;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes a start cache: a file with convnet's classes, loaded and linked, which halves the time that
 * Java takes to start. The launcher, which decides where it lies, runs this in the background of
 * the first start. What a cache has, Java loads: there is one for short commands, one with only
 * what JPEGs take, with which one is done 10 ms sooner, and one that also has the classes for
 * networks, with which short commands would take a third longer.
 *
 * <p>It is a class data sharing (CDS) archive with linked classes (JEP 483). {@code
 * -XX:AOTCacheOutput} (JEP 514) would make one in a single step, from which a start takes as long,
 * but Java up to 25.0.3 does not notice when a jar file has changed since such a cache was made
 * (JDK-8377932).
 */
final class StartCache {
  /**
   * Run before all rehearsals, to have a photo. Commands read {@link #NUMBERS} and files that
   * commands before them write.
   */
  private static final String PHOTO = "convolve -k box -k edge -k sobel-x numbers.txt -o photo.jpg";

  /** Commands on JPEGs, run to record which classes they load. */
  private static final List<String> PHOTO_REHEARSAL =
      List.of(
          "convolve -k sharpen photo.jpg -o sharp.jpg",
          "convolve -k gaussian:2 photo.jpg -o soft.jpg",
          "pool photo.jpg -o small.jpg");

  /** Short commands. */
  private static final List<String> REHEARSAL =
      List.of(
          "--help",
          "shape alexnet --json",
          "shape --formula --input 3x224x224 conv:64,k=11,s=4 relu maxpool:3",
          "shape alexnett",
          PHOTO,
          "convolve -k sharpen photo.jpg -o sharp.jpg",
          "pool photo.jpg -o small.png");

  /** More commands, for the cache with the classes for networks. */
  private static final List<String> LEARNING_REHEARSAL =
      List.of(
          "convolve -k box numbers.txt -o images/a/1.jpg",
          "convolve -k edge numbers.txt -o images/a/2.jpg",
          "convolve -k sharpen numbers.txt -o images/b/1.jpg",
          "convolve -k emboss numbers.txt -o images/b/2.jpg",
          "train images --arch alexnet-cifar --batch-size 2 --epochs 1 -o run",
          "classify run/last.safetensors images/a/1.jpg");

  private static final String NUMBERS = "0 1 0\n1 0 1\n0 1 0\n";

  /** How many other caches are kept besides the new one, for users of several JDKs. */
  private static final int OTHERS = 5;

  private static final String SUFFIX = ".jsa";

  private final Path file;
  private final List<String> rehearsal;
  private final Path directory;

  /**
   * Its modification time is that of the last cache made: a newer cache has been written to since,
   * and is not used.
   */
  private final Path lock;

  private final Path jar = Path.of(System.getProperty("java.class.path"));

  private StartCache(Path file, List<String> rehearsal) {
    this.file = file;
    this.rehearsal = rehearsal;
    this.directory = file.resolveSibling("");
    this.lock = file.resolveSibling("lock");
  }

  /**
   * Makes the cache FILE unless a good one is there, or another process is making one.
   *
   * @param args FILE, in an existing directory; then "photo" if it is for JPEGs, or "learning" if
   *     it is for networks
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    new StartCache(Path.of(args[0]), rehearsal(args.length > 1 ? args[1] : "")).make();
  }

  private static List<String> rehearsal(String kind) {
    return switch (kind) {
      case "photo" -> PHOTO_REHEARSAL;
      case "learning" -> Stream.concat(REHEARSAL.stream(), LEARNING_REHEARSAL.stream()).toList();
      default -> REHEARSAL;
    };
  }

  private void make() throws IOException, InterruptedException {
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      if (held == null || isGood()) {
        return;
      }
      Path workshop = Files.createDirectories(directory.resolve("unfinished"));
      try {
        Path made = archive(workshop, rehearse(workshop));
        force(made);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // So the cache is not older than the jar file and not newer than the lock, even if clocks
        // are wrong.
        FileTime time = later(time(file), time(jar));
        Files.setLastModifiedTime(file, time);
        Files.setLastModifiedTime(lock, time);
      } finally {
        delete(workshop);
      }
      removeOld();
    }
  }

  /** Whether the cache can be used, by the same test as in the launcher. */
  private boolean isGood() throws IOException {
    return Files.exists(file)
        && time(file).compareTo(time(jar)) >= 0
        && time(file).compareTo(time(lock)) <= 0;
  }

  /**
   * Lists the classes that Java loads: for a start from the jar file, and for all commands
   * together.
   */
  private Path rehearse(Path workshop) throws IOException, InterruptedException {
    Files.writeString(workshop.resolve("numbers.txt"), NUMBERS);
    Files.createDirectories(workshop.resolve("images/a"));
    Files.createDirectories(workshop.resolve("images/b"));
    List<String> start = List.of("-jar", jar.toString());
    java(workshop, with(start, PHOTO.split(" ")));
    Set<String> classes = new LinkedHashSet<>();
    classes.addAll(listed(workshop, with(start, rehearsal.getFirst().split(" "))));
    List<String> options = new ArrayList<>();
    // The options that the jar file's manifest sets when it is run as a program.
    options.addAll(List.of("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED"));
    options.add("--enable-native-access=ALL-UNNAMED");
    options.addAll(List.of("-cp", jar.toString(), Rehearsal.class.getName()));
    classes.addAll(listed(workshop, with(options, rehearsal.toArray(String[]::new))));
    return Files.write(workshop.resolve("all.list"), classes);
  }

  private static List<String> with(List<String> options, String... more) {
    return Stream.concat(options.stream(), Stream.of(more)).toList();
  }

  private static List<String> listed(Path workshop, List<String> options)
      throws IOException, InterruptedException {
    Path list = workshop.resolve("classes.list");
    List<String> command = new ArrayList<>();
    command.add("-XX:DumpLoadedClassList=" + list);
    command.addAll(options);
    java(workshop, command);
    // A class has a different id in every list, and needs none.
    return Files.exists(list)
        ? Files.readAllLines(list).stream()
            .map(line -> line.replaceFirst(" id: \\d+$", ""))
            .toList()
        : List.of();
  }

  /**
   * An archive of these classes; an empty file if it cannot be made, so that later starts do not
   * try again.
   */
  private Path archive(Path workshop, Path list) throws IOException, InterruptedException {
    Path archive = workshop.resolve("archive");
    boolean done =
        java(
            workshop,
            List.of(
                "-Xshare:dump",
                "-XX:+AOTClassLinking",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                jar.toString()));
    if (!done) {
      Files.write(archive, new byte[0]);
    }
    return archive;
  }

  /**
   * Runs this Java in a directory, with no input and its output discarded; returns whether it
   * succeeded.
   */
  private static boolean java(Path where, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m"));
    command.add("-Djava.awt.headless=true");
    command.addAll(options);
    ProcessBuilder java = new ProcessBuilder(command).directory(where.toFile());
    // Options that a user sets for every Java do not belong into a file that is kept.
    java.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    java.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    java.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = java.start();
    process.getOutputStream().close();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    return process.exitValue() == 0;
  }

  /**
   * Forces the file to the disk, so that even a power failure does not leave an incomplete cache.
   */
  private static void force(Path made) throws IOException {
    try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private void removeOld() throws IOException {
    List<Path> others =
        list(directory).stream()
            .filter(path -> path.toString().endsWith(SUFFIX) && !path.equals(file))
            .sorted(Comparator.comparing(path -> path.toFile().lastModified()))
            .toList();
    for (Path old : others.subList(0, Math.max(0, others.size() - OTHERS))) {
      Files.deleteIfExists(old);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var below = Files.walk(directory)) {
      for (Path left : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(left);
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static FileTime time(Path path) throws IOException {
    return Files.getLastModifiedTime(path);
  }

  private static FileTime later(FileTime one, FileTime other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
