package convnet.model.drawing;

import convnet.model.drawing.Svg.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of text below a stage, and the bars for its shares of the cost. */
final class Caption {
  static final double LINE = 14;
  private static final double TRACK = 30;
  private static final double TRACK_HEIGHT = 4;
  private static final double SHARE = TRACK + 38;
  private static final int LONGEST = 16;
  private static final double BOLD = 1.13;

  /** A line of text in one style and size. */
  private record Line(String style, double size, String text) {
    double width() {
      boolean bold = style.equals("size") || style.equals("action");
      return Caption.width(text, size) * (bold ? BOLD : 1);
    }
  }

  private final Stage stage;
  private final List<Line> lines = new ArrayList<>();

  Caption(Stage stage) {
    this.stage = stage;
    lines.add(new Line("size", 13, Stage.times(stage.output())));
    if (!stage.action().isEmpty()) {
      lines.add(new Line("action", 12, stage.title()));
    }
    joined(stage.details()).forEach(text -> lines.add(new Line("detail", 11, text)));
    joined(stage.notes()).forEach(text -> lines.add(new Line("detail", 11, text)));
    if (!stage.name().isEmpty()) {
      lines.add(new Line("name", 10, stage.name()));
    }
  }

  /** Joins words by commas into short lines. */
  private static List<String> joined(List<String> words) {
    List<String> lines = new ArrayList<>();
    for (String word : words) {
      boolean fits = !lines.isEmpty() && lines.getLast().length() + word.length() + 2 <= LONGEST;
      lines.add(fits ? lines.removeLast() + ", " + word : word);
    }
    return lines;
  }

  /** The approximate width of a text in pixels, in any sans-serif font. */
  static double width(String text, double size) {
    return text.length() * size * 0.6;
  }

  double width() {
    double width = stage.layers().isEmpty() ? 0 : SHARE;
    for (Line line : lines) {
      width = Math.max(width, line.width());
    }
    return width;
  }

  /** The height of the lines without the shares. */
  double height() {
    return lines.size() * LINE;
  }

  /**
   * @param at the middle of the upper edge
   */
  void draw(Svg svg, Point at) {
    double y = at.y();
    for (Line line : lines) {
      y += LINE;
      svg.text(
          "text",
          line.text(),
          "class",
          line.style(),
          "font-size",
          line.size(),
          "x",
          at.x(),
          "y",
          y);
    }
  }

  /** Draws the stage's shares of all multiply-adds and of all parameters, if it has any. */
  void drawShares(Svg svg, Point at, long allMacs, long allParameters) {
    share(svg, at, "macs", stage.macs(), allMacs);
    share(svg, at.plus(0, LINE), "parameters", stage.parameters(), allParameters);
  }

  private static void share(Svg svg, Point at, String style, long part, long all) {
    if (part == 0) {
      return;
    }
    double share = (double) part / all;
    double left = at.x() - SHARE / 2;
    double top = at.y() - TRACK_HEIGHT / 2;
    svg.rectangle("track", left, top, TRACK, TRACK_HEIGHT);
    svg.rectangle(style, left, top, Math.max(0.8, TRACK * share), TRACK_HEIGHT);
    svg.text(
        "text",
        percent(100 * share),
        "class",
        "share",
        "font-size",
        10.0,
        "x",
        left + TRACK + 5,
        "y",
        at.y() + 3.5);
  }

  private static String percent(double percent) {
    if (percent < 0.05) {
      return "< 0.1 %";
    }
    return String.format(Locale.ROOT, percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
  }
}
