package convnet.tensor;

/**
 * A contiguous block of whole numbers with a shape: places in a tensor, which float32 holds exactly
 * up to 2^24 only.
 *
 * @param data as many numbers as the shape has elements, the last axis fastest; not a copy
 */
public record IntTensor(int[] data, Shape shape) {

  /**
   * @throws IllegalArgumentException if there are more or fewer numbers than elements
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

  /** The same numbers under another shape of as many elements. */
  public IntTensor reshape(Shape other) {
    return new IntTensor(data, other);
  }

  @Override
  public String toString() {
    return "IntTensor " + shape;
  }
}
