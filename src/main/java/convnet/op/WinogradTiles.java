package convnet.op;

import static convnet.kernel.WinogradKernels.TILE;

import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.WinogradKernels.Square;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The tiles of images that are laid out on sheets: 6 × 6 squares that begin every {@code step}
 * pixels, so that neighbours overlap. They are numbered along the rows of tiles, sheet after sheet.
 * The rows of tiles, numbered likewise, are the units of work.
 *
 * @param images (N, C, H, W)
 * @param channel0 the first of the channels
 * @param channels the number of channels
 * @param top rows of zeros above an image; if negative, rows of it that are left out
 * @param left columns of zeros on its left, likewise
 * @param step the distance from a tile to the next, in both directions
 * @param sheet the layout of the images
 * @param down tiles one below the other on a sheet
 * @param across tiles side by side
 */
record WinogradTiles(
    Tensor images,
    int channel0,
    int channels,
    int top,
    int left,
    int step,
    Sheet sheet,
    int down,
    int across)
    implements Tiles {

  /** The tiles that {@code dst} is computed from, by a convolution at stride 1. */
  static WinogradTiles of(
      Tensor images,
      int channel0,
      int channels,
      Padding padding,
      Shape dst,
      int step,
      Sheet sheet) {
    return new WinogradTiles(
        images,
        channel0,
        channels,
        padding.top(),
        padding.left(),
        step,
        sheet,
        sheet.tilesDown(dst, step),
        sheet.tilesAcross(dst, step));
  }

  /** The same number of tiles, which begin further down and further right in the image. */
  WinogradTiles shiftedBy(int rows, int columns) {
    return new WinogradTiles(
        images, channel0, channels, top - rows, left - columns, step, sheet, down, across);
  }

  @Override
  public int rows() {
    return sheet.count() * down;
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
    int bandWidth = (across - 1) * step + TILE;
    float[] between = compute.scratch().floats(Purpose.TILE, worker, TILE * TILE * width);
    for (int row = from; row < to; ) {
      int count = Math.min(to - row, down - row % down);
      int bandHeight = (count - 1) * step + TILE;
      float[] band =
          compute.scratch().floats(Purpose.BAND, worker, (long) bandHeight * bandWidth * width);
      int y0 = row % down * step - top;
      gather(row / down, y0, bandHeight, bandWidth, channel, width, band, compute.kernels());
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

  @Override
  public int mostRuns(Shape dst) {
    return step * sheet.across();
  }

  @Override
  public int outputs(int row, Shape dst, int[] runs) {
    int y0 = row % down * step;
    int count = 0;
    for (int y = 0; y < step; y++) {
      int dstRow = (y0 + y) % sheet.pitchDown();
      for (int i = 0; i < sheet.across(); i++) {
        int image = sheet.image(row / down, y0 + y, i, dst.height());
        if (image < 0) {
          break;
        }
        int from = y * across * step + i * sheet.pitchAcross();
        int to = (image * dst.channels() * dst.height() + dstRow) * dst.width();
        count = Tiles.add(runs, count, from, dst.width(), to);
      }
    }
    return count;
  }

  /**
   * Copies rows of a sheet, channels innermost, with zeros where there is no image.
   *
   * @param number the sheet's
   */
  void gather(
      int number,
      int y0,
      int height,
      int width,
      int channel,
      int lanes,
      float[] band,
      Kernels kernels) {
    int planeHeight = images.shape().height();
    int planeWidth = images.shape().width();
    int planeSize = planeHeight * planeWidth;
    int lanesUsed = Math.min(lanes, channels - channel);
    float[] pixels = images.data();
    for (int y = y0; y < y0 + height; y++) {
      int row = (y - y0) * width * lanes;
      int done = 0;
      for (int i = 0; i < sheet.across(); i++) {
        int image = sheet.image(number, y, i, planeHeight);
        if (image < 0) {
          break;
        }
        int start = left + i * sheet.pitchAcross();
        int from = Math.clamp(start, 0, width);
        int to = Math.clamp(start + planeWidth, from, width);
        int plane = image * images.shape().channels() + channel0 + channel;
        int pixel = (plane * planeHeight + y % sheet.pitchDown()) * planeWidth + from - start;
        int at = row + from * lanes;
        int end = lanesUsed < lanes ? row + to * lanes : at;
        Arrays.fill(band, row + done * lanes, end, 0);
        kernels.packTransposed(
            lanesUsed, to - from, pixels, images.offset() + pixel, planeSize, band, at);
        done = to;
      }
      Arrays.fill(band, row + done * lanes, row + width * lanes, 0);
    }
  }
}
