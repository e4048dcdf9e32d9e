package convnet.golden;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/**
 * Numbers without a random generator: the same bits here and in {@code golden/seedless.py}, which
 * says the formula.
 */
public final class SeedlessValues {
  private SeedlessValues() {}

  /** A new tensor with this number's values, each in [−scale, scale). */
  public static Tensor tensor(int number, float scale, Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    fill(tensor, number, scale);
    return tensor;
  }

  /** Fills a tensor with this number's values, each in [−scale, scale). */
  public static void fill(Tensor tensor, int number, float scale) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[tensor.offset() + i] = value(number, i) * scale;
    }
  }

  /** Element {@code index} of tensor {@code number}: a multiple of 2^-23 in [−1, 1). */
  public static float value(int number, int index) {
    int x = number * 0x9E3779B9 + index;
    x = (x ^ x >>> 16) * 0x7FEB352D;
    x = (x ^ x >>> 15) * 0x846CA68B;
    x = x ^ x >>> 16;
    return ((x >>> 8) - (1 << 23)) * 0x1p-23f;
  }

  /** The scale of a layer's numbers, {@code sqrt(gain / fanIn)}. */
  public static float bound(double gain, int fanIn) {
    return (float) Math.sqrt(gain / fanIn);
  }
}
