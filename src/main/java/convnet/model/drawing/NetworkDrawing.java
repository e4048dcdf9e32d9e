package convnet.model.drawing;

import convnet.model.LayerSummary;
import convnet.model.NetworkSpec;
import convnet.model.drawing.Svg.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Draws a network as an SVG picture: feature maps as volumes, vectors as bars, the operations
 * between them, sizes, and each stage's share of the cost. The same network gives the same text.
 */
public final class NetworkDrawing {
  private static final double MARGIN = 24;
  private static final double GAP = 20;
  private static final double WIDEST_ROW = 1160;
  private static final int MOST_ROWS = 2; // with more, like stages are merged
  private static final double HEADER = 64;
  private static final double SHARES = 40;
  private static final double BETWEEN_ROWS = 18;

  private static final String EXPLANATION =
      "Height and depth of a volume grow with the square root of the image's height and width, its"
          + " thickness with that of the channels; a bar with the cube root of the features.";

  /** A stage and its horizontal place in a row. */
  private record Slot(Stage stage, StageFigure figure, Caption caption, double x, double width) {
    double middle() {
      return x + width / 2;
    }
  }

  private final NetworkSpec network;
  private final List<LayerSummary> layers;
  private final long parameters;
  private final long macs;
  private final Svg svg = new Svg();

  private NetworkDrawing(NetworkSpec network) {
    this.network = network;
    this.layers = network.summaries();
    this.parameters = layers.stream().mapToLong(LayerSummary::parameters).sum();
    this.macs = layers.stream().mapToLong(LayerSummary::macs).sum();
  }

  /**
   * The picture as the text of an SVG file.
   *
   * @throws IllegalArgumentException if a layer does not fit, with its name and what it needs
   */
  public static String svg(NetworkSpec network) {
    return new NetworkDrawing(network).draw();
  }

