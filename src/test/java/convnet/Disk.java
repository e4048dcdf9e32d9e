package convnet;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.OS;

/**
 * Where a run goes: a file system in memory of its own, which can be full, where one can be
 * mounted; else a directory like any other.
 */
final class Disk implements Closeable {
  private static final String SIZE = "size=16m";
  private static final int BLOCK = 1 << 16;

  private final Path root;
  private final boolean own;

  Disk(Path root) throws IOException {
    this.root = Files.createDirectories(root);
    this.own =
        OS.LINUX.isCurrentOs()
            && Fault.isRoot()
            && run("mount", "-t", "tmpfs", "-o", SIZE, "convnet-test", root.toString());
  }

  /** Whether it holds nothing else, so that it may be filled. */
  boolean isOwn() {
    return own;
  }

  Path run() {
    return root.resolve("run");
  }

  /** Takes all of the room but so many bytes, while others may be writing. */
  void fill(long room) throws IOException {
    try (var out = Files.newOutputStream(ballast())) {
      byte[] block = new byte[BLOCK];
      for (long left = free(room); left > 0; left = free(room)) {
        out.write(block, 0, (int) Math.min(left, BLOCK));
      }
    } catch (IOException e) {
      // It is full.
    }
  }

  private long free(long room) throws IOException {
    return Files.getFileStore(root).getUsableSpace() - room;
  }

  /** Gives the room back. */
  void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return root.resolve("ballast");
  }

  @Override
  public void close() throws IOException {
    if (own) {
      run("umount", "--lazy", root.toString());
    }
  }

  private static boolean run(String... command) throws IOException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
