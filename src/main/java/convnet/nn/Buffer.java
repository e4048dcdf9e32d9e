package convnet.nn;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Memory that a {@link BufferPool} plans: while planning it grows and is passed from one use to the
 * next; the first tensor in it ends that.
 */
final class Buffer {
  private int size;
  private int pendingReads;
  private float @Nullable [] data;

  int size() {
    return size;
  }

  /** Makes room for so many numbers. */
  void require(int numbers) {
    if (data != null) {
      throw new IllegalStateException("the buffer is in use: it cannot grow");
    }
    size = Math.max(size, numbers);
  }

  /** How many reads are to come. */
  int pendingReads() {
    return pendingReads;
  }

  /** Expects so many reads more. */
  void addReads(int reads) {
    pendingReads += reads;
  }

  /** One of them is done. */
  void readDone() {
    pendingReads--;
  }

  float[] data() {
    if (data == null) {
      data = new float[size];
    }
    return data;
  }

  /** The first numbers, seen in a shape. */
  Tensor tensor(Shape shape) {
    return new Tensor(data(), 0, shape);
  }
}
