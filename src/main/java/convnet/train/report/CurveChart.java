package convnet.train.report;

import convnet.model.drawing.Svg;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A chart of curves over the epochs. */
final class CurveChart {
  private static final double WIDTH = 420;
  private static final double HEIGHT = 250;
  private static final double LEFT = 52;
  private static final double RIGHT = 12;
  private static final double TOP = 38;
  private static final double BOTTOM = 40;

  /** With more epochs than this a line is clearer without its points. */
  private static final int MOST_POINTS = 40;

  /** More strips than this would be too narrow to point at. */
  private static final int MOST_STRIPS = 150;

  private final String title;
  private final List<Curve> curves;
  private final DoubleFunction<String> format;
  private final List<Integer> epochs;
  private final int best;
  private final Ticks ticks;

  /**
   * @param title the heading
   * @param curves those without values are left out
   * @param format how a value is written
   * @param epochs the number of each epoch
   * @param best the epoch to mark
   */
  CurveChart(
      String title,
      List<Curve> curves,
      DoubleFunction<String> format,
      List<Integer> epochs,
      int best) {
    this.title = title;
    this.curves = curves.stream().filter(Curve::isDrawn).toList();
    this.format = format;
    this.epochs = epochs;
    this.best = best;
    double least = this.curves.stream().mapToDouble(Curve::least).min().orElse(0);
    double greatest = this.curves.stream().mapToDouble(Curve::greatest).max().orElse(1);
    // An axis from zero shows proportions; it begins elsewhere if the curves would be flat.
    this.ticks = Ticks.over(least < 0.5 * greatest ? Math.min(least, 0) : least, greatest);
  }

  /** Writes the chart as a figure; nothing if there is no curve. */
  void draw(Svg page) {
    if (curves.isEmpty()) {
      return;
    }
    page.open("figure", "class", "chart").text("figcaption", title);
    page.open(
        "svg", "viewBox", "0 0 420 250", "role", "img", "aria-label", title + ": " + summary());
    drawAxes(page);
    drawBest(page);
    double x = LEFT;
    for (Curve curve : curves) {
      drawCurve(page, curve);
      page.empty(
          "line", "class", "curve " + curve.style(), "x1", x, "y1", 12.0, "x2", x + 22, "y2", 12.0);
      page.text("text", curve.name(), "class", "start", "x", x + 28, "y", 16.0);
      x += 28 + 7.0 * curve.name().length() + 24;
    }
    drawStrips(page);
    page.close("svg").close("figure");
  }

  private String summary() {
    return curves.stream()
        .map(
            curve ->
                "%s from %s to %s".formatted(curve.name(), ends(curve, true), ends(curve, false)))
        .collect(Collectors.joining(", "));
  }

  private String ends(Curve curve, boolean first) {
    Double value = first ? curve.values().getFirst() : curve.values().getLast();
    return value == null ? "nothing" : format.apply(value);
  }

  private void drawAxes(Svg page) {
    for (double tick : ticks.values()) {
      page.empty(
          "line", "class", "grid", "x1", LEFT, "y1", y(tick), "x2", WIDTH - RIGHT, "y2", y(tick));
      page.text("text", format.apply(tick), "class", "end", "x", LEFT - 6, "y", y(tick) + 4);
    }
    int last = epochs.size() - 1;
    int step = (int) Math.max(1, Math.round(Ticks.over(0, last + 1.0).step()));
    for (int i = 0; i <= last; i++) {
      if (epochs.get(i) % step == 0 || last == 0) {
        page.text("text", "" + epochs.get(i), "class", "middle", "x", x(i), "y", HEIGHT - 22);
      }
    }
    page.text(
        "text", "epoch", "class", "middle soft", "x", (LEFT + WIDTH - RIGHT) / 2, "y", HEIGHT - 5);
  }

  private void drawBest(Svg page) {
    int place = epochs.indexOf(best);
    if (place >= 0) {
      page.empty(
          "line",
          "class",
          "best",
          "x1",
          x(place),
          "y1",
          TOP,
          "x2",
          x(place),
          "y2",
          HEIGHT - BOTTOM);
      page.text("text", "best", "class", "middle accent", "x", x(place), "y", TOP - 5);
    }
  }

  private void drawCurve(Svg page, Curve curve) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < curve.values().size(); i++) {
      Double value = curve.values().get(i);
      if (value != null) {
        points.append("%.1f,%.1f ".formatted(x(i), y(value)));
      }
    }
    page.empty("polyline", "class", "curve " + curve.style(), "points", points.toString().strip());
    for (int i = 0; i < curve.values().size() && epochs.size() <= MOST_POINTS; i++) {
      Double value = curve.values().get(i);
      if (value != null) {
        page.empty("circle", "class", curve.style(), "cx", x(i), "cy", y(value), "r", 2.6);
      }
    }
  }

  /** Draws invisible strips that show the values of an epoch as a tooltip. */
  private void drawStrips(Svg page) {
    int every = Math.ceilDiv(epochs.size(), MOST_STRIPS);
    double width = every * (WIDTH - LEFT - RIGHT) / epochs.size();
    for (int i = 0; i < epochs.size(); i += every) {
      int place = i;
      String values =
          curves.stream()
              .map(curve -> said(curve, curve.values().get(place)))
              .collect(Collectors.joining(", "));
      page.open(
          "rect",
          "class",
          "strip",
          "x",
          x(i) - width / 2,
          "y",
          TOP,
          "width",
          width,
          "height",
          HEIGHT - TOP - BOTTOM);
      page.text("title", "epoch %d: %s".formatted(epochs.get(i), values)).close("rect");
    }
  }

  private String said(Curve curve, @Nullable Double value) {
    return curve.name() + " " + (value == null ? "–" : format.apply(value));
  }

  /** Each epoch has an equal part of the axis, and is drawn in the middle of it. */
  private double x(int place) {
    return LEFT + (place + 0.5) * (WIDTH - LEFT - RIGHT) / epochs.size();
  }

  private double y(double value) {
    double share = (value - ticks.first()) / (ticks.last() - ticks.first());
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }
}
