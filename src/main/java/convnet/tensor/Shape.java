package convnet.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The sizes of a tensor's axes, outermost first: {@code (C, H, W)} for one image, {@code (N, C, H,
 * W)} for a batch, {@code (O, I, kH, kW)} for the weights of a convolution.
 *
 * @param dims the size of each axis, none negative; never modified after construction
 */
public record Shape(int... dims) {
  /** The most sizes in a text: a file may say that it has a million axes. */
  private static final int MOST_SHOWN = 8;

  /**
   * @throws IllegalArgumentException if a size is negative or the elements do not fit one array
   */
  public Shape {
    dims = dims.clone();
    long elements = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException("a size cannot be negative: " + format(dims));
      }
      elements = Math.multiplyExact(elements, (long) dim);
      if (elements > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "a tensor of " + format(dims) + " has more elements than one array holds (2^31)");
      }
    }
  }

  /** A shape from its sizes, outermost first. */
  public static Shape of(int... dims) {
    return new Shape(dims);
  }

  /** The sizes, outermost first, as a copy. */
  @Override
  public int[] dims() {
    return dims.clone();
  }

  /** The number of axes. */
  public int rank() {
    return dims.length;
  }

  /** The size of an axis; negative axes count from the last, so {@code dim(-1)} is the width. */
  public int dim(int axis) {
    return dims[axis < 0 ? axis + dims.length : axis];
  }

  /** The number of elements: the product of all sizes, 1 for rank 0. */
  public int size() {
    int elements = 1;
    for (int dim : dims) {
      elements *= dim;
    }
    return elements;
  }

  /** The third axis from the end: C of {@code (…, C, H, W)}. */
  public int channels() {
    return dim(-3);
  }

  /** The second axis from the end: H of {@code (…, H, W)}. */
  public int height() {
    return dim(-2);
  }

  /** The last axis: W of {@code (…, H, W)}. */
  public int width() {
    return dim(-1);
  }

  /** This shape with one more axis in front: {@code (C, H, W)} becomes {@code (n, C, H, W)}. */
  public Shape batched(int n) {
    int[] batched = new int[dims.length + 1];
    batched[0] = n;
    System.arraycopy(dims, 0, batched, 1, dims.length);
    return new Shape(batched);
  }

  /** This shape without its first axis: {@code (N, C, H, W)} becomes {@code (C, H, W)}. */
  public Shape inner() {
    return new Shape(Arrays.copyOfRange(dims, 1, dims.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** The sizes joined by {@code x}: {@code 3x224x224}; {@code no axes} for rank 0, a scalar. */
  @Override
  public String toString() {
    return format(dims);
  }

  private static String format(int[] dims) {
    String sizes =
        Arrays.stream(dims)
            .limit(MOST_SHOWN)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining("x"));
    if (dims.length > MOST_SHOWN) {
      return sizes + "x… (" + dims.length + " axes)";
    }
    return dims.length == 0 ? "no axes" : sizes;
  }
}
