package convnet.bench;

import convnet.tensor.Tensor;

/** How far a result is from its reference. */
final class Distance {
  /** What two float32 results of the same may differ by; Winograd's convolutions lose a digit. */
  static final double TOLERANCE = 1e-4;

  private Distance() {}

  /**
   * The largest difference, in parts of the reference's largest magnitude.
   *
   * @throws IllegalStateException if it is above {@link #TOLERANCE} or anything is not a number:
   *     then there is nothing to be timed
   */
  static double check(String what, Tensor result, Tensor reference) {
    if (result.size() != reference.size()) {
      throw new IllegalStateException(
          "%s: %s is compared with %s".formatted(what, result.shape(), reference.shape()));
    }
    double largest = 0;
    double furthest = 0;
    for (int i = 0; i < result.size(); i++) {
      double right = reference.data()[reference.offset() + i];
      double difference = Math.abs(result.data()[result.offset() + i] - right);
      // Math.max hands NaN on.
      furthest = Math.max(furthest, difference);
      largest = Math.max(largest, Math.abs(right));
    }
    double distance = furthest / largest;
    if (!(distance <= TOLERANCE)) {
      throw new IllegalStateException(
          "%s is off by %.1e of the largest number: not timed".formatted(what, distance));
    }
    return distance;
  }
}
