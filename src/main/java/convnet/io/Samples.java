package convnet.io;

/**
 * The decoded samples of an image, interleaved as in most files: 1 band is grey, 2 grey and alpha,
 * 3 RGB, 4 RGB and alpha. 8-bit samples stay bytes, as training reads them; other integers are
 * divided by their maximum, and floats stay as they are.
 */
sealed interface Samples {
  int width();

  int height();

  int bands();

  /** Converts {@code count} samples, {@code step} apart from {@code start} on, to 0..1. */
  void unit(int start, int step, int count, float[] dst, int offset);

  /** One sample, rounded to 0..255. */
  byte eightBit(int index);

  /** {@code height · width · bands} samples of 8 bits. */
  record Bytes(int width, int height, int bands, byte[] values) implements Samples {
    @Override
    public void unit(int start, int step, int count, float[] dst, int offset) {
      Quantizer.units(values, start, step, count, dst, offset);
    }

    @Override
    public byte eightBit(int index) {
      return values[index];
    }
  }

  /** {@code height · width · bands} samples in 0..1; those of a file of floats may lie outside. */
  record Floats(int width, int height, int bands, float[] values) implements Samples {
    @Override
    public void unit(int start, int step, int count, float[] dst, int offset) {
      for (int i = 0; i < count; i++) {
        dst[offset + i] = values[start + i * step];
      }
    }

    @Override
    public byte eightBit(int index) {
      return (byte) Quantizer.quantize(values[index], 255);
    }
  }

  /** The weight of red, green or blue in a luma channel (ITU-R BT.601), as in PIL's mode L. */
  static float lumaWeight(int band) {
    return switch (band) {
      case 0 -> 0.299f;
      case 1 -> 0.587f;
      default -> 0.114f;
    };
  }

  /** Whether the last band is alpha. */
  default boolean hasAlpha() {
    return bands() % 2 == 0;
  }

  /** Converts premultiplied alpha to straight alpha, in place. */
  default void divideByAlpha() {
    int bands = bands();
    for (int i = 0; hasAlpha() && i < width() * height() * bands; i++) {
      int alpha = i - i % bands + bands - 1;
      switch (this) {
        case Bytes(_, _, _, byte[] values) -> {
          int opacity = values[alpha] & 0xFF;
          if (i < alpha && opacity != 0) {
            int rounded = (2 * 255 * (values[i] & 0xFF) + opacity) / (2 * opacity);
            values[i] = (byte) Math.min(rounded, 255);
          }
        }
        case Floats(_, _, _, float[] values) -> {
          if (i < alpha && values[alpha] != 0) {
            values[i] /= values[alpha];
          }
        }
      }
    }
  }

  /** Converts to upright 8-bit RGB: grey is repeated, alpha is dropped. */
  default RgbImage toRgb(Orientation orientation) {
    if (this instanceof Bytes bytes && bands() == 3 && orientation == Orientation.UPRIGHT) {
      return new RgbImage(width(), height(), bytes.values());
    }
    int width = orientation.swapsAxes() ? height() : width();
    int height = orientation.swapsAxes() ? width() : height();
    int step = orientation.stepX(width()) * bands();
    int green = bands() < 3 ? 0 : 1;
    int blue = bands() < 3 ? 0 : 2;
    byte[] rgb = new byte[Math.multiplyExact(width * height, 3)];
    for (int y = 0, to = 0; y < height; y++) {
      int from = rowStart(orientation, y);
      for (int x = 0; x < width; x++, from += step, to += 3) {
        rgb[to] = eightBit(from);
        rgb[to + 1] = eightBit(from + green);
        rgb[to + 2] = eightBit(from + blue);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /**
   * Converts to an upright picture with a plane for each band; with {@code gray}, colours become
   * one luma plane.
   */
  default Picture toPicture(Orientation orientation, boolean gray) {
    int colours = hasAlpha() ? bands() - 1 : bands();
    boolean luma = gray && colours == 3;
    return new Picture(
        new SamplePlanes(this, orientation, 0, luma ? 1 : colours, luma),
        hasAlpha() ? new SamplePlanes(this, orientation, colours, 1, false) : null);
  }

  private int rowStart(Orientation orientation, int y) {
    return (orientation.start(width(), height()) + y * orientation.stepY(width())) * bands();
  }
}
