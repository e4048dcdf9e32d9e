package convnet.train.report;

import convnet.io.AtomicFile;
import convnet.model.drawing.Svg;
import convnet.train.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A confusion matrix as a separate SVG file, for a paper. */
public final class ConfusionDrawing {
  private static final double MARGIN = 16;
  private static final double HEADING = 44;
  private static final double LEAST_WIDTH = 360;

  /** The width of a letter of the title; an estimate on the safe side. */
  private static final double LETTER = 9;

  /** Plain rules, on white: converters to PDF support no more. */
  private static final String STYLE =
      """
      text { font-family: Helvetica, Arial, sans-serif; font-size: 12px; fill: #1f2933; }
      .title { font-size: 15px; font-weight: bold; }
      .soft { fill: #52606d; } .start { text-anchor: start; }
      .middle { text-anchor: middle; } .end { text-anchor: end; }
      .on { fill: #ffffff; }
      .frame { fill: none; stroke: #9aa5b1; }
      .hit { fill: #1d4ed8; } .miss { fill: #c2410c; }
      """;

  private ConfusionDrawing() {}

  /**
   * Writes the drawing, atomically.
   *
   * @param title which model was evaluated on what
   * @throws IllegalArgumentException if there are too many classes to draw
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, String title, Metrics metrics, List<String> classes)
      throws IOException {
    String drawing = of(title, metrics, classes);
    AtomicFile.write(file, out -> out.write(drawing.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Checks, before anything is evaluated, that so many classes can be drawn.
   *
   * @throws IllegalArgumentException if they cannot
   */
  public static void check(List<String> classes) {
    if (classes.size() > ConfusionMatrix.MOST_CLASSES) {
      throw new IllegalArgumentException(
          "a matrix of %d classes cannot be read: %d at most; --json has the numbers"
              .formatted(classes.size(), ConfusionMatrix.MOST_CLASSES));
    }
  }

  /** The drawing as SVG text. */
  static String of(String title, Metrics metrics, List<String> classes) {
    check(classes);
    ConfusionMatrix matrix = new ConfusionMatrix(metrics, classes);
    double heading = Math.max(LEAST_WIDTH, LETTER * title.length() + 2 * MARGIN);
    double width = Math.max(heading, matrix.width() + 2 * MARGIN);
    double height = matrix.height() + HEADING + 2 * MARGIN;
    Svg svg = new Svg();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "width",
        width,
        "height",
        height,
        "viewBox",
        "0 0 %.1f %.1f".formatted(width, height));
    svg.text("title", title).open("style").raw(STYLE).close("style");
    svg.empty("rect", "width", width, "height", height, "fill", "#ffffff");
    svg.text("text", title, "class", "title", "x", MARGIN, "y", MARGIN + 14);
    svg.text(
        "text",
        "%,d images, top-1 %.2f %%, top-5 %.2f %%"
            .formatted(metrics.images(), 100 * metrics.top1(), 100 * metrics.top5()),
        "class",
        "soft",
        "x",
        MARGIN,
        "y",
        MARGIN + 33);
    svg.open("g", "transform", "translate(%.0f %.0f)".formatted(MARGIN, MARGIN + HEADING));
    matrix.draw(svg);
    svg.close("g").close("svg");
    return svg.toString();
  }
}
