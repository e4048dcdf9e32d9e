package convnet.train.report;

import convnet.model.drawing.Svg;
import convnet.train.Metrics;
import java.util.List;

/**
 * Draws which class was taken for which: a row for each class, a column for what it was taken for.
 * A cell's colour shows its share of the row; hits have one hue, confusions another.
 *
 * @param metrics with the confusion matrix
 * @param classes the names
 */
record ConfusionMatrix(Metrics metrics, List<String> classes) {
  /** With more classes the matrix would be unreadable. */
  static final int MOST_CLASSES = 100;

  private static final int MOST_WITH_COUNTS = 30;
  private static final int SHADES = 10;
  private static final int LONGEST_NAME = 22;

  /** The width of a letter, as a share of its height; an estimate on the safe side. */
  private static final double LETTER = 0.58;

  /** The side of a cell. */
  private double cell() {
    int n = classes.size();
    return n <= 12 ? 38 : n <= MOST_WITH_COUNTS ? 26 : n <= 60 ? 13 : 9;
  }

  private double letters() {
    return Math.min(12, cell() - 1);
  }

  private double longest() {
    int longest = classes.stream().mapToInt(name -> shown(name).length()).max().orElse(0);
    return longest * letters() * LETTER;
  }

  private boolean turned() {
    return longest() > cell() - 4;
  }

  private double left() {
    return longest() + 34;
  }

  private double top() {
    return 26 + (turned() ? longest() : letters()) + 10;
  }

  /** The width of the drawing in pixels. */
  double width() {
    return left() + classes.size() * cell() + 8;
  }

  /** The height of the drawing in pixels. */
  double height() {
    return top() + classes.size() * cell() + 8;
  }

  /** Draws it from (0, 0); the style sheet decides on the colours. */
  void draw(Svg svg) {
    double side = classes.size() * cell();
    svg.text("text", "predicted", "class", "middle soft", "x", left() + side / 2, "y", 14.0);
    svg.text(
        "text",
        "class",
        "class",
        "middle soft",
        "transform",
        "translate(14 %.1f) rotate(-90)".formatted(top() + side / 2));
    svg.empty("rect", "class", "frame", "x", left(), "y", top(), "width", side, "height", side);
    drawCells(svg);
    for (int c = 0; c < classes.size(); c++) {
      drawNames(svg, c);
    }
    if (classes.size() <= MOST_WITH_COUNTS) {
      drawCounts(svg);
    }
  }

  /** Draws one path for each shade, so that the file for a hundred classes stays small. */
  private void drawCells(Svg svg) {
    StringBuilder[][] paths = new StringBuilder[2][SHADES + 1];
    for (int row = 0; row < classes.size(); row++) {
      for (int column = 0; column < classes.size(); column++) {
        int shade = shade(row, column);
        if (shade > 0) {
          int kind = row == column ? 0 : 1;
          StringBuilder path = paths[kind][shade];
          if (path == null) {
            path = new StringBuilder();
            paths[kind][shade] = path;
          }
          double size = cell() - 1;
          path.append(
              "M%.1f %.1fh%.0fv%.0fh-%.0fz"
                  .formatted(x(column) + 0.5, y(row) + 0.5, size, size, size));
        }
      }
    }
    for (int kind = 0; kind < 2; kind++) {
      for (int shade = 1; shade <= SHADES; shade++) {
        if (paths[kind][shade] != null) {
          svg.empty(
              "path",
              "class",
              kind == 0 ? "hit" : "miss",
              "fill-opacity",
              Ticks.label((double) shade / SHADES),
              "d",
              paths[kind][shade]);
        }
      }
    }
  }

  /**
   * The shade of a cell, by the square root of its share of the row, so that rare confusions are
   * visible, too.
   */
  private int shade(int row, int column) {
    long count = metrics.confusion()[row][column];
    return (int) Math.ceil(SHADES * Math.sqrt((double) count / Math.max(1, metrics.imagesOf(row))));
  }

  private void drawNames(Svg svg, int c) {
    String name = shown(classes.get(c));
    double middle = cell() / 2;
    double baseline = letters() * 0.35;
    String size = "font-size:%.0fpx".formatted(letters());
    svg.text(
        "text",
        name,
        "class",
        "end",
        "style",
        size,
        "x",
        left() - 5,
        "y",
        y(c) + middle + baseline);
    if (turned()) {
      svg.text(
          "text",
          name,
          "class",
          "start",
          "style",
          size,
          "transform",
          "translate(%.1f %.1f) rotate(-90)".formatted(x(c) + middle + baseline, top() - 5));
    } else {
      svg.text("text", name, "class", "middle", "style", size, "x", x(c) + middle, "y", top() - 6);
    }
  }

  private void drawCounts(Svg svg) {
    for (int row = 0; row < classes.size(); row++) {
      for (int column = 0; column < classes.size(); column++) {
        long count = metrics.confusion()[row][column];
        if (count > 0) {
          String digits = Long.toString(count);
          double size = Math.min(letters(), (cell() - 3) / (digits.length() * LETTER));
          svg.open(
                  "text",
                  "class",
                  shade(row, column) > SHADES * 0.7 ? "middle on" : "middle",
                  "style",
                  "font-size:%.1fpx".formatted(size),
                  "x",
                  x(column) + cell() / 2,
                  "y",
                  y(row) + cell() / 2 + size * 0.35)
              .text("title", said(row, column))
              .raw(digits)
              .close("text");
        }
      }
    }
  }

  private String said(int row, int column) {
    long count = metrics.confusion()[row][column];
    return "%s taken for %s: %,d of %,d (%.1f %%)"
        .formatted(
            classes.get(row),
            classes.get(column),
            count,
            metrics.imagesOf(row),
            100.0 * count / metrics.imagesOf(row));
  }

  private double x(int column) {
    return left() + column * cell();
  }

  private double y(int row) {
    return top() + row * cell();
  }

  /** The name to draw: a long one without its middle, as such names often begin alike. */
  private static String shown(String name) {
    int half = LONGEST_NAME / 2;
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, half))
            + "…"
            + name.substring(name.offsetByCodePoints(name.length(), half + 1 - LONGEST_NAME));
  }
}
