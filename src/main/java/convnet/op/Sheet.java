package convnet.op;

import convnet.tensor.Shape;

/**
 * The layout of the images of a batch side by side on larger sheets, so that fewer tiles overhang
 * an edge: the zeros between two images are the padding of both. An element {@code (y, x)} of the
 * image in row j and column i of a sheet is at {@code (j·pitchDown + y, i·pitchAcross + x)}, and so
 * is element {@code (y, x)} of its output.
 *
 * @param images the size of the batch; the last sheet may not be full
 * @param down images one below the other on a sheet
 * @param across images side by side
 * @param pitchDown the distance from an image to the one below
 * @param pitchAcross the distance from an image to the one on its right
 */
record Sheet(int images, int down, int across, int pitchDown, int pitchAcross) {
  /** The most images tried along each axis: with more, a row of tiles is too much for a thread. */
  private static final int MOST = 4;

  /**
   * The layout with the fewest tiles. A tile may then have pixels of several images, whose last
   * digits depend on each other; so this is for training only.
   *
   * @param src (N, C, H, W)
   * @param dst (N, C', H', W') of a convolution at stride 1
   * @param step outputs of a tile along each axis
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

  /** One image per sheet. */
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

  /** The number of sheets. */
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
   * The image that row {@code y} of a sheet crosses in column {@code i} of its images, or −1 if
   * none.
   *
   * @param height rows of an image; those between it and the next belong to none
   */
  int image(int sheet, int y, int i, int height) {
    if (y < 0 || y >= down * pitchDown || y % pitchDown >= height || i >= across) {
      return -1;
    }
    int image = (sheet * down + y / pitchDown) * across + i;
    return image < images ? image : -1;
  }
}
