package convnet.tensor;

import java.util.Arrays;

/**
 * A contiguous, row-major block of float32 numbers with a shape: a view of {@code data} from {@code
 * offset} on. Views made by {@link #reshape}, {@link #slice} and {@link #narrow} share the numbers.
 * There is no arithmetic here: that is left to the operations.
 */
public final class Tensor {
  private final float[] data;
  private final int offset;
  private final Shape shape;

  /**
   * A view of {@code shape.size()} numbers of {@code data} from {@code offset} on.
   *
   * @throws IllegalArgumentException if they do not lie within the array
   */
  public Tensor(float[] data, int offset, Shape shape) {
    if (offset < 0 || offset > data.length - shape.size()) {
      throw new IllegalArgumentException(
          "a tensor of "
              + shape
              + " from "
              + offset
              + " on does not fit an array of "
              + data.length);
    }
    this.data = data;
    this.offset = offset;
    this.shape = shape;
  }

  /** A new tensor of zeros. */
  public static Tensor zeros(Shape shape) {
    return new Tensor(new float[shape.size()], 0, shape);
  }

  /** A new tensor of zeros with these sizes. */
  public static Tensor zeros(int... dims) {
    return zeros(new Shape(dims));
  }

  /**
   * A tensor over the whole of {@code data}, which is not copied.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  public static Tensor of(float[] data, int... dims) {
    Shape shape = new Shape(dims);
    if (shape.size() != data.length) {
      throw new IllegalArgumentException(
          data.length + " numbers are not a tensor of " + shape + ", which has " + shape.size());
    }
    return new Tensor(data, 0, shape);
  }

  /** The array that this tensor is a view of, not a copy; its numbers begin at {@link #offset}. */
  public float[] data() {
    return data;
  }

  /** The index in {@link #data} of the first number. */
  public int offset() {
    return offset;
  }

  public Shape shape() {
    return shape;
  }

  /** The number of elements. */
  public int size() {
    return shape.size();
  }

  /**
   * The same numbers under another shape.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  public Tensor reshape(Shape other) {
    if (other.size() != shape.size()) {
      throw new IllegalArgumentException(shape + " cannot be reshaped to " + other);
    }
    return new Tensor(data, offset, other);
  }

  /** The same numbers under another shape. */
  public Tensor reshape(int... dims) {
    return reshape(new Shape(dims));
  }

  /** The {@code index}-th part along the first axis, without that axis: one image of a batch. */
  public Tensor slice(int index) {
    Shape inner = shape.inner();
    if (index < 0 || index >= shape.dim(0)) {
      throw new IndexOutOfBoundsException("no part " + index + " in a tensor of " + shape);
    }
    return new Tensor(data, offset + index * inner.size(), inner);
  }

  /** The parts {@code from} (inclusive) to {@code to} (exclusive) along the first axis. */
  public Tensor narrow(int from, int to) {
    if (from < 0 || to < from || to > shape.dim(0)) {
      throw new IndexOutOfBoundsException(
          "no parts " + from + " to " + to + " in a tensor of " + shape);
    }
    int[] dims = shape.dims();
    int part = shape.inner().size();
    dims[0] = to - from;
    return new Tensor(data, offset + from * part, new Shape(dims));
  }

  /** The element at this index, one integer per axis. */
  public float get(int... index) {
    return data[position(index)];
  }

  /** Sets the element at this index, one integer per axis. */
  public void set(float value, int... index) {
    data[position(index)] = value;
  }

  /** A copy of the numbers. */
  public float[] toArray() {
    return Arrays.copyOfRange(data, offset, offset + shape.size());
  }

  /** A tensor of the same shape with a copy of the numbers. */
  public Tensor copy() {
    return new Tensor(toArray(), 0, shape);
  }

  /**
   * Copies the numbers of another tensor, of any shape with the same number of elements, into this
   * one. Does nothing if both are views of the same numbers.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  public void copyFrom(Tensor other) {
    if (other.size() != size()) {
      throw new IllegalArgumentException(
          "a tensor of " + other.shape + " does not fit one of " + shape);
    }
    if (other.data != data || other.offset != offset) {
      System.arraycopy(other.data, other.offset, data, offset, size());
    }
  }

  /** Sets every element. */
  public void fill(float value) {
    Arrays.fill(data, offset, offset + shape.size(), value);
  }

  @Override
  public String toString() {
    return "Tensor " + shape;
  }

  private int position(int[] index) {
    if (index.length != shape.rank()) {
      throw new IllegalArgumentException(
          index.length + " indices for a tensor of rank " + shape.rank());
    }
    int position = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (index[axis] < 0 || index[axis] >= shape.dim(axis)) {
        throw new IndexOutOfBoundsException(
            "index " + Arrays.toString(index) + " outside a tensor of " + shape);
      }
      position = position * shape.dim(axis) + index[axis];
    }
    return offset + position;
  }
}
