package convnet.io;

import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;

/**
 * Decoded samples as the planes of an upright image, converted to floats row by row.
 *
 * @param firstBand the band that is the first plane
 * @param planes the number of planes, one for each band
 * @param luma whether the only plane is the luma of three bands of colour
 */
record SamplePlanes(
    Samples samples, Orientation orientation, int firstBand, int planes, boolean luma)
    implements PlaneSource {

  @Override
  public Shape shape() {
    boolean swapped = orientation.swapsAxes();
    int height = swapped ? samples.width() : samples.height();
    int width = swapped ? samples.height() : samples.width();
    return Shape.of(planes, height, width);
  }

  @Override
  public boolean isUnit() {
    return samples instanceof Samples.Bytes;
  }

  @Override
  public void read(int plane, int row, float[] dst, int offset) {
    int width = samples.width();
    int bands = samples.bands();
    int step = orientation.stepX(width) * bands;
    int start =
        (orientation.start(width, samples.height()) + row * orientation.stepY(width)) * bands;
    int count = orientation.swapsAxes() ? samples.height() : width;
    if (!luma) {
      samples.unit(start + firstBand + plane, step, count, dst, offset);
      return;
    }
    samples.unit(start, step, count, dst, offset);
    float[] colour = new float[count];
    float weight = Samples.lumaWeight(0);
    for (int x = 0; x < count; x++) {
      dst[offset + x] *= weight;
    }
    for (int band = 1; band < 3; band++) {
      samples.unit(start + band, step, count, colour, 0);
      weight = Samples.lumaWeight(band);
      for (int x = 0; x < count; x++) {
        dst[offset + x] += weight * colour[x];
      }
    }
  }
}
