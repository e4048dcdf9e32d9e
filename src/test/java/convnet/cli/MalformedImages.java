package convnet.cli;

import convnet.io.BrokenImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Hands broken images to the program, one after the other, and prints what it should not have done.
 * To be run in a process with as little memory as it is to do with: {@code DIRECTORY EACH SEED}.
 */
final class MalformedImages {
  private static final long LONGEST = 5_000_000_000L;

  private final AtomicReference<String> current = new AtomicReference<>("");
  private final AtomicLong since = new AtomicLong(System.nanoTime());
  private long slowest;
  private int read;
  private int refused;

  private MalformedImages() {}

  public static void main(String[] args) throws IOException {
    MalformedImages run = new MalformedImages();
    Thread.ofPlatform().daemon().start(() -> run.watch(Thread.currentThread().threadId()));
    Set<String> seen = new HashSet<>();
    Path directory = Path.of(args[0]);
    for (BrokenImages.Broken image :
        BrokenImages.make(Integer.parseInt(args[1]), Long.parseLong(args[2]))) {
      if (seen.add(digest(image.bytes()))) {
        run.hand(image, directory);
      }
    }
    System.out.printf(
        "%d images: %d read, %d refused; the slowest took %d ms%n",
        seen.size(), run.read, run.refused, run.slowest / 1_000_000);
  }

  private void hand(BrokenImages.Broken image, Path directory) throws IOException {
    Path file = Files.write(directory.resolve("image"), image.bytes());
    current.set(image.name());
    since.set(System.nanoTime());
    String wrong;
    try {
      Run run =
          Run.convnet(
              "convolve",
              "-k",
              "sharpen",
              file.toString(),
              "-o",
              directory + "/out.png",
              "--quiet");
      wrong = judge(run, file);
      if (run.exitCode() == ExitCode.DONE) {
        read++;
      } else {
        refused++;
      }
    } catch (Throwable e) {
      wrong = "threw " + e;
    }
    long took = System.nanoTime() - since.get();
    slowest = Math.max(slowest, took);
    if (took > LONGEST) {
      wrong += " took " + took / 1_000_000 + " ms";
    }
    if (!wrong.isEmpty()) {
      Path kept =
          Files.write(directory.resolve(image.name().replaceAll("\\W", "_")), image.bytes());
      System.out.println("WRONG " + image.name() + " (" + kept + "): " + wrong);
    }
  }

  /** What is wrong with the answer; nothing if it is as promised. */
  private static String judge(Run run, Path file) {
    if (run.exitCode() == ExitCode.DONE) {
      return run.err().isEmpty() ? "" : "done, but said " + run.err();
    }
    if (run.exitCode() != ExitCode.FAILED) {
      return "exit code " + run.exitCode() + ": " + run.err();
    }
    boolean oneLine = run.err().lines().count() == 1 && run.err().endsWith("\n");
    boolean named = run.err().startsWith("convnet: " + file);
    boolean plain = run.err().chars().allMatch(c -> c == '\n' || !Character.isISOControl(c));
    boolean words = !run.err().matches("(?s).*(Exception|Error:|\\bat [\\w.$]+\\().*");
    return oneLine && named && plain && words ? "" : "said " + run.err();
  }

  /** Ends the process, which may hang for ever, telling where. */
  private void watch(long self) {
    try {
      while (System.nanoTime() - since.get() < 4 * LONGEST) {
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      return;
    }
    System.out.println("WRONG " + current.get() + " hangs");
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              if (thread.threadId() != self && frames.length > 0) {
                System.out.println(thread + " at " + frames[0]);
              }
            });
    Runtime.getRuntime().halt(3);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
