package convnet.nn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Plans which values share memory: the buffer of a value that is not read any more is reused for
 * later ones. As lifetimes are known in advance, the total is about the size of what is alive at
 * the same time.
 */
final class BufferPool {
  private final List<Buffer> all = new ArrayList<>();
  private final List<Buffer> free = new ArrayList<>();

  /**
   * Takes the smallest free buffer that is large enough, or the largest, which grows, or a new one.
   *
   * @param size the number of floats it is to hold
   * @param reads how often they will be read: after as many {@link #release}s the buffer is free
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

  /** Counts one read as done; after the last the buffer is free. */
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

  /** Ends the planning and allocates the memory. */
  void allocate() {
    all.forEach(Buffer::data);
  }

  /** The planned memory, in bytes. */
  long bytes() {
    return all.stream().mapToLong(buffer -> (long) Float.BYTES * buffer.size()).sum();
  }
}
