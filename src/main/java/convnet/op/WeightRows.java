package convnet.op;

import java.io.UncheckedIOException;

/**
 * The weights of an inner product, read on demand instead of being held in memory: if they are used
 * only once, copying them into memory takes longer than the products.
 */
@FunctionalInterface
public interface WeightRows {
  /**
   * Reads consecutive rows; may be called on any thread.
   *
   * @param first the first row
   * @param count the number of rows
   * @param into room for {@code count} rows, written from the beginning
   * @throws UncheckedIOException if they cannot be read
   */
  void read(int first, int count, float[] into);
}
