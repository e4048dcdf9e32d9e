package convnet.tensor;

/**
 * Takes planes of numbers a band of rows at a time: an image that need not be in memory as floats
 * as a whole. Bands come in any order and from any number of threads, each row once.
 */
@FunctionalInterface
public interface PlaneSink {
  /**
   * Takes the rows {@code row0 … row0 + rows} of all planes. Row {@code y} of plane {@code c}
   * begins at {@code offset + c·planeStride + (y − row0)·W} of {@code data}, which is the caller's
   * again afterwards; until then the sink may overwrite the rows that it was given.
   */
  void write(int row0, int rows, float[] data, int offset, int planeStride);

  /**
   * Into a tensor.
   *
   * @param tensor (C, H, W)
   */
  static PlaneSink of(Tensor tensor) {
    int width = tensor.shape().width();
    int plane = tensor.shape().height() * width;
    return (row0, rows, data, offset, planeStride) -> {
      for (int c = 0; c < tensor.shape().channels(); c++) {
        int to = tensor.offset() + c * plane + row0 * width;
        System.arraycopy(data, offset + c * planeStride, tensor.data(), to, rows * width);
      }
    };
  }
}
