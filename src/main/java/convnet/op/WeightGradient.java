package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Im2colMatrix;
import convnet.kernel.Kernels;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The gradient of a convolution with respect to its weights. Each tap meets one pixel in every
 * window, and its gradient is the sum of these pixels times the gradients of the outputs: a matrix
 * product {@code (ic·kh·kw × pixels) · (pixels × oc)}.
 *
 * <p>A row of the left matrix consists of parts of the image's rows, which are read in place. If
 * the image's rows are hardly longer than the output's, several count as one, and the pixels
 * between them are multiplied by zeros; an infinity there makes NaN. Only {@code diffDst} is
 * reordered, pixels outermost. That is done in chunks, first to last, by all threads together.
 */
final class WeightGradient {
  /**
   * Floats of {@code diffDst} in a chunk: they stay in L2 together with the part of the image that
   * they meet.
   */
  private static final int CHUNK = 384 * 1024;

  /** Pixels that a tile's sums run over at a time: a panel of 256 × 32 floats is 32 KiB. */
  private static final int PIXELS = 256;

  /** Rows are joined if the gap between them is at most a row's length divided by this. */
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

  /** Pixels from a row of the packed {@code diffDst} to the next. */
  private final int pitch;

  /** The number of rows that a tile's sums run over at a time. */
  private final int rowsPerTile;

  private final int tapsPerTile;
  private final int rowsPerChunk;
  private final int tapsPerPart;

  /**
   * @param windows the im2col matrix of the group's channels
   * @param diffDst (N, oc of all groups, H', W')
   * @param channel0 the first of the group's output channels
   * @param channels the number of the group's output channels
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

  /**
   * Packs a row of pixels of a panel's channels, channels innermost, with zeros up to the next row.
   */
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

  /** Adds the contributions of some rows of pixels to the products of some taps. */
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

  /** Writes the gradient of one output channel's filter. */
  private void output(int channel, float[] products) {
    int at = diffWeights.offset() + (channel0 + channel) * taps;
    for (int tap = 0; tap < taps; tap++) {
      diffWeights.data()[at + tap] = products[tap * panels * width + channel];
    }
  }
}
