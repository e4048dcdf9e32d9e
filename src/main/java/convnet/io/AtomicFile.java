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
 * Writes a file so that its name stands for the old content or for the new one at every moment,
 * never for half of one, whatever stops the program or the machine. The content goes to a temporary
 * file beside the target, is forced to the disk and renamed into place.
 */
public final class AtomicFile {
  /** What the names of temporary files are like, for whoever cleans up after a kill. */
  public static final String TEMPORARY = ".convnet-*.tmp";

  private static final int BUFFER = 1 << 16;
  private static final int MOST_LINKS = 40;

  /** Tells this process from others with the same number: in another container, or before it. */
  private static final long START = System.nanoTime();

  private AtomicFile() {}

  /**
   * Replaces {@code target} by what {@code content} writes. When that fails the target is as it was
   * and the temporary file is gone. A link is followed; what is no regular file, such as {@code
   * /dev/null} or a pipe, cannot be replaced and is written to directly. So is a file that this
   * process has open, such as {@code /dev/stderr}, behind what is in it: whoever opened it goes on
   * to write there.
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

  /** Whether a name leads to one of the process's own open files, as {@code /dev/fd/3} does. */
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
   * Finds out, before there is anything to write, what would keep it from being written.
   *
   * @throws IOException with a message that names the file
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
      throw new IOException(target + ": " + directory + " is no directory");
    }
    // A file that must not be written could be renamed away all the same.
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new IOException(target + ": permission denied");
    }
    // What is replaced is another file, made beside it.
    boolean open = Files.exists(target) && (!Files.isRegularFile(target) || isDescriptor(target));
    Path place = open ? null : explained(target).getParent();
    if (place != null && !Files.isWritable(place)) {
      throw new IOException(target + ": permission denied");
    }
  }

  private static Path explained(Path target) throws IOException {
    try {
      return destination(target);
    } catch (FileSystemException e) { // which names another file
      throw SystemErrors.explain(target, e);
    }
  }

  /**
   * Where a target's content goes in the end: to what links lead to, be it there or not.
   *
   * @throws IOException if they lead in a circle, or the directory cannot be found
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
    // For Ctrl-C, which no finally clause sees. The list of such names only grows, so a file that
    // is written ten thousand times must have the same one each time.
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
      // What ends the process may have deleted it.
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
   * While the process is being ended, what begins a file waits for the end: the file would be left
   * half written, and an error would be said of what is none.
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

  /** Short, whatever the target's: that one may be as long as names can be. */
  private static String temporaryName(Path target) {
    return ".convnet-%d-%x-%08x.tmp"
        .formatted(ProcessHandle.current().pid(), START, target.getFileName().hashCode());
  }

  private static void keepPermissions(Path old, Path temporary) throws IOException {
    PosixFileAttributeView permissions =
        Files.getFileAttributeView(old, PosixFileAttributeView.class);
    if (permissions != null && Files.exists(old)) {
      Files.setPosixFilePermissions(temporary, permissions.readAttributes().permissions());
    }
  }

  /** Makes the new name durable. Some systems cannot open a directory; there it is as it is. */
  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file is whole and in place; only a power failure right now could undo the renaming.
    }
  }
}
