package convnet.nn;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tensor that flows from step to step, including the network's input and output. */
final class Value {
  private final Shape shape;
  private final boolean requiresGrad;
  private int reads;
  private boolean kept;
  private @Nullable Buffer buffer;

  /**
   * @param shape of one image
   * @param requiresGrad whether its gradient is needed: it depends on a trained parameter, or it is
   *     the input whose gradient is asked for
   */
  Value(Shape shape, boolean requiresGrad) {
    this.shape = shape;
    this.requiresGrad = requiresGrad;
  }

  /** The shape for one image. */
  Shape shape() {
    return shape;
  }

  boolean requiresGrad() {
    return requiresGrad;
  }

  /** How often it is read: by the forward pass, and by the caller. */
  int reads() {
    return reads;
  }

  void addRead() {
    reads++;
  }

  /** Whether it must stay after the forward pass, for the backward pass or for the caller. */
  boolean kept() {
    return kept;
  }

  void keep() {
    kept = true;
  }

  /** The memory that it is stored in. */
  Buffer buffer() {
    return Objects.requireNonNull(buffer);
  }

  void place(Buffer buffer) {
    this.buffer = buffer;
  }

  /** The value for the first n images. */
  Tensor tensor(int n) {
    return buffer().tensor(shape.batched(n));
  }
}
