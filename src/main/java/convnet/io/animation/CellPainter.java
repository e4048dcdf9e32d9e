package convnet.io.animation;

import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.function.Predicate;

/** Draws grids and the marks on them. */
record CellPainter(Graphics2D g, Lettering lettering) {
  private static final double FIGURE_SHARE = 0.27;
  private static final double LEAST_FIGURE = 7.5;
  private static final double LARGEST_FIGURE = 12;
  private static final double CORNER_FIGURE = 8;
  private static final int LEAST_CORNER_CELL = 42;
  private static final BasicStroke THIN = new BasicStroke(1);

  private static final BasicStroke DASHED =
      new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {3, 3}, 0);

  /** Whether a cell has a value yet. */
  interface Presence {
    boolean at(int row, int column);
  }

  /**
   * Draws a grid of shaded cells with their numbers. Cells outside of {@code own} are tinted and
   * have a dashed border.
   *
   * @param values (H, W)
   * @param own the part of the grid without padding or a border that is cut off
   * @param presence which cells have a value; others stay blank
   */
  void grid(Board board, Tensor values, Window own, Style style, Presence presence) {
    for (int row = 0; row < values.shape().height(); row++) {
      for (int column = 0; column < values.shape().width(); column++) {
        Rectangle cell = board.at(row, column);
        boolean inside = own.spans(row, column);
        float value = values.get(row, column);
        if (!presence.at(row, column)) {
          fill(cell, Colours.PAPER);
          line(cell, Colours.FAINT_LINE, inside);
          continue;
        }
        Color shade = inside ? style.shades().of(value) : style.shades().ofBorder(value);
        fill(cell, shade);
        line(cell, inside ? Colours.LINE : Colours.BORDER_LINE, inside);
        figures(cell, style.numerals().of(value, fitting(cell)), Colours.inkOn(shade));
      }
    }
    for (int row = own.top(); row < own.bottom(); row++) {
      for (int column = own.left(); column < own.right(); column++) {
        if (presence.at(row, column)) {
          line(board.at(row, column), Colours.LINE, true);
        }
      }
    }
  }

  /**
   * Draws a kernel with its numbers.
   *
   * @param values (kh, kw)
   */
  void weights(Board board, Tensor values, Style style) {
    for (int row = 0; row < values.shape().height(); row++) {
      for (int column = 0; column < values.shape().width(); column++) {
        Rectangle cell = board.at(row, column);
        fill(cell, style.shades().ofWeight(values.get(row, column)));
        line(cell, Colours.LINE, true);
        figures(
            cell, style.numerals().ofWeight(values.get(row, column), fitting(cell)), Colours.READ);
      }
    }
  }

  private void fill(Rectangle cell, Color colour) {
    g.setColor(colour);
    g.fillRect(cell.x, cell.y, cell.width + 1, cell.height + 1);
  }

  private void line(Rectangle cell, Color colour, boolean whole) {
    g.setColor(colour);
    g.setStroke(whole ? THIN : DASHED);
    g.draw(new Rectangle2D.Double(cell.x + 0.5, cell.y + 0.5, cell.width, cell.height));
  }

  /** Whether a text fits into a cell. */
  private Predicate<String> fitting(Rectangle cell) {
    double size = figure(cell);
    return text -> lettering.width(text, size) <= cell.width - 4;
  }

  private static double figure(Rectangle cell) {
    return Math.clamp(FIGURE_SHARE * cell.width, LEAST_FIGURE, LARGEST_FIGURE);
  }

  private void figures(Rectangle cell, String text, Color colour) {
    if (cell.width >= Layout.LEAST_NUMBERED_CELL) {
      double size = figure(cell);
      double x = cell.getCenterX() + 0.5 - lettering.width(text, size) / 2;
      g.setColor(colour);
      lettering.draw(g, text, x, Math.rint(cell.getCenterY() + 0.5 + size / 2), size);
    }
  }

  /** Marks a cell that is read: tints it and draws a line inside its border. */
  void markRead(Rectangle cell, Color colour) {
    g.setColor(translucent(colour, 46));
    g.fillRect(cell.x + 1, cell.y + 1, cell.width - 1, cell.height - 1);
    mark(cell, colour);
  }

  /** Marks a cell with a line inside its border. */
  void mark(Rectangle cell, Color colour) {
    int inset = cell.width >= Layout.LEAST_NUMBERED_CELL ? 2 : 1;
    g.setColor(translucent(colour, 150));
    g.setStroke(new BasicStroke(cell.width >= Layout.LEAST_NUMBERED_CELL ? 1.6f : 1));
    g.draw(
        new RoundRectangle2D.Double(
            cell.x + 0.5 + inset,
            cell.y + 0.5 + inset,
            cell.width - 2 * inset,
            cell.height - 2 * inset,
            3,
            3));
  }

  /** Writes the weight by which a cell is multiplied into its corner, if there is room. */
  void corner(Rectangle cell, float weight, Numerals numerals) {
    if (cell.width >= LEAST_CORNER_CELL) {
      double room = cell.width - 6;
      String text =
          "×" + numerals.ofWeight(weight, t -> lettering.width("×" + t, CORNER_FIGURE) <= room);
      double x = cell.getMaxX() - 4 - lettering.width(text, CORNER_FIGURE);
      g.setColor(Colours.READ);
      lettering.draw(g, text, x, cell.getMaxY() - 5, CORNER_FIGURE);
    }
  }

  /** Fades the cells that a dilated window skips. */
  void veilGaps(Board board, Window window, Window all) {
    if (window.rowStep() == 1 && window.columnStep() == 1) {
      return;
    }
    g.setColor(translucent(Colours.PAPER, 150));
    for (int row = window.top(); row < window.bottom(); row++) {
      for (int column = window.left(); column < window.right(); column++) {
        boolean place =
            (row - window.top()) % window.rowStep() == 0
                && (column - window.left()) % window.columnStep() == 0;
        if (!place && all.spans(row, column)) {
          Rectangle cell = board.at(row, column);
          g.fillRect(cell.x + 1, cell.y + 1, cell.width - 1, cell.height - 1);
        }
      }
    }
  }

  /** Marks a cell of a window that lies outside of the grid. */
  void missing(Rectangle cell) {
    line(
        new Rectangle(cell.x + 4, cell.y + 4, cell.width - 8, cell.height - 8),
        Colours.LINE,
        false);
  }

  /** Draws a line around something, with white edges to stand out on any background. */
  void outline(Rectangle around, Color colour) {
    var line =
        new RoundRectangle2D.Double(
            around.x + 0.5, around.y + 0.5, around.width - 1.0, around.height - 1.0, 5, 5);
    outline(line, translucent(Colours.PAPER, 180), 4.6f);
    outline(line, colour, 2.6f);
  }

  private void outline(RoundRectangle2D line, Color colour, float pen) {
    g.setColor(colour);
    g.setStroke(new BasicStroke(pen, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(line);
  }

  /** Draws a pale area from the lower edge of one rectangle to the upper edge of another. */
  void funnel(Rectangle upper, Rectangle lower) {
    Path2D way = new Path2D.Double();
    way.moveTo(upper.x, upper.y + upper.height);
    way.lineTo(upper.x + upper.width, upper.y + upper.height);
    way.lineTo(lower.x + lower.width, lower.y);
    way.lineTo(lower.x, lower.y);
    way.closePath();
    g.setColor(translucent(Colours.READ, 24));
    g.fill(way);
  }

  private static Color translucent(Color colour, int alpha) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }
}
