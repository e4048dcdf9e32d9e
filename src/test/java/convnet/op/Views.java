package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;

/**
 * Tensors as tests need them: views into the middle of a larger array, so that a forgotten offset
 * shows, with guards on both sides, so that a write too far shows.
 */
final class Views {
  private static final float GUARD = -1234.5f;
  private static final int BEFORE = 5;
  private static final int AFTER = 40;

  private Views() {}

  /** Uniform in [−1, 1). */
  static Tensor random(Random random, Shape shape) {
    Tensor tensor = unwritten(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[tensor.offset() + i] = random.nextFloat() * 2 - 1;
    }
    return tensor;
  }

  /** These numbers. */
  static Tensor of(Shape shape, float... values) {
    Tensor tensor = unwritten(shape);
    tensor.copyFrom(new Tensor(values, 0, shape));
    return tensor;
  }

  /** A copy, as a view of its own. */
  static Tensor copy(Tensor tensor) {
    return of(tensor.shape(), tensor.toArray());
  }

  /** Full of NaN: an element that an operation forgets to write is not equal to anything. */
  static Tensor unwritten(Shape shape) {
    float[] data = new float[BEFORE + shape.size() + AFTER];
    Arrays.fill(data, GUARD);
    Tensor tensor = new Tensor(data, BEFORE, shape);
    tensor.fill(Float.NaN);
    return tensor;
  }

  /** Fails if something was written beside a tensor made here. */
  static Tensor checked(Tensor tensor) {
    float[] data = tensor.data();
    for (int i = 0; i < data.length; i++) {
      if ((i < BEFORE || i >= data.length - AFTER) && data[i] != GUARD) {
        throw new AssertionError(
            "element " + (i - BEFORE) + " is outside " + tensor + ", but was written");
      }
    }
    return tensor;
  }

  /** The numbers of several results one after the other, each checked. */
  static Tensor joined(Tensor... parts) {
    Tensor joined = unwritten(Shape.of(Arrays.stream(parts).mapToInt(Tensor::size).sum()));
    int at = 0;
    for (Tensor part : parts) {
      joined.narrow(at, at + part.size()).copyFrom(checked(part));
      at += part.size();
    }
    return joined;
  }

  static double[] doubles(Tensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data()[tensor.offset() + i];
    }
    return values;
  }

  /** The numbers' bits: zeros of both signs differ, any NaN is like any other. */
  static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(tensor.data()[tensor.offset() + i]);
    }
    return bits;
  }

  static void assertNumbers(Tensor actual, double... expected) {
    assertThat(doubles(actual)).containsExactly(expected);
  }
}
