package convnet.nn;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Memory planned by a {@link BufferPool}: during planning it may grow and passes from one use to
 * the next; its size is final once its array is allocated.
 */
final class Buffer {
  private int size;
  private int pendingReads;
  private float @Nullable [] data;

  int size() {
    return size;
  }

  /**
   * Grows to at least this many floats.
   *
   * @throws IllegalStateException if it is allocated already
   */
  void require(int numbers) {
    if (data != null) {
      throw new IllegalStateException("the buffer is in use: it cannot grow");
    }
    size = Math.max(size, numbers);
  }

  /** The number of reads still to come. */
  int pendingReads() {
    return pendingReads;
  }

  /** Expects this many more reads. */
  void addReads(int reads) {
    pendingReads += reads;
  }

  /** Counts one read as done. */
  void readDone() {
    pendingReads--;
  }

  float[] data() {
    if (data == null) {
      data = new float[size];
    }
    return data;
  }

  /** The first floats of the buffer as a tensor of this shape. */
  Tensor tensor(Shape shape) {
    return new Tensor(data(), 0, shape);
  }
}
