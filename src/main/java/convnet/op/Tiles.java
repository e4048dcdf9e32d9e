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

  /**
   * Tells where the outputs of a row of tiles belong. Side by side they are a strip, {@link #step}
   * high.
   *
   * @param dst (N, C, H, W)
   */
  void outputs(int row, Shape dst, Runs to);

  /** Takes neighbouring outputs of a row. */
  @FunctionalInterface
  interface Runs {
    /**
     * @param y the row of the strip
     * @param x where they begin in it
     * @param length how many
     * @param dstRow where they belong in the image
     */
    void accept(int y, int x, int length, int image, int dstRow, int dstColumn);
  }
}
