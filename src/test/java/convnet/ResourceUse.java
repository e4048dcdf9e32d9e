package convnet;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process takes of the machine.
 *
 * @param heap bytes of objects that are in use, after a collection
 * @param resident bytes of memory in all, the heap's included; 0 where the system does not tell
 * @param handles open files, pipes and sockets; 0 where the system does not tell
 * @param threads those that live
 */
public record ResourceUse(long heap, long resident, long handles, int threads) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** As it is now. */
  public static ResourceUse now() {
    System.gc();
    return new ResourceUse(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        residentBytes(),
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount()
            : 0,
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static long residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
