package convnet.io;

/**
 * The samples of a picture to be written, 8-bit or 16-bit integers or floats. Integers are rounded
 * to the nearest, halves up, and clamped to their range; NaN becomes 0.
 */
sealed interface RasterSamples {
  /**
   * Stores {@code count} numbers as the samples at {@code start} and every {@code step} after it.
   *
   * @param absolute whether to take absolute values
   */
  void put(float[] src, int offset, int count, boolean absolute, int start, int step);

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
    private static final int CHUNK = 4096;

    @Override
    public void put(float[] src, int offset, int count, boolean absolute, int start, int step) {
      int[] rounded = new int[Math.min(count, CHUNK)];
      for (int done = 0; done < count; done += CHUNK) {
        int n = Math.min(CHUNK, count - done);
        Quantizer.quantize(src, offset + done, n, absolute, rounded);
        spread(rounded, n, start + done * step, step);
      }
    }

    private void spread(int[] rounded, int count, int start, int step) {
      int i = 0;
      for (; i + 4 <= count; i += 4) {
        int to = start + i * step;
        values[to] = (byte) rounded[i];
        values[to + step] = (byte) rounded[i + 1];
        values[to + 2 * step] = (byte) rounded[i + 2];
        values[to + 3 * step] = (byte) rounded[i + 3];
      }
      for (; i < count; i++) {
        values[start + i * step] = (byte) rounded[i];
      }
    }
  }

  /** 0..65535. */
  record Shorts(short[] values) implements RasterSamples {
    @Override
    public void put(float[] src, int offset, int count, boolean absolute, int start, int step) {
      for (int i = 0; i < count; i++) {
        float value = absolute ? Math.abs(src[offset + i]) : src[offset + i];
        values[start + i * step] = (short) Quantizer.quantize(value, 65535);
      }
    }
  }

  /** Unchanged numbers. */
  record Floats(float[] values) implements RasterSamples {
    @Override
    public void put(float[] src, int offset, int count, boolean absolute, int start, int step) {
      for (int i = 0; i < count; i++) {
        float value = src[offset + i];
        values[start + i * step] = absolute ? Math.abs(value) : value;
      }
    }
  }
}
