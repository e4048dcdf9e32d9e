package convnet.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.concurrent.locks.LockSupport;

/**
 * Replaces a file so that its name stands for either the complete old content or the complete new
 * content at every moment, even if the program or the machine stops. The content goes to a
 * temporary file beside the target, is forced to the disk and renamed into place.
 */
public final class AtomicFile {
  /** A glob that matches the names of temporary files, to clean up after a kill. */
  public static final String TEMPORARY = ".convnet-*.tmp";

  private static final int BUFFER = 1 << 16;
  private static final int MOST_LINKS = 40;

  /**
   * Distinguishes this process from another one with the same PID, in another container or earlier.
   */
  private static final long START = System.nanoTime();

  private AtomicFile() {}

  /**
   * Replaces the content of {@code target} by what {@code content} writes. On failure the target is
   * unchanged and the temporary file is deleted. Symbolic links are followed. What is not a regular
   * file, such as {@code /dev/null} or a pipe, cannot be replaced and is written to directly. So is
   * a file that is named by an open file descriptor, such as {@code /dev/stderr}; it is appended
   * to, because whoever opened it keeps writing there.
   *
   * @throws IOException with a message that names the file, if it cannot be written
   */
  public static void write(Path target, IOConsumer<OutputStream> content) throws IOException {
    check(target);
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        writeInto(target, content);
      } else if (Files.exists(target) && isDescriptor(target)) {
        writeInto(target, content, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      } else {
        replace(destination(target), content);
      }
    } catch (IOException e) {
      throw SystemErrors.explain(target, e);
    }
  }

  private static void writeInto(
      Path target, IOConsumer<OutputStream> content, OpenOption... options) throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(target, options), BUFFER)) {
      content.accept(out);
    }
  }

  /** Whether links lead from a name to an open file descriptor, as from {@code /dev/fd/3}. */
  private static boolean isDescriptor(Path target) throws IOException {
    Path at = target.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(at) && links < MOST_LINKS; links++) {
      Path directory = at.resolveSibling("").toRealPath();
      if (directory.startsWith("/proc") && directory.endsWith("fd")) {
        return true;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    return false;
  }

  /**
   * Checks in advance whether {@code target} can be written.
   *
   * @throws IOException with a message that names the file, if it cannot
   */
  public static void check(Path target) throws IOException {
    Path directory = target.getParent();
    if (Files.isDirectory(target)) {
      throw new IOException(target + ": is a directory");
    }
    if (directory != null && !Files.exists(directory)) {
      throw new IOException(target + ": there is no directory " + directory);
    }
    if (directory != null && !Files.isDirectory(directory)) {
      throw new IOException(target + ": " + directory + " is not a directory");
    }
    // Renaming would replace even a read-only file.
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new IOException(target + ": permission denied");
    }
    // To replace a file, the temporary one must be created in its directory.
    boolean open = Files.exists(target) && (!Files.isRegularFile(target) || isDescriptor(target));
    Path place = open ? null : explained(target).getParent();
    if (place != null && !Files.isWritable(place)) {
      throw new IOException(target + ": permission denied");
    }
  }

  private static Path explained(Path target) throws IOException {
    try {
      return destination(target);
    } catch (FileSystemException e) { // its message names another file
      throw SystemErrors.explain(target, e);
    }
  }

  /**
   * The path that a target is finally written to: links are resolved, whether or not it exists.
   *
   * @throws IOException if the links form a circle, or the directory cannot be found
   */
  public static Path destination(Path target) throws IOException {
    Path at = target.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(at); links++) {
      if (links == MOST_LINKS) {
        throw new IOException(target + ": leads in a circle of links");
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    Path directory = at.getParent();
    return directory == null ? at : directory.toRealPath().resolve(at.getFileName());
  }

  private static void replace(Path target, IOConsumer<OutputStream> content) throws IOException {
    Path directory = target.getParent();
    if (directory == null) {
      throw new IOException("is a directory");
    }
    Path temporary = directory.resolve(temporaryName(target));
    // For Ctrl-C, which runs no finally clause. The list of files to delete only grows, so a file
    // that is written ten thousand times must use the same temporary name each time.
    deleteOnExit(temporary);
    Files.deleteIfExists(temporary);
    try {
      try (FileChannel channel =
              FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
        content.accept(out);
        out.flush();
        channel.force(true);
      }
      keepPermissions(target, temporary);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (Throwable failure) {
      // The exit hook may have deleted the file during shutdown: then park, rather than fail.
      deleteOnExit(temporary);
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
      throw failure;
    }
    forceDirectory(directory);
  }

  /**
   * Registers the temporary file for deletion at exit. During shutdown, which refuses this, the
   * thread parks until the process has ended: to go on would leave a half-written file, and to fail
   * would report an error where there is none.
   */
  private static void deleteOnExit(Path temporary) {
    try {
      temporary.toFile().deleteOnExit();
    } catch (IllegalStateException e) {
      while (true) {
        LockSupport.park();
      }
    }
  }

  /** A short name, since the name of the target may already have the maximum length. */
  private static String temporaryName(Path target) {
    long pid = ProcessHandle.current().pid();
    String name = Integer.toHexString(target.getFileName().hashCode());
    // Not a format, which would take Java some milliseconds the first time.
    return ".convnet-" + pid + "-" + Long.toHexString(START) + "-" + name + ".tmp";
  }

  private static void keepPermissions(Path old, Path temporary) throws IOException {
    PosixFileAttributeView permissions =
        Files.getFileAttributeView(old, PosixFileAttributeView.class);
    if (permissions != null && Files.exists(old)) {
      Files.setPosixFilePermissions(temporary, permissions.readAttributes().permissions());
    }
  }

  /** Makes the renaming durable, except on systems that cannot open a directory. */
  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file is complete and in place; only a power failure right now could undo the renaming.
    }
  }
}
