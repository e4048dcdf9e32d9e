package convnet.op;

import convnet.tensor.Shape;

/**
 * How the images of a batch lie side by side on sheets, so that fewer tiles hang over their edges:
 * the zeros between two of them are the padding of both. An element {@code (y, x)} of an image in
 * row j and column i of a sheet is at {@code (j·pitchDown + y, i·pitchAcross + x)}, and so is that
 * of the output that its window begins at.
 *
 * @param images in the batch; the last sheet may have fewer than it has room for
 * @param down images one below the other on a sheet
 * @param across images side by side
 * @param pitchDown from an image to the one below
 * @param pitchAcross from an image to the one on its right
 */
record Sheet(int images, int down, int across, int pitchDown, int pitchAcross) {
  /** Images along an axis that are tried: with more, a row of tiles is too much for a thread. */
  private static final int MOST = 4;

  /**
   * The sheets that take the fewest tiles. A tile may then have pixels of several images, whose
   * last digits depend on each other; so this is for training.
   *
   * @param src (N, C, H, W)
   * @param dst (N, C', H', W') of a convolution at stride 1
   * @param step elements of {@code dst} that a tile gives, in both directions
   */
  static Sheet of(Shape src, Padding padding, Shape dst, int step) {
    Sheet best = alone(src, padding);
    for (int down = 1; down <= MOST; down++) {
      for (int across = 1; across <= MOST; across++) {
        Sheet sheet = new Sheet(src.dim(0), down, across, best.pitchDown, best.pitchAcross);
        if (sheet.tiles(dst, step) < best.tiles(dst, step)) {
          best = sheet;
        }
      }
    }
    return best;
  }

  /** A sheet for each image. */
  static Sheet alone(Shape src, Padding padding) {
    return new Sheet(
        src.dim(0),
        1,
        1,
        src.height() + Math.max(padding.top(), padding.bottom()),
        src.width() + Math.max(padding.left(), padding.right()));
  }

  private long tiles(Shape dst, int step) {
    return (long) count() * tilesDown(dst, step) * tilesAcross(dst, step);
  }

  /** How many sheets there are. */
  int count() {
    return Math.ceilDiv(images, down * across);
  }

  /** Rows of tiles of a sheet. */
  int tilesDown(Shape dst, int step) {
    return Math.ceilDiv((down - 1) * pitchDown + dst.height(), step);
  }

  /** Columns of tiles of a sheet. */
  int tilesAcross(Shape dst, int step) {
    return Math.ceilDiv((across - 1) * pitchAcross + dst.width(), step);
  }

  /**
   * Which image has row {@code y} of a sheet in column {@code i}, or −1 if none has.
   *
   * @param height rows of an image that count
   */
  int image(int sheet, int y, int i, int height) {
    if (y < 0 || y >= down * pitchDown || y % pitchDown >= height || i >= across) {
      return -1;
    }
    int image = (sheet * down + y / pitchDown) * across + i;
    return image < images ? image : -1;
  }
}
