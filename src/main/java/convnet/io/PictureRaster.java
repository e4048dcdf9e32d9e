package convnet.io;

import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import java.util.concurrent.atomic.LongAdder;

/**
 * A picture that is being filled: takes a band of rows at a time and keeps it as the samples to be
 * written, which at 8 bits need a quarter of the memory of the floats.
 */
public final class PictureRaster implements PlaneSink {
  private final int width;
  private final int height;
  private final int planes;
  private final int bands;
  private final boolean absolute;
  private final RasterSamples samples;

  /** The values of a plane that are looked at in each band to see whether they are clipped. */
  private static final int PROBES = 1000;

  private final LongAdder notNumbers = new LongAdder();
  private final LongAdder probes = new LongAdder();
  private final LongAdder above = new LongAdder();

  /**
   * @param planes the number of planes that are written: one for each colour band, or one for all
   *     of them
   * @param bands 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
   * @param absolute whether to take absolute values
   */
  PictureRaster(int width, int height, int planes, int bands, int bitDepth, boolean absolute) {
    this.width = width;
    this.height = height;
    this.planes = planes;
    this.bands = bands;
    this.absolute = absolute;
    this.samples =
        RasterSamples.of(bitDepth, Math.multiplyExact(bands, Math.multiplyExact(width, height)));
  }

  /** The shape of the planes that are written, (C, H, W). */
  public Shape shape() {
    return Shape.of(planes, height, width);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int bands() {
    return bands;
  }

  /** {@code height · width · bands} samples, interleaved. */
  RasterSamples samples() {
    return samples;
  }

  @Override
  public void write(int row0, int rows, float[] data, int offset, int planeStride) {
    int colours = bands < 3 ? 1 : planes == 4 ? 4 : 3;
    for (int band = 0; band < colours; band++) {
      int from = offset + Math.min(band, planes - 1) * planeStride;
      int found = put(row0, rows, band, data, from);
      if (band < planes) {
        notNumbers.add(found);
        probe(data, from, rows * width);
      }
    }
  }

  /**
   * Writes the last band.
   *
   * @param alpha (1, H, W)
   */
  void writeAlpha(PlaneSource alpha) {
    float[] row = new float[width];
    for (int y = 0; y < height; y++) {
      alpha.read(0, y, row, 0);
      put(y, 1, bands - 1, row, 0);
    }
  }

  /** How many of the numbers written were NaN; integer samples have them black. */
  public long notNumbers() {
    return notNumbers.sum();
  }

  /** The share of the values written that are above 1, estimated from a part of them. */
  public double shareAboveOne() {
    return (double) above.sum() / Math.max(1, probes.sum());
  }

  private void probe(float[] data, int from, int count) {
    int step = Math.ceilDiv(count, PROBES);
    int high = 0;
    for (int i = 0; i < count; i += step) {
      high += (absolute ? Math.abs(data[from + i]) : data[from + i]) > 1 ? 1 : 0;
    }
    above.add(high);
    probes.add(Math.ceilDiv(count, step));
  }

  private int put(int row0, int rows, int band, float[] data, int from) {
    return samples.put(data, from, rows * width, absolute, row0 * width * bands + band, bands);
  }
}
