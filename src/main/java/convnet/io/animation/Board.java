package convnet.io.animation;

import convnet.tensor.Window;
import java.awt.Rectangle;

/**
 * Where the cells of a grid are on the picture, in pixels.
 *
 * @param x of the left edge of column 0, and so on
 * @param stepX from one column to the next; at least the size of a cell
 * @param cell the size of a cell
 */
record Board(int x, int y, double stepX, double stepY, int cell) {

  /** A grid without gaps. */
  static Board dense(int x, int y, int cell) {
    return new Board(x, y, cell, cell, cell);
  }

  /** A cell; the line at its left and upper edge belongs to it. */
  Rectangle at(int row, int column) {
    int left = (int) Math.rint(x + column * stepX);
    int top = (int) Math.rint(y + row * stepY);
    return new Rectangle(left, top, cell, cell);
  }

  /** All that a window spans, the lines on its edges included. */
  Rectangle around(Window window) {
    Rectangle all =
        at(window.top(), window.left()).union(at(window.bottom() - 1, window.right() - 1));
    return new Rectangle(all.x, all.y, all.width + 1, all.height + 1);
  }
}
