package convnet.io.animation;

import convnet.tensor.Window;
import java.awt.Rectangle;

/**
 * The positions of the cells of a grid on the picture, in pixels.
 *
 * @param x the left edge of column 0
 * @param y the upper edge of row 0
 * @param stepX from one column to the next; at least the size of a cell
 * @param stepY from one row to the next; at least the size of a cell
 * @param cell the size of a cell
 */
record Board(int x, int y, double stepX, double stepY, int cell) {

  /** A grid without gaps. */
  static Board dense(int x, int y, int cell) {
    return new Board(x, y, cell, cell, cell);
  }

  /** The rectangle of a cell, which includes the lines at its left and upper edge. */
  Rectangle at(int row, int column) {
    int left = (int) Math.rint(x + column * stepX);
    int top = (int) Math.rint(y + row * stepY);
    return new Rectangle(left, top, cell, cell);
  }

  /** The rectangle that a window spans, including the lines at its edges. */
  Rectangle around(Window window) {
    Rectangle all =
        at(window.top(), window.left()).union(at(window.bottom() - 1, window.right() - 1));
    return new Rectangle(all.x, all.y, all.width + 1, all.height + 1);
  }
}
