package convnet.io;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.SplittableRandom;

/** Tensors for what has to keep every bit: of any shape, with every kind of float32 in them. */
final class OddNumbers {
  private OddNumbers() {}

  /** A view of some numbers between others. */
  static Tensor tensor(SplittableRandom random, Shape shape) {
    int offset = random.nextInt(4);
    float[] data = new float[offset + shape.size() + random.nextInt(4)];
    for (int i = 0; i < data.length; i++) {
      data[i] = number(random);
    }
    return new Tensor(data, offset, shape);
  }

  /** Sizes from {@code least} on, 1 among them more often than others. */
  static Shape shape(SplittableRandom random, int leastRank, int mostRank, int least) {
    int[] dims = new int[random.nextInt(leastRank, mostRank + 1)];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = random.nextInt(4) == 0 ? 1 : random.nextInt(least, 8);
    }
    return new Shape(dims);
  }

  private static float number(SplittableRandom random) {
    int sign = random.nextInt() & Integer.MIN_VALUE;
    int fraction = random.nextInt(1, 1 << 23);
    return switch (random.nextInt(6)) {
      case 0 -> Float.intBitsToFloat(sign | 0x7F80_0000 | fraction); // NaN, with something in it
      case 1 -> Float.intBitsToFloat(sign | 0x7F80_0000); // infinite
      case 2 -> Float.intBitsToFloat(sign); // zero
      case 3 -> Float.intBitsToFloat(sign | fraction); // subnormal
      case 4 -> Float.intBitsToFloat(random.nextInt()); // any
      default -> random.nextInt(-99, 100) / 4f;
    };
  }

  /** The bits as they are, those of NaN too. */
  static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(tensor.data()[tensor.offset() + i]);
    }
    return bits;
  }

  /** The bits with one NaN for all: text has but one word for it. */
  static int[] bitsOfOneNan(Tensor tensor) {
    int[] bits = new int[tensor.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(tensor.data()[tensor.offset() + i]);
    }
    return bits;
  }
}
