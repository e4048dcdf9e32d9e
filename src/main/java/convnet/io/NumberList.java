package convnet.io;

import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects numbers from text in the order of their appearance, before their shape is known. */
interface NumberList {
  /** The most characters of a word that a message quotes. */
  int SHOWN = 40;

  /**
   * Parses the word in the bytes {@code start} to {@code end} and appends it.
   *
   * @throws NumberFormatException if it is not a number
   * @throws ArithmeticException if it is a number that the list cannot hold
   */
  void add(byte[] text, int start, int end);

  /** A word as a message quotes it, shortened if need be. */
  static String shown(String word) {
    return word.length() > SHOWN ? word.substring(0, SHOWN) + "…" : word;
  }

  /** Collects float32 numbers. */
  final class Floats implements NumberList {
    private float[] values = new float[64];
    private int count;

    @Override
    public void add(byte[] text, int start, int end) {
      if (count == values.length) {
        values = Arrays.copyOf(values, Math.multiplyExact(2, count));
      }
      values[count++] = FloatText.parse(text, start, end);
    }

    Tensor toTensor(Shape shape) {
      return new Tensor(Arrays.copyOf(values, count), 0, shape);
    }
  }

  /** Collects whole numbers exactly. */
  final class Integers implements NumberList {
    /**
     * Longer than any whole number is written: parsing takes time with the square of the length.
     */
    private static final int LONGEST = 100;

    private int[] values = new int[64];
    private int count;

    @Override
    public void add(byte[] text, int start, int end) {
      if (count == values.length) {
        values = Arrays.copyOf(values, Math.multiplyExact(2, count));
      }
      String word = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
      if (word.length() > LONGEST) {
        throw notWhole(word);
      }
      try {
        values[count++] = new BigDecimal(word).intValueExact();
      } catch (ArithmeticException e) {
        throw notWhole(word);
      }
    }

    private static ArithmeticException notWhole(String word) {
      return new ArithmeticException(shown(word) + " is not a whole number below 2^31");
    }

    IntTensor toTensor(Shape shape) {
      return new IntTensor(Arrays.copyOf(values, count), shape);
    }
  }
}
