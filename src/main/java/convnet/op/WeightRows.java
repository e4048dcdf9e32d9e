package convnet.op;

import java.io.UncheckedIOException;

/**
 * The weights of an inner product that are not in memory, for whom they serve only once: to copy
 * them there takes longer than the products.
 */
@FunctionalInterface
public interface WeightRows {
  /**
   * Fetches rows one behind the other; on any thread.
   *
   * @param first the first of them
   * @param count how many
   * @param into room for so many rows
   * @throws UncheckedIOException if they cannot be read
   */
  void read(int first, int count, float[] into);
}
