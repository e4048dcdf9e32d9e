package convnet.tensor;

/**
 * Planes of numbers that are read a row at a time: an image that need not be in memory as floats as
 * a whole. Any number of threads may read at once.
 */
public interface PlaneSource {
  /** (C, H, W). */
  Shape shape();

  /** Whether every number is known to lie within 0..1. */
  default boolean isUnit() {
    return false;
  }

  /**
   * Copies one row of one plane to {@code dst[offset … offset + W)}.
   *
   * @param plane 0 to below C
   * @param row 0 to below H
   */
  void read(int plane, int row, float[] dst, int offset);

  /** All of it, (C, H, W). */
  default Tensor toTensor() {
    Tensor tensor = Tensor.zeros(shape());
    int height = shape().height();
    for (int i = 0; i < shape().channels() * height; i++) {
      read(i / height, i % height, tensor.data(), i * shape().width());
    }
    return tensor;
  }

  /**
   * The planes of a tensor.
   *
   * @param tensor (C, H, W)
   */
  static PlaneSource of(Tensor tensor) {
    Shape shape = tensor.shape();
    return new PlaneSource() {
      @Override
      public Shape shape() {
        return shape;
      }

      @Override
      public void read(int plane, int row, float[] dst, int offset) {
        int from = tensor.offset() + (plane * shape.height() + row) * shape.width();
        System.arraycopy(tensor.data(), from, dst, offset, shape.width());
      }

      @Override
      public Tensor toTensor() {
        return tensor;
      }
    };
  }
}
