package convnet.io;

import java.nio.file.Path;

/** Writes files on several threads for as long as its process lives, and says what goes wrong. */
final class WriterAtExit {
  private static final int THREADS = 16;
  private static final int FILES = 20;

  private WriterAtExit() {}

  public static void main(String[] args) throws Exception {
    for (int i = 0; i < THREADS; i++) {
      Path file = Path.of(args[0], "out" + i);
      Thread.ofPlatform().daemon().start(() -> write(file));
    }
    for (int i = 0; i < FILES; i++) {
      AtomicFile.write(Path.of(args[0], "out"), out -> out.write(1));
    }
  }

  private static void write(Path file) {
    try {
      while (true) {
        AtomicFile.write(file, out -> out.write(1));
      }
    } catch (Exception e) {
      System.out.println(e);
    }
  }
}
