package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.FourierTransform;
import convnet.kernel.ScalarFilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.op.Size;
import convnet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows transformed, columns not: along a row the kernel is a product of spectra, down the columns
 * it is a sum over the kernel's rows, for each frequency by itself. That is {@code kh} complex
 * multiplications a pixel for {@code kh·kw} real ones; and unlike a transform in both directions it
 * takes bands of few rows.
 *
 * <p>A row is done in tiles that overlap by the kernel's reach, whose beginnings are right and
 * whose ends, where the transform wraps round, are thrown away (overlap-save: Oppenheim and
 * Schafer, "Discrete-Time Signal Processing", 8.7.3). Two tiles are the real and the imaginary part
 * of one transform: the kernel being real, they do not mix.
 */
final class FourierFilter implements PlaneFilter {
  private static final int FEWEST_POINTS = 64;
  private static final int MOST_POINTS = 1 << 14;

  /** Two tiles of so many numbers stay in the second cache: 1 MiB. */
  private static final int TILES = 1 << 18;

  private final FourierTransform transform;
  private final BandLayout layout;
  private final int taps;
  private final int width;

  /** How much of a tile is right: all but the kernel's reach. */
  private final int valid;

  /** For each frequency and row of the kernel: real part, imaginary part and minus that. */
  private final float[] spectra;

  private FourierFilter(Tensor kernel, BandLayout layout, int width, int points) {
    this.transform = new FourierTransform(points);
    this.layout = layout;
    this.taps = kernel.shape().height();
    this.width = width;
    this.valid = points - reach(layout);
    this.spectra = spectra(kernel, layout.parameters().dilation().width());
  }

  /**
   * @param kernel (kh, kw)
   * @param width of the output
   * @param rows of a band of output
   * @return null where there is a stride, or no transform is long enough
   */
  static @Nullable FourierFilter of(Tensor kernel, BandLayout layout, int width, int rows) {
    if (!layout.parameters().stride().equals(Size.of(1))) {
      return null;
    }
    int best = 0;
    for (int points = FEWEST_POINTS; points <= MOST_POINTS; points *= 2) {
      boolean fits = 2L * points * layout.rows(rows) <= TILES;
      if (points > reach(layout)
          && (best == 0
              || fits
                  && Costs.fourier(layout, width, rows, points)
                      < Costs.fourier(layout, width, rows, best))) {
        best = points;
      }
    }
    return best == 0 ? null : new FourierFilter(kernel, layout, width, best);
  }

  /** How many pixels to its right a pixel of the output reads. */
  private static int reach(BandLayout layout) {
    return (layout.parameters().kernel().width() - 1) * layout.parameters().dilation().width();
  }

  /** The kernel's rows, turned over because they correlate, and with the factor of the way back. */
  private float[] spectra(Tensor kernel, int dilation) {
    int points = transform.points();
    float[] rows = new float[2 * points * taps];
    for (int i = 0; i < taps; i++) {
      for (int j = 0; j < kernel.shape().width(); j++) {
        int point = (points - j * dilation) % points;
        rows[point * taps + i] = kernel.get(i, j) / points;
      }
    }
    int imaginary = points * taps;
    transform.forward(new ScalarFilterKernels(), taps, rows, imaginary, taps);
    float[] spectra = new float[3 * points * taps];
    for (int k = 0; k < points * taps; k++) {
      spectra[3 * k] = rows[k];
      spectra[3 * k + 1] = rows[imaginary + k];
      spectra[3 * k + 2] = -rows[imaginary + k];
    }
    return spectra;
  }

  @Override
  public double cost(int rows) {
    return Costs.fourier(layout, width, rows, transform.points());
  }

  @Override
  public void forward(
      int rows,
      int columns,
      float[] src,
      float[] dst,
      int dstOffset,
      FilterKernels kernels,
      Scratch scratch,
      int worker) {
    int sourceRows = layout.rows(rows);
    int pitch = pitch(sourceRows, kernels.lanes());
    int imaginary = transform.points() * pitch;
    float[] tiles = scratch.floats(Purpose.SPECTRUM, worker, 2L * imaginary);
    for (int x = 0; x < width; x += 2 * valid) {
      load(sourceRows, src, x, tiles, 0, pitch, kernels);
      load(sourceRows, src, x + valid, tiles, imaginary, pitch, kernels);
      transform.forward(kernels, sourceRows, tiles, imaginary, pitch);
      kernels.correlateSpectra(
          transform.points(),
          rows,
          taps,
          layout.parameters().dilation().height(),
          spectra,
          tiles,
          imaginary,
          pitch);
      transform.inverse(kernels, rows, tiles, imaginary, pitch);
      store(rows, x, tiles, 0, pitch, dst, dstOffset, kernels);
      store(rows, x + valid, tiles, imaginary, pitch, dst, dstOffset, kernels);
    }
  }

  /**
   * From a point to the next: an odd number of vectors, because at a power of two the points of a
   * butterfly would fall on the same few lines of the cache.
   */
  private static int pitch(int rows, int lanes) {
    return (Math.ceilDiv(rows + lanes, lanes) | 1) * lanes;
  }

  private void load(
      int rows, float[] src, int x, float[] tiles, int offset, int pitch, FilterKernels kernels) {
    int columns = Math.clamp(layout.rowPitch() - x, 0, transform.points());
    kernels.transpose(rows, columns, src, x, layout.rowPitch(), tiles, offset, pitch);
    Arrays.fill(tiles, offset + columns * pitch, offset + transform.points() * pitch, 0);
  }

  private void store(
      int rows,
      int x,
      float[] tiles,
      int offset,
      int pitch,
      float[] dst,
      int dstOffset,
      FilterKernels kernels) {
    int columns = Math.clamp(width - x, 0, valid);
    kernels.transpose(columns, rows, tiles, offset, pitch, dst, dstOffset + x, width);
  }
}
