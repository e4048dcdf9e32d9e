package convnet.model.drawing;

import convnet.model.drawing.Svg.Point;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.List;
import java.util.Locale;

/** Draws a stage: feature maps as sheets of a solid in oblique projection, or features as a bar. */
final class StageFigure {
  private static final double BAR = 12;
  private static final double BETWEEN_REPEATS = 4;

  /**
   * Feature maps are drawn as separate sheets if each is at least this many pixels thick; a bar's
   * cells likewise, with {@link #CELL}.
   */
  private static final double SHEET = 2.2;

  private static final double CELL = 3;

  /** How far the control points of a shortcut's arc, a Bézier curve, lie above the higher stage. */
  private static final double ARC = 16;

  private final Stage stage;
  private final double height;
  private final double thickness;
  private final double slopeX;
  private final double slopeY;

  StageFigure(Stage stage, Scale scale) {
    this.stage = stage;
    Shape shape = stage.output();
    boolean volume = stage.isVolume();
    height = volume ? scale.height(shape) : scale.bar(shape);
    thickness = volume ? scale.thickness(shape) : BAR;
    slopeX = volume ? scale.slopeX(shape) : 0;
    slopeY = volume ? scale.slopeY(shape) : 0;
  }

  double width() {
    return fronts() + slopeX;
  }

  double height() {
    return height + slopeY;
  }

  private double fronts() {
    return stage.repeats() * (thickness + BETWEEN_REPEATS) - BETWEEN_REPEATS;
  }

  /**
   * Draws it.
   *
   * @param at its left end, halfway up
   */
  void draw(Svg svg, Point at) {
    String kind = stage.kind().name().toLowerCase(Locale.ROOT);
    for (int i = 0; i < stage.repeats(); i++) {
      solid(svg, kind, corner(at).plus(i * (thickness + BETWEEN_REPEATS), 0));
    }
  }

  /** The upper left corner of the front. */
  private Point corner(Point at) {
    return at.plus(0, slopeY - height() / 2);
  }

  private void solid(Svg svg, String kind, Point corner) {
    Point right = corner.plus(thickness, 0);
    if (stage.isVolume()) {
      svg.polygon(
          kind + " top", corner, corner.plus(slopeX, -slopeY), right.plus(slopeX, -slopeY), right);
      svg.polygon(
          kind + " side",
          right,
          right.plus(slopeX, -slopeY),
          right.plus(slopeX, height - slopeY),
          right.plus(0, height));
    }
    svg.rectangle(kind + " front", corner.x(), corner.y(), thickness, height);
    int parts = stage.output().dim(0);
    boolean countable = stage.isVolume() ? thickness >= SHEET * parts : height >= CELL * parts;
    for (int i = 1; countable && i < parts; i++) {
      if (stage.isVolume()) {
        Point top = corner.plus(thickness * i / parts, 0);
        svg.segment("sheet", top, top.plus(0, height));
        svg.segment("sheet", top, top.plus(slopeX, -slopeY));
      } else {
        Point left = corner.plus(0, height * i / parts);
        svg.segment("sheet", left, left.plus(thickness, 0));
      }
    }
  }

  /**
   * Draws the part of this stage that one element of the next depends on: a window on the last
   * feature map, and rays from its corners. Draws nothing if the next stage has no window.
   *
   * @param at where this stage is drawn
   * @param next the next stage
   * @param nextAt where the next stage is drawn
   */
  void drawWindow(Svg svg, Point at, Stage next, Point nextAt) {
    if (next.window().isEmpty()) {
      return;
    }
    Size window = next.window().get();
    double tall = part(window.height(), stage.output().height(), height, 4);
    double halfX = part(window.width(), stage.output().width(), slopeX, 3) / 2;
    double halfY = halfX * slopeY / slopeX;
    Point middle = at.plus(fronts() + slopeX / 2, 0);
    Point nearTop = middle.plus(-halfX, halfY - tall / 2);
    Point farTop = middle.plus(halfX, -halfY - tall / 2);
    Point nearBottom = nearTop.plus(0, tall);
    Point farBottom = farTop.plus(0, tall);
    svg.polygon("window", nearTop, farTop, farBottom, nearBottom);
    svg.polygon("beam", farTop, nextAt, nearBottom);
    for (Point corner : List.of(farTop, farBottom, nearBottom)) {
      svg.segment("ray", corner, nextAt);
    }
  }

  /**
   * The drawn length of a window on a side that is drawn {@code length} long; at least {@code
   * least}, to be visible, where the side is that long.
   */
  private static double part(int window, int side, double length, double least) {
    return Math.min(length, Math.max(least, length * window / side));
  }

  /**
   * Draws a beam from all of this stage to all of the next, if that has no window. To be drawn
   * before both, so that it lies behind them.
   */
  void drawFan(Svg svg, Point at, StageFigure next, Point nextAt) {
    if (next.stage.window().isEmpty()) {
      Point right = corner(at).plus(fronts(), 0);
      Point target = next.corner(nextAt);
      svg.polygon(
          "beam",
          right.plus(slopeX, -slopeY),
          target,
          target.plus(0, next.height),
          right.plus(0, height));
    }
  }

  /**
   * Draws the shortcut of the next stage, a residual block: an arc from the top of this stage to
   * that of the next.
   */
  void drawShortcut(Svg svg, Point at, StageFigure next, Point nextAt) {
    Point from = corner(at).plus((fronts() + slopeX) / 2, -slopeY);
    Point to = next.corner(nextAt).plus((next.fronts() + next.slopeX) / 2, -next.slopeY);
    double top = Math.min(from.y(), to.y()) - ARC;
    svg.empty(
        "path",
        "class",
        "shortcut",
        "d",
        String.format(
            Locale.ROOT,
            "M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f",
            from.x(),
            from.y(),
            from.x(),
            top,
            to.x(),
            top,
            to.x(),
            to.y()));
  }
}
