package convnet.io;

import java.nio.ByteBuffer;

/**
 * The samples of a picture to be written, 8-bit or 16-bit integers or floats. Integers are rounded
 * to the nearest, halves up, and clamped to their range; NaN becomes 0.
 */
sealed interface RasterSamples {
  /**
   * Stores {@code count} numbers as the samples at {@code start} and every {@code step} after it.
   *
   * @param absolute whether to take absolute values
   * @return how many of the numbers are NaN
   */
  int put(float[] src, int offset, int count, boolean absolute, int start, int step);

  /** The bits of a sample. */
  int bits();

  /**
   * Copies {@code count} samples from the one at {@code from} on to the start of a row of a file,
   * in its byte order.
   */
  void copy(int from, int count, ByteBuffer row);

  /** {@code count} samples of 8 or 16 bits, or of 32 as floats. */
  static RasterSamples of(int bitDepth, int count) {
    return switch (bitDepth) {
      case 8 -> new Bytes(new byte[count]);
      case 16 -> new Shorts(new short[count]);
      default -> new Floats(new float[count]);
    };
  }

  /** 0..255. */
  record Bytes(byte[] values) implements RasterSamples {
    @Override
    public int put(float[] src, int offset, int count, boolean absolute, int start, int step) {
      return Quantizer.quantize(src, offset, count, absolute, values, start, step);
    }

    @Override
    public int bits() {
      return 8;
    }

    @Override
    public void copy(int from, int count, ByteBuffer row) {
      row.put(0, values, from, count);
    }
  }

  /** 0..65535. */
  record Shorts(short[] values) implements RasterSamples {
    @Override
    public int put(float[] src, int offset, int count, boolean absolute, int start, int step) {
      int notNumbers = 0;
      for (int i = 0; i < count; i++) {
        float value = absolute ? Math.abs(src[offset + i]) : src[offset + i];
        notNumbers += Float.isNaN(value) ? 1 : 0;
        values[start + i * step] = (short) Quantizer.quantize(value, 65535);
      }
      return notNumbers;
    }

    @Override
    public int bits() {
      return 16;
    }

    @Override
    public void copy(int from, int count, ByteBuffer row) {
      row.asShortBuffer().put(0, values, from, count);
    }
  }

  /** Unchanged numbers. */
  record Floats(float[] values) implements RasterSamples {
    @Override
    public int put(float[] src, int offset, int count, boolean absolute, int start, int step) {
      int notNumbers = 0;
      for (int i = 0; i < count; i++) {
        float value = absolute ? Math.abs(src[offset + i]) : src[offset + i];
        notNumbers += Float.isNaN(value) ? 1 : 0;
        values[start + i * step] = value;
      }
      return notNumbers;
    }

    @Override
    public int bits() {
      return 32;
    }

    @Override
    public void copy(int from, int count, ByteBuffer row) {
      row.asFloatBuffer().put(0, values, from, count);
    }
  }
}
