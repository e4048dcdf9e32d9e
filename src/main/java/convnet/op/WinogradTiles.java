package convnet.op;

import static convnet.kernel.WinogradKernels.TILE;

import convnet.kernel.Compute;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.WinogradKernels.Square;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The tiles of some channels of a batch of images: squares of 6 × 6 that begin every {@code step}
 * pixels, so that neighbours overlap. They are numbered along the rows of tiles, image after image;
 * work is cut at rows of tiles, which are numbered likewise.
 *
 * @param images (N, C, H, W)
 * @param channel0 the first of the channels
 * @param channels how many there are
 * @param top rows of zeros above an image; below 0 for rows of it that are left out
 * @param left columns of zeros on its left, likewise
 * @param step from a tile to the next, in both directions
 * @param down tiles one below the other in an image
 * @param across tiles side by side
 */
record WinogradTiles(
    Tensor images, int channel0, int channels, int top, int left, int step, int down, int across) {

  /** As many tiles that begin further down and further right in the image. */
  WinogradTiles shiftedBy(int rows, int columns) {
    return new WinogradTiles(
        images, channel0, channels, top - rows, left - columns, step, down, across);
  }

  /** Rows of tiles in the whole batch. */
  int rows() {
    return images.shape().dim(0) * down;
  }

  /**
   * Transforms the tiles of {@code width} channels.
   *
   * @param from the first row of tiles
   * @param to after the last
   * @param channel the first of the channels, counted from {@link #channel0}; those beyond the last
   *     come out as zeros
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
      int worker) {
    int bandWidth = (across - 1) * step + TILE;
    float[] between = compute.scratch().floats(Purpose.TILE, worker, TILE * TILE * width);
    for (int row = from; row < to; ) {
      int image = row / down;
      int count = Math.min(to - row, down - row % down);
      int bandHeight = (count - 1) * step + TILE;
      float[] band =
          compute.scratch().floats(Purpose.BAND, worker, (long) bandHeight * bandWidth * width);
      gather(image, row % down * step - top, bandHeight, bandWidth, channel, width, band);
      Square src = new Square(band, bandWidth * width, width);
      for (int y = 0; y < count; y++) {
        for (int x = 0; x < across; x++) {
          int start = (y * bandWidth + x) * step * width;
          compute.kernels().winograd().data(width, src, start, dst, at, between);
          at += each;
        }
      }
      row += count;
    }
  }

  /** Copies rows of an image with its border, channels innermost. */
  private void gather(
      int image, int y0, int height, int width, int channel, int lanes, float[] band) {
    int planeHeight = images.shape().height();
    int planeWidth = images.shape().width();
    float[] from = images.data();
    int lanesUsed = Math.min(lanes, channels - channel);
    int zeros = Math.clamp(left, 0, width);
    int skipped = Math.max(0, -left);
    int count = Math.clamp(planeWidth - skipped, 0, width - zeros);
    int firstPlane = image * images.shape().channels() + channel0 + channel;
    for (int y = 0; y < height; y++) {
      int to = y * width * lanes;
      int srcY = y0 + y;
      if (srcY < 0 || srcY >= planeHeight) {
        Arrays.fill(band, to, to + width * lanes, 0);
        continue;
      }
      Arrays.fill(band, to, to + zeros * lanes, 0);
      Arrays.fill(band, to + (zeros + count) * lanes, to + width * lanes, 0);
      int inside = to + zeros * lanes;
      for (int lane = 0; lane < lanes; lane++) {
        int start =
            images.offset() + ((firstPlane + lane) * planeHeight + srcY) * planeWidth + skipped;
        if (lane < lanesUsed) {
          for (int x = 0; x < count; x++) {
            band[inside + x * lanes + lane] = from[start + x];
          }
        } else {
          for (int x = 0; x < count; x++) {
            band[inside + x * lanes + lane] = 0;
          }
        }
      }
    }
  }
}
