package convnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** What may befall a training, and how it then has to end. */
enum Fault {
  INTERRUPTED(130, "") {
    @Override
    void strike(Process process, Disk disk, SplittableRandom random) {
      signal(process, "INT");
    }
  },

  TERMINATED(143, "") {
    @Override
    void strike(Process process, Disk disk, SplittableRandom random) {
      signal(process, "TERM");
    }
  },

  KILLED(137, "") {
    @Override
    void strike(Process process, Disk disk, SplittableRandom random) {
      signal(process, "KILL");
    }
  },

  /** No file can grow beyond a size, from the start: a full disk on a system without root. */
  LIMITED_FROM_THE_START(1, "File too large") {
    @Override
    String shell(SplittableRandom random) {
      return "ulimit -f %d && ".formatted(somewhere(random) / 1024);
    }
  },

  /** The same at any moment. */
  LIMITED(1, "File too large") {
    @Override
    boolean isPossible(Disk disk) {
      return Files.isExecutable(Path.of("/usr/bin/prlimit"));
    }

    @Override
    void strike(Process process, Disk disk, SplittableRandom random) {
      run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + somewhere(random));
    }
  },

  /** Something else takes the room at any moment, and may leave some. */
  FULL(1, "No space left on device") {
    @Override
    boolean isPossible(Disk disk) {
      return disk.isOwn();
    }

    @Override
    void strike(Process process, Disk disk, SplittableRandom random) throws IOException {
      disk.fill(random.nextBoolean() ? 0 : somewhere(random));
    }

    @Override
    void mend(Disk disk) throws IOException {
      disk.free();
    }
  },

  /** Nothing new can be written into the directory of the run. */
  READ_ONLY(1, "permission denied|Operation not permitted|Permission denied") {
    @Override
    boolean isPossible(Disk disk) {
      return !isRoot() || Files.isExecutable(CHATTR);
    }

    @Override
    void strike(Process process, Disk disk, SplittableRandom random) throws IOException {
      set(disk.run(), true);
    }

    @Override
    void mend(Disk disk) throws IOException {
      set(disk.run(), false);
    }

    private void set(Path run, boolean readOnly) throws IOException {
      if (!Files.isDirectory(run)) {
        return; // It has not come that far.
      } else if (isRoot()) {
        run(CHATTR.toString(), readOnly ? "+i" : "-i", run.toString());
      } else {
        String permissions = readOnly ? "r-xr-xr-x" : "rwxr-xr-x";
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString(permissions));
      }
    }
  };

  private static final Path CHATTR = Path.of("/usr/bin/chattr");

  /** More than a checkpoint of the network that is trained. */
  private static final int LARGEST = 3_400_000;

  private final int exitCode;
  private final Pattern reason;

  Fault(int exitCode, String reason) {
    this.exitCode = exitCode;
    this.reason = Pattern.compile(reason);
  }

  /** What the program is to return. */
  int exitCode() {
    return exitCode;
  }

  /** Whether that is said as it should be: in one line that names the file, or not at all. */
  boolean isWellSaid(String said, String run) {
    return reason.pattern().isEmpty()
        ? said.isEmpty()
        : said.startsWith("convnet: " + run)
            && said.indexOf('\n') == said.length() - 1
            && reason.matcher(said).find();
  }

  boolean isPossible(Disk disk) {
    return true;
  }

  /** What a shell does before it becomes the program. */
  String shell(SplittableRandom random) {
    return "";
  }

  /** Makes it happen to a process that runs. */
  void strike(Process process, Disk disk, SplittableRandom random) throws IOException {}

  /** Makes the world as it was. */
  void mend(Disk disk) throws IOException {}

  /** Any size of a file that is written, the small ones as often as the large ones. */
  private static int somewhere(SplittableRandom random) {
    return (int) Math.pow(LARGEST, random.nextDouble());
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static void signal(Process process, String name) {
    run("kill", "-" + name, Long.toString(process.pid()));
  }

  private static void run(String... command) {
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
