package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.WinogradKernels.Square;
import convnet.tensor.Shape;

/**
 * Squares of 6 × 6 of some channels of a batch of images, in rows at which work is cut, and where
 * that which becomes of them belongs.
 */
interface Tiles {
  /** How many channels there are. */
  int channels();

  /** How many outputs a tile gives, along each axis. */
  int step();

  /** Rows of tiles in the whole batch. */
  int rows();

  /** Tiles in a row. */
  int across();

  /**
   * Transforms the tiles of as many channels as a matrix product's tile has columns.
   *
   * @param from the first row of tiles
   * @param to after the last
   * @param channel the first of the channels; those beyond the last come out as zeros
   * @param dst where the elements of tiles lie
   * @param at where the first tile goes
   * @param each from a tile to the next
   */
  void transform(
      int from,
      int to,
      int channel,
      int width,
      Square dst,
      int at,
      int each,
      Compute compute,
      int worker);

  /** How many runs {@link #outputs} gives at most. */
  int mostRuns(Shape dst);

  /**
   * Tells where the outputs of a row of tiles belong. Side by side they are a strip, {@link #step}
   * high and {@code across · step} wide; a run of neighbours in it is a run of neighbours in an
   * image.
   *
   * @param dst (N, C, H, W)
   * @param runs receives three numbers for each run: where it begins in the strip, how long it is,
   *     and where it begins in the first channel of {@code dst}
   * @return how many runs there are
   */
  int outputs(int row, Shape dst, int[] runs);

  /** Adds a run after so many others, and returns how many there are then. */
  static int add(int[] runs, int count, int from, int length, int to) {
    runs[3 * count] = from;
    runs[3 * count + 1] = length;
    runs[3 * count + 2] = to;
    return count + 1;
  }
}
