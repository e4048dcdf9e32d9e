package convnet.op.filter;

import convnet.op.Size;
import convnet.tensor.Tensor;

/**
 * A two-dimensional filter.
 *
 * @param name its name in messages
 * @param values (kh, kw)
 */
public record Kernel(String name, Tensor values) {

  /**
   * @throws IllegalArgumentException if the values are empty or not of rank 2
   */
  public Kernel {
    if (values.shape().rank() != 2 || values.size() == 0) {
      throw new IllegalArgumentException(
          "a kernel is rows and columns of numbers, not a tensor of " + values.shape());
    }
  }

  public Size size() {
    return Size.of(values.shape().height(), values.shape().width());
  }

  /**
   * A copy of {@code values}, flipped along the last two axes: correlation with it is convolution
   * in the mathematical sense.
   */
  public static Tensor flipped(Tensor values) {
    Tensor flipped = values.copy();
    int plane = values.shape().height() * values.shape().width();
    for (int i = 0; i < values.size(); i++) {
      int start = i / plane * plane;
      flipped.data()[i] = values.data()[values.offset() + start + plane - 1 - (i - start)];
    }
    return flipped;
  }

  /**
   * {@code values} divided by their sum, which keeps an image's brightness.
   *
   * @throws IllegalArgumentException if the sum is 0, up to rounding
   */
  public static Tensor normalized(Tensor values) {
    double sum = 0;
    double magnitude = 0;
    float[] numbers = values.toArray();
    for (float number : numbers) {
      sum += number;
      magnitude += Math.abs(number);
    }
    if (!(Math.abs(sum) > 1e-6 * magnitude)) {
      throw new IllegalArgumentException(
          "the numbers add up to 0, by which nothing can be divided");
    }
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (numbers[i] / sum);
    }
    return new Tensor(numbers, 0, values.shape());
  }
}
