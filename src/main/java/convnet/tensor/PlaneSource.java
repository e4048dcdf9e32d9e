package convnet.tensor;

import org.jspecify.annotations.Nullable;

/**
 * The planes of an image, read a row at a time, so that the whole image need not be in memory as
 * floats. Any number of threads may read at once.
 */
public interface PlaneSource {
  /** The shape, (C, H, W). */
  Shape shape();

  /**
   * Whether the numbers are known to be 8-bit samples scaled to 0..1 or luma made of them, so that
   * none is large and none tiny unless it is 0.
   */
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

  /** The tensor (C, H, W) that the planes are in; null if there is none. */
  default @Nullable Tensor tensor() {
    return null;
  }

  /** The whole image, (C, H, W). */
  default Tensor toTensor() {
    Tensor tensor = Tensor.zeros(shape());
    int height = shape().height();
    for (int i = 0; i < shape().channels() * height; i++) {
      read(i / height, i % height, tensor.data(), i * shape().width());
    }
    return tensor;
  }

  /**
   * A source of a tensor's planes.
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
      public Tensor tensor() {
        return tensor;
      }

      @Override
      public Tensor toTensor() {
        return tensor;
      }
    };
  }
}
