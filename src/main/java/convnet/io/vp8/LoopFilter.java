package convnet.io.vp8;

/** Smooths the edges between blocks of a frame that is decoded (RFC 6386, section 15). */
final class LoopFilter {
  private final FilterLevels levels;
  private final int rows;

  /** The level of every macroblock. */
  private final byte[] level;

  /** Whether a macroblock is filtered inside too. */
  private final boolean[] inside;

  LoopFilter(FrameHeader frame) {
    this.levels = frame.filter();
    this.rows = frame.rows();
    this.level = new byte[rows * frame.columns()];
    this.inside = new boolean[level.length];
  }

  /** Takes note of the next macroblock, row by row. */
  void add(Macroblock block, int index) {
    level[index] = (byte) levels.of(block);
    inside[index] = block.luma == null || block.coded != 0;
  }

  /** Filters the frame, in place. */
  void apply(Plane luma, Plane u, Plane v) {
    int columns = level.length / rows;
    for (int index = 0; index < level.length; index++) {
      int column = index % columns;
      int row = index / columns;
      if (level[index] > 0) {
        filter(luma, column, row, 16, index);
        if (!levels.simple()) {
          filter(u, column, row, 8, index);
          filter(v, column, row, 8, index);
        }
      }
    }
  }

  /** Filters a macroblock of one plane: its left edge, inside, its upper edge, and inside. */
  private void filter(Plane plane, int column, int row, int side, int index) {
    int position = plane.position(column * side, row * side);
    int stride = plane.stride();
    EdgeFilter filter =
        new EdgeFilter(plane.samples(), levels.simple(), level[index], levels.sharpness());
    if (column > 0) {
      filter.betweenMacroblocks(position, 1, stride, side);
    }
    for (int x = 4; x < side && inside[index]; x += 4) {
      filter.betweenSubblocks(position + x, 1, stride, side);
    }
    if (row > 0) {
      filter.betweenMacroblocks(position, stride, 1, side);
    }
    for (int y = 4; y < side && inside[index]; y += 4) {
      filter.betweenSubblocks(position + y * stride, stride, 1, side);
    }
  }
}
