package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Im2colMatrix;
import convnet.kernel.Kernels;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The gradient of a convolution with respect to its weights: each tap has met a pixel in every
 * window, and its gradient is the sum of their products with the output's gradients, a matrix
 * product {@code (ic·kh·kw × pixels) · (pixels × oc)}.
 *
 * <p>A row of the left matrix is a row of the image, as far as the image has rows: it is read where
 * it stands. If the image's rows are hardly longer than the output's, they count as one, and what
 * stands between them meets zeros, which an infinity there makes NaN. Only {@code diffDst} is put
 * into another order, pixels outermost. That is done in chunks, first to last, by all threads
 * together.
 */
final class WeightGradient {
  /** Floats of {@code diffDst} in a chunk: with the image that they meet they stay in L2. */
  private static final int CHUNK = 384 * 1024;

  /** Pixels of a panel that the sums of a tile run over: 256 × 32 floats are 32 KiB. */
  private static final int PIXELS = 256;

  /** Rows count as one where at most one pixel in so many is between them. */
  private static final int JOINED = 20;

  private final Im2colMatrix windows;
  private final int taps;
  private final Tensor diffDst;
  private final int channel0;
  private final int channels;
  private final Tensor diffWeights;
  private final Compute compute;
  private final int width;
  private final int panels;
  private final boolean joined;

  /** Pixels from a row of {@code diffDst} to the next. */
  private final int pitch;

  /** How many rows a tile's sums run over. */
  private final int rowsPerTile;

  private final int tapsPerTile;
  private final int rowsPerChunk;
  private final int tapsPerPart;

  /**
   * @param windows of the group's channels
   * @param diffDst (N, oc of all groups, H', W')
   * @param channel0 the first of the group's channels
   * @param channels how many that is
   * @param diffWeights (oc of all groups, ic, kh, kw), of which the same channels are overwritten
   */
  WeightGradient(
      Im2colMatrix windows,
      Tensor diffDst,
      int channel0,
      int channels,
      Tensor diffWeights,
      Compute compute) {
    this.windows = windows;
    this.taps = diffWeights.shape().inner().size();
    this.diffDst = diffDst;
    this.channel0 = channel0;
    this.channels = channels;
    this.diffWeights = diffWeights;
    this.compute = compute;
    this.width = compute.kernels().tileColumns();
    this.panels = Math.ceilDiv(channels, width);
    int columns = windows.columns();
    this.joined = windows.rowStep() - columns <= columns / JOINED;
    this.pitch = joined ? windows.rowStep() : columns;
    this.rowsPerTile = Math.max(1, PIXELS / pitch);
    this.tapsPerTile = compute.kernels().windowRows(joined ? 1 : rowsPerTile);
    int rows = diffDst.shape().dim(0) * windows.rows();
    this.rowsPerChunk = Math.clamp(CHUNK / (pitch * panels * width), 1, rows);
    int tiles = Math.ceilDiv(taps, tapsPerTile);
    int parts = Math.min(tiles, 4 * compute.parallel().threads());
    this.tapsPerPart = Math.ceilDiv(tiles, parts) * tapsPerTile;
  }

  void run() {
    int rows = diffDst.shape().dim(0) * windows.rows();
    int parts = Math.ceilDiv(taps, tapsPerPart);
    int rowPixels = pitch * width;
    float[] diff =
        compute.scratch().floats(Purpose.DIFF_TILES, (long) panels * rowsPerChunk * rowPixels);
    long size = (long) (taps + tapsPerTile) * panels * width;
    float[] products = compute.scratch().floats(Purpose.PRODUCTS, size);
    Arrays.fill(products, 0, (int) size, 0);
    for (int row = 0; row < rows; row += rowsPerChunk) {
      int from = row;
      int to = Math.min(row + rowsPerChunk, rows);
      compute
          .parallel()
          .run(
              panels * (to - from),
              (part, worker) -> {
                int panel = part % panels;
                int y = part / panels;
                pack(from + y, panel, diff, (panel * rowsPerChunk + y) * rowPixels);
              });
      compute
          .parallel()
          .run(parts, (part, worker) -> multiply(part * tapsPerPart, from, to, diff, products));
    }
    compute.parallel().run(channels, (channel, worker) -> output(channel, products));
  }

  /** A row of pixels of some channels, channels innermost, and zeros up to the next. */
  private void pack(int row, int panel, float[] to, int at) {
    int columns = windows.columns();
    int plane = windows.rows() * columns;
    int used = Math.min(width, channels - panel * width);
    int image = row / windows.rows();
    int first = image * diffDst.shape().channels() + channel0 + panel * width;
    int from = diffDst.offset() + first * plane + row % windows.rows() * columns;
    int end = at + pitch * width;
    Arrays.fill(to, used < width ? at : at + columns * width, end, 0);
    compute.kernels().packTransposed(used, columns, diffDst.data(), from, plane, to, at);
  }

  /** Adds what some rows of pixels have to the products of some taps. */
  private void multiply(int tap0, int from, int to, float[] diff, float[] products) {
    Kernels kernels = compute.kernels();
    int columns = windows.columns();
    int end = Math.min(tap0 + tapsPerPart, taps);
    for (int row = from; row < to; ) {
      int inImage = Math.min(to - row, windows.rows() - row % windows.rows());
      int rows = Math.min(inImage, rowsPerTile);
      int parts = joined ? 1 : rows;
      int length = joined ? (rows - 1) * pitch + columns : columns;
      int start = windows.start(row * columns);
      for (int panel = 0; panel < panels; panel++) {
        int b = (panel * rowsPerChunk + row - from) * pitch * width;
        for (int tap = tap0; tap < end; tap += tapsPerTile) {
          kernels.windowTile(
              Math.min(tapsPerTile, end - tap),
              windows.taps(),
              tap,
              start,
              parts,
              windows.rowStep(),
              length,
              windows.image(),
              diff,
              b,
              products,
              (tap * panels + panel) * width,
              panels * width);
        }
      }
      row += rows;
    }
  }

  /** The filter of one output channel. */
  private void output(int channel, float[] products) {
    int at = diffWeights.offset() + (channel0 + channel) * taps;
    for (int tap = 0; tap < taps; tap++) {
      diffWeights.data()[at + tap] = products[tap * panels * width + channel];
    }
  }
}
