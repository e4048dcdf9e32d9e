package convnet.tensor;

import org.jspecify.annotations.Nullable;

/**
 * Receives the planes of an image a band of rows at a time, so that the whole image need not be in
 * memory as floats. Bands come in any order and from any number of threads, each row once.
 */
@FunctionalInterface
public interface PlaneSink {
  /**
   * Receives the rows {@code [row0 … row0 + rows)} of all planes. Row {@code y} of plane {@code c}
   * begins at {@code offset + c·planeStride + (y − row0)·W} of {@code data}. The sink may overwrite
   * these rows, but not use {@code data} after it has returned.
   */
  void write(int row0, int rows, float[] data, int offset, int planeStride);

  /**
   * The tensor (C, H, W) that the rows may be put into instead of being handed over; null if there
   * is none.
   */
  default @Nullable Tensor tensor() {
    return null;
  }

  /**
   * A sink that writes into a tensor.
   *
   * @param tensor (C, H, W)
   */
  static PlaneSink of(Tensor tensor) {
    int width = tensor.shape().width();
    int plane = tensor.shape().height() * width;
    return new PlaneSink() {
      @Override
      public void write(int row0, int rows, float[] data, int offset, int planeStride) {
        for (int c = 0; c < tensor.shape().channels(); c++) {
          int to = tensor.offset() + c * plane + row0 * width;
          System.arraycopy(data, offset + c * planeStride, tensor.data(), to, rows * width);
        }
      }

      @Override
      public Tensor tensor() {
        return tensor;
      }
    };
  }
}
