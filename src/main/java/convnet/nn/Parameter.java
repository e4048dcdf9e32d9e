package convnet.nn;

import convnet.op.WeightRows;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A named tensor of a network: weights and biases, which are learned, and running statistics, which
 * are measured. The weight matrix of a fully connected layer may stay in its file until its values
 * are asked for.
 */
public final class Parameter {
  private final String name;
  private final Shape shape;
  private final boolean trainable;
  private @Nullable Tensor value;
  private @Nullable WeightRows rows;

  /**
   * @param name PyTorch's key in a {@code state_dict}, such as {@code features.0.weight}
   * @param value the values, changed in place
   * @param trainable false for running statistics
   */
  public Parameter(String name, Tensor value, boolean trainable) {
    this.name = name;
    this.shape = value.shape();
    this.trainable = trainable;
    this.value = value;
  }

  /**
   * @param shape (oc, ic)
   * @param rows where its values are read from
   */
  public Parameter(String name, Shape shape, WeightRows rows, boolean trainable) {
    this.name = name;
    this.shape = shape;
    this.trainable = trainable;
    this.rows = rows;
  }

  public String name() {
    return name;
  }

  public Shape shape() {
    return shape;
  }

  public boolean trainable() {
    return trainable;
  }

  /** The values; they are read now if they have not been. */
  public Tensor value() {
    if (value == null) {
      Tensor numbers = Tensor.zeros(shape);
      if (rows != null) {
        rows.read(0, shape.dim(0), numbers.data());
        rows = null;
      }
      value = numbers;
    }
    return value;
  }

  /** Where the values can be read from; null if they are in memory. */
  @Nullable WeightRows rows() {
    return rows;
  }
}
