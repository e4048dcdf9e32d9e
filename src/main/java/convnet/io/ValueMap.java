package convnet.io;

import convnet.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** How numbers of any size become the 0 (black) to 1 (white) of a picture. */
public enum ValueMap {
  /** As they are; what is below 0 or above 1 is cut off. */
  CLIP,
  /** The smallest becomes 0, the largest 1; if all are equal, 0. */
  SCALE,
  /** Their absolute values; what is above 1 is cut off. */
  ABS,
  /**
   * 0 becomes mid-grey; the largest absolute value becomes 0 where negative and 1 where positive.
   */
  CENTER;

  /**
   * The mapped numbers, not yet cut off. One map holds for the whole tensor, so that its channels
   * stay comparable. What is not finite does not count for the largest and the smallest.
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
