package convnet.bench;

import convnet.ResourceUse;
import convnet.cli.LongRun;
import convnet.model.drawing.Svg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Draws what a long run takes of the machine, step by step and image by image. Arguments: hundreds
 * of steps, hundreds of images, a directory for its files, the SVG.
 */
public final class LongRunPlot {
  private static final double WIDTH = 720;
  private static final double LEFT = 16;
  private static final double HALF = 340;
  private static final double GAP = 8;
  private static final double TOP = 46;
  private static final double PANEL = 84;
  private static final double HEIGHT = 44;

  private static final String STYLE =
      """
      text { font: 12px system-ui, sans-serif; fill: #52514e }
      .name { fill: #0b0b0b; font-weight: 600 }
      .rule { stroke: #c3c2b7; stroke-width: 1 }
      .line { fill: none; stroke: #2a78d6; stroke-width: 2; stroke-linejoin: round }
      @media (prefers-color-scheme: dark) {
        text { fill: #c3c2b7 }
        .name { fill: #ffffff }
        .rule { stroke: #52514e }
        .line { stroke: #3987e5 }
      }
      """;

  private final Svg svg = new Svg();
  private final List<ResourceUse> training;
  private final List<ResourceUse> classification;
  private double y = TOP;

  private LongRunPlot(List<ResourceUse> training, List<ResourceUse> classification) {
    this.training = training;
    this.classification = classification;
  }

  /** Runs and draws. */
  public static void main(String[] args) throws IOException {
    LongRun run = new LongRun(Path.of(args[2]), 100);
    List<ResourceUse> training = run.train(Integer.parseInt(args[0]));
    List<ResourceUse> classification = run.classify(Integer.parseInt(args[1]));
    Files.writeString(Path.of(args[3]), new LongRunPlot(training, classification).draw());
  }

  private String draw() {
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %.0f %.0f".formatted(WIDTH, TOP + 4 * PANEL));
    svg.text("title", "Memory, handles and threads over a long run");
    svg.open("style").raw(STYLE).close("style");
    heading("%,d training steps".formatted(100 * training.size()), LEFT);
    heading("then %,d images classified".formatted(100 * classification.size()), LEFT + HALF + GAP);
    panel("heap in use after a collection", "%.1f MB", use -> use.heap() / 1e6);
    panel("memory of the process", "%.0f MB", use -> use.resident() / 1e6);
    panel("file handles", "%.0f", ResourceUse::handles);
    panel("threads", "%.0f", ResourceUse::threads);
    return svg.close("svg").toString();
  }

  private void heading(String text, double x) {
    svg.text("text", text, "class", "name", "x", x, "y", 18.0);
  }

  private void panel(String name, String format, ToDoubleFunction<ResourceUse> value) {
    double most = Math.max(most(training, value), most(classification, value));
    svg.text("text", name, "class", "name", "x", LEFT, "y", y + 8);
    half(training, LEFT, most, format, value);
    half(classification, LEFT + HALF + GAP, most, format, value);
    y += PANEL;
  }

  private static double most(List<ResourceUse> uses, ToDoubleFunction<ResourceUse> value) {
    return uses.stream().mapToDouble(value).max().orElseThrow();
  }

  /**
   * From 0 to the greatest value; said in numbers are the tenth look, when all is warm, and the
   * last.
   */
  private void half(
      List<ResourceUse> uses,
      double x,
      double most,
      String format,
      ToDoubleFunction<ResourceUse> value) {
    double bottom = y + 18 + HEIGHT;
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < uses.size(); i++) {
      points.append(
          "%.1f,%.1f "
              .formatted(
                  x + HALF * i / Math.max(1, uses.size() - 1),
                  bottom - HEIGHT * value.applyAsDouble(uses.get(i)) / most));
    }
    svg.empty("line", "class", "rule", "x1", x, "x2", x + HALF, "y1", bottom, "y2", bottom);
    svg.empty("polyline", "class", "line", "points", points.toString().strip());
    ResourceUse warm = uses.get(Math.min(10, uses.size() - 1));
    String said = format + " → " + format;
    svg.text(
        "text",
        said.formatted(value.applyAsDouble(warm), value.applyAsDouble(uses.getLast())),
        "x",
        x + HALF,
        "y",
        y + 8,
        "text-anchor",
        "end");
  }
}
