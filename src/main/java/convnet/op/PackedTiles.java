package convnet.op;

import static convnet.kernel.WinogradKernels.TILE;

import convnet.kernel.Compute;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.WinogradKernels;
import convnet.kernel.WinogradKernels.Square;
import convnet.tensor.Shape;
import java.util.Arrays;

/**
 * Tiles for outputs such as 13 × 13, of which whole tiles leave over a single row and a single
 * column. The last column or row of outputs needs only three columns or rows of input, so two such
 * pieces share a tile: 13 × 13 takes 13 tiles instead of 16. No tile has pixels of two images.
 *
 * <p>The tiles of an image form one row: first the whole ones, row by row; then those of the last
 * column, including the corner; then those of the last row.
 *
 * @param plain the unpacked tiles, on one sheet per image, through which images are read
 * @param down whole tiles one below the other
 * @param wide whole tiles side by side
 */
record PackedTiles(WinogradTiles plain, int down, int wide) implements Tiles {
  /** Taps of a filter along each axis; this is also how thick a piece is. */
  private static final int TAPS = WinogradConvolution.BLOCK;

  /** Outputs of a tile along each axis. */
  private static final int STEP = TILE - TAPS + 1;

  /** The most outputs along each axis: an image is processed by one thread. */
  private static final int MOST = 32;

  /** Whether outputs of this shape leave over a row and a column and are few enough. */
  static boolean suits(Shape dst) {
    return Math.max(dst.height(), dst.width()) <= MOST
        && dst.height() % STEP == 1
        && dst.width() % STEP == 1;
  }

  /**
   * @param plain tiles for filters of 3 × 3, on one sheet per image
   * @param dst (N, C, H, W), which {@link #suits}
   */
  static PackedTiles of(WinogradTiles plain, Shape dst) {
    return new PackedTiles(plain, dst.height() / STEP, dst.width() / STEP);
  }

  @Override
  public int channels() {
    return plain.channels();
  }

  @Override
  public int step() {
    return STEP;
  }

  @Override
  public int rows() {
    return plain.images().shape().dim(0);
  }

  @Override
  public int across() {
    return firstOfRow() + Math.ceilDiv(wide, 2);
  }

  private int firstOfColumn() {
    return down * wide;
  }

  private int firstOfRow() {
    return firstOfColumn() + Math.ceilDiv(down + 1, 2);
  }

  @Override
  public void transform(
      int from,
      int to,
      int channel,
      int width,
      Square dst,
      int at,
      int each,
      Compute compute,
      int worker) {
    int height = down * STEP + TAPS;
    int breadth = wide * STEP + TAPS;
    float[] band = compute.scratch().floats(Purpose.BAND, worker, (long) height * breadth * width);
    float[] tile = compute.scratch().floats(Purpose.ROW, worker, TILE * TILE * width);
    float[] between = compute.scratch().floats(Purpose.TILE, worker, TILE * TILE * width);
    Square image = new Square(band, breadth * width, width);
    Square alone = new Square(tile, TILE * width, width);
    WinogradKernels winograd = compute.kernels().winograd();
    for (int n = from; n < to; n++) {
      plain.gather(n, -plain.top(), height, breadth, channel, width, band, compute.kernels());
      for (int i = 0; i < firstOfColumn(); i++, at += each) {
        int start = (i / wide * breadth + i % wide) * STEP * width;
        winograd.data(width, image, start, dst, at, between);
      }
      for (int i = firstOfColumn(); i < across(); i++, at += each) {
        Arrays.fill(tile, 0, TILE * TILE * width, 0);
        for (int half = 0; half < 2; half++) {
          copyPiece(i, half, image, alone, width);
        }
        winograd.data(width, alone, 0, dst, at, between);
      }
    }
  }

  /** Copies a piece of an image, if there is one left, into one half of a tile. */
  private void copyPiece(int tile, int half, Square image, Square to, int width) {
    boolean ofColumn = tile < firstOfRow();
    int piece = 2 * (tile - (ofColumn ? firstOfColumn() : firstOfRow())) + half;
    if (piece >= (ofColumn ? down + 1 : wide)) {
      return;
    }
    int y0 = (ofColumn ? piece : down) * STEP;
    int x0 = (ofColumn ? wide : piece) * STEP;
    int rows = ofColumn && piece < down ? TILE : TAPS;
    int columns = ofColumn ? TAPS : TILE;
    int target = half * TAPS * (ofColumn ? to.column() : to.row());
    for (int y = 0; y < rows; y++) {
      int from = (y0 + y) * image.row() + x0 * width;
      System.arraycopy(image.data(), from, to.data(), target + y * to.row(), columns * width);
    }
  }

  @Override
  public int mostRuns(Shape dst) {
    return 2 * dst.height() + wide;
  }

  @Override
  public int outputs(int row, Shape dst, int[] runs) {
    int image = row * dst.channels() * dst.height() * dst.width();
    int stripWidth = across() * STEP;
    int count = 0;
    for (int y = 0; y < down * STEP; y++) {
      int from = y % STEP * stripWidth + y / STEP * wide * STEP;
      count = Tiles.add(runs, count, from, wide * STEP, image + y * dst.width());
    }
    for (int y = 0; y < dst.height(); y++) {
      int piece = y / STEP;
      int x = (firstOfColumn() + piece / 2) * STEP + piece % 2 * TAPS;
      int to = image + (y + 1) * dst.width() - 1;
      count = Tiles.add(runs, count, y % STEP * stripWidth + x, 1, to);
    }
    for (int piece = 0; piece < wide; piece++) {
      int x = (firstOfRow() + piece / 2) * STEP;
      int to = image + down * STEP * dst.width() + piece * STEP;
      count = Tiles.add(runs, count, piece % 2 * TAPS * stripWidth + x, STEP, to);
    }
    return count;
  }
}
