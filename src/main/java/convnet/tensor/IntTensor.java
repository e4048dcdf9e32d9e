package convnet.tensor;

/**
 * A contiguous block of integers with a shape: indices into a tensor, which float32 would hold
 * exactly up to 2^24 only.
 *
 * @param data one number per element of the shape, row-major; not copied
 */
public record IntTensor(int[] data, Shape shape) {

  /**
   * @throws IllegalArgumentException if the number of elements differs
   */
  public IntTensor {
    if (shape.size() != data.length) {
      throw new IllegalArgumentException(
          data.length + " numbers are not a tensor of " + shape + ", which has " + shape.size());
    }
  }

  /** A new tensor of zeros. */
  public static IntTensor zeros(Shape shape) {
    return new IntTensor(new int[shape.size()], shape);
  }

  /** The same numbers under another shape with the same number of elements. */
  public IntTensor reshape(Shape other) {
    return new IntTensor(data, other);
  }

  @Override
  public String toString() {
    return "IntTensor " + shape;
  }
}
