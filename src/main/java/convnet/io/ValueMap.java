package convnet.io;

import convnet.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** How arbitrary numbers are mapped to 0 (black) to 1 (white) in a picture. */
public enum ValueMap {
  /** Numbers stay as they are, clipped to 0..1. */
  CLIP,
  /** The smallest number becomes 0, the largest 1; if all are equal, they become 0. */
  SCALE,
  /** Absolute values, clipped to 1. */
  ABS,
  /**
   * 0 becomes mid-grey; the largest absolute value becomes 0 where negative and 1 where positive.
   */
  CENTER;

  /**
   * Maps the numbers, but does not clip them yet. One map holds for the whole tensor, so that its
   * channels stay comparable. Numbers that are not finite do not count as smallest or largest.
   */
  Tensor apply(Tensor tensor) {
    if (this == CLIP) {
      return tensor;
    }
    DoubleUnaryOperator map = over(tensor);
    float[] mapped = tensor.toArray();
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = (float) map.applyAsDouble(mapped[i]);
    }
    return new Tensor(mapped, 0, tensor.shape());
  }

  private DoubleUnaryOperator over(Tensor tensor) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < tensor.size(); i++) {
      float value = tensor.data()[tensor.offset() + i];
      if (Float.isFinite(value)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    double low = min;
    double range = max > min ? max - min : 1;
    double reach = Math.max(Math.abs(min), Math.abs(max));
    double diameter = reach > 0 && reach < Double.POSITIVE_INFINITY ? 2 * reach : 1;
    return switch (this) {
      case CLIP -> value -> value;
      case SCALE -> value -> (value - low) / range;
      case ABS -> Math::abs;
      case CENTER -> value -> 0.5 + value / diameter;
    };
  }
}
