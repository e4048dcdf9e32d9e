package convnet.model.drawing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Builds the text of an SVG picture, or of an HTML page written as XML, element by element. */
public final class Svg {
  private final StringBuilder text = new StringBuilder();
  private int depth;

  /** A point, x to the right and y downwards, in pixels. */
  record Point(double x, double y) {
    Point plus(double dx, double dy) {
      return new Point(x + dx, y + dy);
    }
  }

  /**
   * Opens an element that has content.
   *
   * @param attributes names and values alternately; doubles are rounded to a tenth
   */
  public Svg open(String element, Object... attributes) {
    line("<" + element + attributes(attributes) + ">");
    depth++;
    return this;
  }

  /** Closes an element. */
  public Svg close(String element) {
    depth--;
    return line("</" + element + ">");
  }

  /** Adds an element without content. */
  public Svg empty(String element, Object... attributes) {
    return line("<" + element + attributes(attributes) + "/>");
  }

  /** Adds an element that contains only text. */
  public Svg text(String element, String content, Object... attributes) {
    return line("<%s%s>%s</%1$s>".formatted(element, attributes(attributes), escaped(content)));
  }

  Svg polygon(String cssClass, Point... corners) {
    StringBuilder points = new StringBuilder();
    for (Point corner : corners) {
      points.append(points.isEmpty() ? "" : " ");
      points.append(number(corner.x())).append(',').append(number(corner.y()));
    }
    return empty("polygon", "class", cssClass, "points", points);
  }

  Svg rectangle(String cssClass, double x, double y, double width, double height) {
    return empty(
        "rect", "class", cssClass, "x", x, "y", y, "width", width, "height", height, "rx", 1.5);
  }

  Svg segment(String cssClass, Point from, Point to) {
    return empty(
        "line", "class", cssClass, "x1", from.x(), "y1", from.y(), "x2", to.x(), "y2", to.y());
  }

  /** Adds lines of raw text, such as a style sheet. */
  public Svg raw(String lines) {
    lines.lines().forEach(this::line);
    return this;
  }

  private Svg line(String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
    return this;
  }

  private static String attributes(Object... attributes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < attributes.length; i += 2) {
      Object value = attributes[i + 1];
      text.append(' ').append(attributes[i]).append("=\"");
      text.append(value instanceof Double d ? number(d) : escaped(value.toString())).append('"');
    }
    return text.toString();
  }

  /** With at most one digit after the point. */
  private static String number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Escapes text for XML; characters that XML does not allow become replacement characters. */
  private static String escaped(String text) {
    return text.replaceAll("[\\p{Cc}\\x{FFFE}\\x{FFFF}&&[^\t\n]]", "\uFFFD")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
