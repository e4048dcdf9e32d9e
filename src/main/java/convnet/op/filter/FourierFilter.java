package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.FourierTransform;
import convnet.kernel.ScalarFilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.op.ConvolutionParameters;
import convnet.op.Size;
import convnet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Filters by FFT of the columns only: down a column, correlation is a product of spectra; along a
 * row, it stays a sum over the kernel's columns, separately for each frequency. That takes {@code
 * kw} complex multiplications for two pixels, instead of {@code kh·kw} real ones for each; and
 * unlike a transform in both directions, it goes along the rows as they lie in memory.
 *
 * <p>A band is filtered in tiles that overlap by the kernel's reach. The upper rows of a tile are
 * valid; the last ones, where the transform wraps around, are discarded (overlap-save: Oppenheim
 * and Schafer, "Discrete-Time Signal Processing", 8.7.3). Two tiles side by side are the real and
 * the imaginary part of one transform: as the kernel is real, they do not mix but for rounding,
 * which scales with the largest number in the columns of both. So one bright pixel would spoil
 * pixels whose windows do not contain it; bands with such pixels are left to {@link DirectFilter}.
 */
final class FourierFilter implements PlaneFilter {
  private static final int FEWEST_POINTS = 32;
  private static final int MOST_POINTS = 1 << 14;

  /** The most columns of output in a tile. */
  private static final int STRIP = 256;

  private final FourierTransform transform;
  private final BandLayout layout;
  private final int strip;

  /** Real part, imaginary part and negated imaginary part, by frequency and kernel column. */
  private final float[] spectra;

  private FourierFilter(Tensor kernel, BandLayout layout, int width, int points) {
    this.transform = new FourierTransform(points);
    this.layout = layout;
    this.strip = strip(width);
    this.spectra = spectra(kernel, layout.parameters().dilation().height());
  }

  /**
   * @param kernel (kh, kw)
   * @param width the width of the output
   * @param rows the most rows of output that a band may have
   * @param below the cost that it must stay below
   * @return null if there is a stride, if no transform is long enough, or if the cost is not below
   *     {@code below}
   */
  static @Nullable FourierFilter of(
      Tensor kernel, BandLayout layout, int width, int rows, double below) {
    ConvolutionParameters parameters = layout.parameters();
    if (!parameters.stride().is(1) || reach(layout).height() >= MOST_POINTS) {
      return null;
    }
    int best = MOST_POINTS;
    for (int points = MOST_POINTS / 2; points >= FEWEST_POINTS; points /= 2) {
      // A shorter transform may cost 5 % more: its tiles leave more of the cache to other data.
      if (points > reach(layout).height()
          && inItsBands(layout, width, rows, points)
              < 1.05 * inItsBands(layout, width, rows, best)) {
        best = points;
      }
    }
    return inItsBands(layout, width, rows, best) < below
        ? new FourierFilter(kernel, layout, width, best)
        : null;
  }

  /** The cost in bands of as many rows as a tile has valid ones, at most {@code rows}. */
  private static double inItsBands(BandLayout layout, int width, int rows, int points) {
    return cost(layout, width, Math.min(rows, points - reach(layout).height()), points);
  }

  private static double cost(BandLayout layout, int width, int rows, int points) {
    Size reach = reach(layout);
    int valid = points - reach.height();
    int strip = strip(width);
    double tiles = (double) Math.ceilDiv(rows, valid) * Math.ceilDiv(width, 2 * strip);
    double cost =
        Costs.fourier(points, strip + reach.width(), strip, layout.parameters().kernel().width());
    return tiles * cost / ((double) rows * width);
  }

  /**
   * The columns of output in a tile: half of the output's width, as two tiles are one transform, in
   * whole vectors, at most {@link #STRIP}.
   */
  private static int strip(int width) {
    return Math.min(STRIP, Math.ceilDiv(width, 2 * Costs.LANES) * Costs.LANES);
  }

  /** How many pixels a window extends below and to the right of its first pixel. */
  private static Size reach(BandLayout layout) {
    return Size.of(layout.window().height() - 1, layout.window().width() - 1);
  }

