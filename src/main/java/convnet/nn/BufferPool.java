package convnet.nn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Plans which numbers share memory: what is not read any more makes room for what comes next. As
 * lives are known before, that takes about the memory of what lives at the same time.
 */
final class BufferPool {
  private final List<Buffer> all = new ArrayList<>();
  private final List<Buffer> free = new ArrayList<>();

  /**
   * The smallest free buffer that is large enough, or the largest, which grows, or a new one.
   *
   * @param size how many numbers it is to hold
   * @param reads how often they will be read: after so many {@link #release}s it is free
   */
  Buffer take(int size, int reads) {
    Buffer buffer =
        free.stream()
            .filter(each -> each.size() >= size)
            .min(Comparator.comparingInt(Buffer::size))
            .or(() -> free.stream().max(Comparator.comparingInt(Buffer::size)))
            .orElseGet(this::fresh);
    free.remove(buffer);
    buffer.require(size);
    buffer.addReads(reads);
    return buffer;
  }

  /** One read is done. */
  void release(Buffer buffer) {
    buffer.readDone();
    if (buffer.pendingReads() == 0) {
      free.add(buffer);
    }
  }

  private Buffer fresh() {
    Buffer buffer = new Buffer();
    all.add(buffer);
    return buffer;
  }

  /** Ends the planning and takes the memory. */
  void allocate() {
    all.forEach(Buffer::data);
  }

  /** How much memory that is, in bytes. */
  long bytes() {
    return all.stream().mapToLong(buffer -> (long) Float.BYTES * buffer.size()).sum();
  }
}