  private String draw() {
    List<Stage> stages = Stage.of(network.input(), layers);
    if (rows(stages).size() > MOST_ROWS) {
      stages = Stage.merged(stages);
    }
    List<List<Slot>> rows = rows(stages);
    double width = header().stream().mapToDouble(Text::end).max().orElse(0);
    for (List<Slot> row : rows) {
      width = Math.max(width, row.getLast().x() + row.getLast().width());
    }
    width += MARGIN;
    List<String> notes = wrapped(EXPLANATION, width - 2 * MARGIN);
    double height = HEADER + MARGIN + notes.size() * Caption.LINE;
    for (List<Slot> row : rows) {
      height += height(row) + BETWEEN_ROWS;
    }
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %d %d".formatted(Math.round(width), Math.round(height)),
        "width",
        Math.round(width),
        "height",
        Math.round(height),
        "role",
        "img",
        "aria-labelledby",
        "title description");
    svg.text("title", network.name(), "id", "title");
    svg.text("desc", description(), "id", "description");
    svg.open("style").raw(StyleSheet.TEXT).close("style");
    svg.empty("rect", "class", "paper", "width", "100%", "height", "100%");
    header().forEach(text -> text.draw(svg));
    double y = HEADER;
    for (int i = 0; i < rows.size(); i++) {
      draw(rows.get(i), y, i > 0, i < rows.size() - 1);
      y += height(rows.get(i)) + BETWEEN_ROWS;
    }
    for (String note : notes) {
      y += Caption.LINE;
      svg.text("text", note, "class", "note", "font-size", 10.0, "x", MARGIN, "y", y);
    }
    return svg.close("svg").toString();
  }

  /** Lays stages out side by side, in as few rows as hold them, of about equal length. */
  private static List<List<Slot>> rows(List<Stage> stages) {
    Scale scale = Scale.of(stages);
    List<Slot> slots = new ArrayList<>();
    double total = 0;
    for (Stage stage : stages) {
      StageFigure figure = new StageFigure(stage, scale);
      Caption caption = new Caption(stage);
      double width = Math.max(figure.width(), caption.width());
      slots.add(new Slot(stage, figure, caption, 0, width));
      total += width + GAP;
    }
    double target = total / Math.ceil(total / WIDEST_ROW);
    List<List<Slot>> rows = new ArrayList<>();
    double x = 0;
    double end = 0;
    for (Slot slot : slots) {
      // A slot goes to the row in which its middle lies.
      if (rows.isEmpty() || end + slot.width() / 2 > rows.size() * target) {
        rows.add(new ArrayList<>());
        x = MARGIN + (rows.size() > 1 ? GAP : 0);
      }
      rows.getLast().add(new Slot(slot.stage(), slot.figure(), slot.caption(), x, slot.width()));
      x += slot.width() + GAP;
      end += slot.width() + GAP;
    }
    return rows;
  }

  private static double figuresHeight(List<Slot> row) {
    return row.stream().mapToDouble(slot -> slot.figure().height()).max().orElse(0);
  }

  private static double captionsHeight(List<Slot> row) {
    return row.stream().mapToDouble(slot -> slot.caption().height()).max().orElse(0);
  }

  private static double height(List<Slot> row) {
    return figuresHeight(row) + captionsHeight(row) + SHARES;
  }

  private void draw(List<Slot> row, double top, boolean continues, boolean goesOn) {
    double figures = figuresHeight(row);
    double axis = top + figures / 2;
    for (int i = 1; i < row.size(); i++) {
      Slot from = row.get(i - 1);
      Slot to = row.get(i);
      from.figure().drawFan(svg, left(from, axis), to.figure(), left(to, axis));
    }
    for (Slot slot : row) {
      svg.open("g");
      svg.text("title", tooltip(slot.stage()));
      slot.figure().draw(svg, left(slot, axis));
      slot.caption().draw(svg, new Point(slot.middle(), top + figures + 4));
      slot.caption()
          .drawShares(
              svg,
              new Point(slot.middle(), top + figures + captionsHeight(row) + 18),
              macs,
              parameters);
      svg.close("g");
    }
    for (int i = 1; i < row.size(); i++) {
      Slot from = row.get(i - 1);
      Slot to = row.get(i);
      from.figure().drawWindow(svg, left(from, axis), to.stage(), left(to, axis));
      if (to.stage().kind() == Stage.Kind.RESIDUAL) {
        from.figure().drawShortcut(svg, left(from, axis), to.figure(), left(to, axis));
      }
    }
    if (continues) {
      turn(MARGIN, axis);
    }
    if (goesOn) {
      turn(row.getLast().x() + row.getLast().width() + 4, axis);
    }
  }

  private static Point left(Slot slot, double axis) {
    return new Point(slot.middle() - slot.figure().width() / 2, axis);
  }

  /** Draws the mark at the end of a row and at the beginning of the next. */
  private void turn(double x, double y) {
    svg.empty(
        "path",
        "class",
        "turn",
        "d",
        "M%d %d h11 m-5 -5 l5 5 l-5 5".formatted(Math.round(x), Math.round(y)));
  }

  /** A line of text and the point where it begins. */
  private record Text(String style, double size, double x, double y, String text) {
    double end() {
      return x + Caption.width(text, size);
    }

    void draw(Svg svg) {
      if (style.equals("macs") || style.equals("parameters")) {
        svg.rectangle(style, x - 14, y - 8, 9, 9);
      }
      svg.text(
          "text",
          text,
          "class",
          style.equals("title") ? style : "legend",
          "font-size",
          size,
          "x",
          x,
          "y",
          y);
    }
  }

  private List<Text> header() {
    Text title = new Text("title", 18, MARGIN, 30, network.name());
    Text sizes =
        new Text(
            "legend",
            12,
            MARGIN,
            50,
            Stage.times(network.input()) + " → " + Stage.times(layers.getLast().output()));
    Text adds = new Text("macs", 12, sizes.end() + 34, 50, compact(macs) + " multiply-adds");
    Text numbers =
        new Text("parameters", 12, adds.end() + 28, 50, compact(parameters) + " parameters");
    return List.of(title, sizes, adds, numbers);
  }

  /** A number with three digits and a unit: {@code 61.1 M}. */
  private static String compact(long number) {
    double value = number;
    String unit = "";
    for (String next : List.of("k", "M", "G", "T")) {
      if (value < 999.5) {
        break;
      }
      value /= 1000;
      unit = " " + next;
    }
    int digits = unit.isEmpty() || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f%s", value, unit);
  }

  private static List<String> wrapped(String text, double width) {
    List<String> lines = new ArrayList<>(List.of(""));
    for (String word : text.split(" ")) {
      String longer = lines.getLast().isEmpty() ? word : lines.getLast() + " " + word;
      if (Caption.width(longer, 10) <= width) {
        lines.set(lines.size() - 1, longer);
      } else {
        lines.add(word);
      }
    }
    return lines;
  }

  private String description() {
    return String.format(
            Locale.ROOT,
            "A network of %d layers from %s to %s, with %,d parameters and %,d multiply-adds.",
            layers.size(),
            Stage.times(network.input()),
            Stage.times(layers.getLast().output()),
            parameters,
            macs)
        + " "
        + layers.stream()
            .map(layer -> layer.layer().type() + " " + Stage.times(layer.output()))
            .collect(Collectors.joining(", "));
  }

  private static String tooltip(Stage stage) {
    if (stage.layers().isEmpty()) {
      return "input " + Stage.times(stage.output());
    }
    return stage.layers().stream()
        .map(
            layer ->
                String.format(
                    Locale.ROOT,
                    "%s %s: %s, %,d parameters, %,d multiply-adds",
                    layer.layer().name(),
                    layer.layer().type(),
                    Stage.times(layer.output()),
                    layer.parameters(),
                    layer.macs()))
        .collect(Collectors.joining("\n"));
  }
}