  /**
   * The spectra of the kernel's columns: flipped, because this is a correlation, and with the
   * inverse transform's factor 1/N.
   */
  private float[] spectra(Tensor kernel, int dilation) {
    int points = transform.points();
    int taps = kernel.shape().width();
    float[] columns = new float[2 * points * taps];
    for (int i = 0; i < kernel.shape().height(); i++) {
      int point = (points - i * dilation) % points;
      for (int j = 0; j < taps; j++) {
        columns[point * taps + j] = kernel.get(i, j) / points;
      }
    }
    int imaginary = points * taps;
    transform.forward(new ScalarFilterKernels(), taps, columns, imaginary, taps);
    float[] spectra = new float[3 * points * taps];
    for (int k = 0; k < points * taps; k++) {
      spectra[3 * k] = columns[k];
      spectra[3 * k + 1] = columns[imaginary + k];
      spectra[3 * k + 2] = -columns[imaginary + k];
    }
    return spectra;
  }

  /** The number of valid rows of a tile: all but the kernel's reach. */
  private int valid() {
    return transform.points() - reach(layout).height();
  }

  @Override
  public boolean isAccurateFor(BandPeaks.Range range) {
    return range == BandPeaks.Range.UNIFORM;
  }

  @Override
  public double cost(int width, int rows) {
    return cost(layout, width, rows, transform.points());
  }

  @Override
  public int bandRows(int most) {
    return Math.min(most, valid());
  }

  @Override
  public void forward(
      int rows,
      int width,
      float[] src,
      float[] dst,
      int dstOffset,
      FilterKernels kernels,
      Scratch scratch,
      int worker) {
    int columns = strip + reach(layout).width();
    int pitch = pitch(columns, kernels.lanes());
    int imaginary = transform.points() * pitch;
    float[] tiles = scratch.floats(Purpose.SPECTRUM, worker, 2L * imaginary);
    int sourceRows = layout.rows(rows);
    for (int y = 0; y < rows; y += valid()) {
      for (int x = 0; x < width; x += 2 * strip) {
        load(sourceRows, columns, src, y, x, tiles, 0, pitch);
        load(sourceRows, columns, src, y, x + strip, tiles, imaginary, pitch);
        transform.forward(kernels, columns, tiles, imaginary, pitch);
        kernels.correlateSpectra(
            transform.points(),
            strip,
            layout.parameters().kernel().width(),
            layout.parameters().dilation().width(),
            spectra,
            tiles,
            imaginary,
            pitch);
        transform.inverse(kernels, strip, tiles, imaginary, pitch);
        int count = Math.min(valid(), rows - y);
        int to = dstOffset + y * width;
        store(count, width, x, tiles, 0, pitch, dst, to);
        store(count, width, x + strip, tiles, imaginary, pitch, dst, to);
      }
    }
  }

  /**
   * The distance from a point to the next: an odd number of vectors, because with a power of two
   * the points of a butterfly would map to the same few cache lines.
   */
  private static int pitch(int columns, int lanes) {
    return (Math.ceilDiv(columns + lanes, lanes) | 1) * lanes;
  }

  /** Copies a tile out of the band, with zeros beyond the band's edges. */
  private void load(
      int rows, int columns, float[] src, int y, int x, float[] tiles, int offset, int pitch) {
    int count = Math.clamp(layout.rowPitch() - x, 0, columns);
    for (int point = 0; point < transform.points(); point++) {
      int to = offset + point * pitch;
      int copied = y + point < rows ? count : 0;
      if (copied > 0) {
        System.arraycopy(src, (y + point) * layout.rowPitch() + x, tiles, to, copied);
      }
      Arrays.fill(tiles, to + copied, to + columns, 0);
    }
  }

  private void store(
      int rows,
      int width,
      int x,
      float[] tiles,
      int offset,
      int pitch,
      float[] dst,
      int dstOffset) {
    int count = Math.clamp(width - x, 0, strip);
    for (int y = 0; y < rows && count > 0; y++) {
      System.arraycopy(tiles, offset + y * pitch, dst, dstOffset + y * width + x, count);
    }
  }
}
