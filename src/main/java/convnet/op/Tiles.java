package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.WinogradKernels.Square;
import convnet.tensor.Shape;

/**
 * The 6 × 6 Winograd tiles of some channels of a batch of images, in rows (the units of work), and
 * where their outputs go.
 */
interface Tiles {
  /** The number of channels. */
  int channels();

  /** The outputs of a tile along each axis. */
  int step();

  /** Rows of tiles in the whole batch. */
  int rows();

  /** Tiles in a row. */
  int across();

  /**
   * Transforms some rows of tiles for some channels.
   *
   * @param from the first row of tiles
   * @param to after the last
   * @param channel the first of the channels; those beyond the last come out as zeros
   * @param width the number of channels: the columns of a matrix product's tile
   * @param dst where the elements of transformed tiles go
   * @param at where the first tile goes
   * @param each the distance from a tile to the next
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

  /** The most runs that {@link #outputs} gives. */
  int mostRuns(Shape dst);

  /**
   * Lists where the outputs of a row of tiles go. Side by side, these outputs form a strip, {@link
   * #step} high and {@code across · step} wide; a run of neighbours in it is a run of neighbours in
   * {@code dst}.
   *
   * @param dst (N, C, H, W)
   * @param runs receives three numbers for each run: its start in the strip, its length, and its
   *     start in {@code dst}, for the first channel
   * @return the number of runs
   */
  int outputs(int row, Shape dst, int[] runs);

  /** Appends a run to the first {@code count} runs and returns the new count. */
  static int add(int[] runs, int count, int from, int length, int to) {
    runs[3 * count] = from;
    runs[3 * count + 1] = length;
    runs[3 * count + 2] = to;
    return count + 1;
  }
}
