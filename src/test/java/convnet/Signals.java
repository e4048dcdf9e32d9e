package convnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process, and so every one that it starts, does with signals. */
public final class Signals {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String IGNORED = "SigIgn:";
  private static final long INT = 1L << (2 - 1);

  private Signals() {}

  /** Whether Ctrl-C is ignored, as in whatever a script starts with {@code &}. */
  public static boolean interruptIsIgnored() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return false;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(IGNORED))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16))
        .anyMatch(signals -> (signals & INT) != 0);
  }
}
