package convnet.cli;

import convnet.io.FloatText;
import convnet.op.ConvolutionParameters;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.op.filter.Terms;
import convnet.op.filter.Terms.Channel;
import convnet.op.filter.Terms.Tap;
import convnet.op.filter.Terms.Window;
import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Explains how one value of an output is computed: where the window lies, what is multiplied there
 * in each channel, and the sums. Numbers are rounded to six digits, except for the total.
 */
final class TermsReport {
  /**
   * Of a kernel with more rows or columns, only the first and last {@link #KEPT_TAPS} are shown.
   */
  private static final int MOST_TAPS = 11;

  private static final int KEPT_TAPS = 4;

  /** With more channels, only the first ones are shown tap by tap. */
  private static final int MOST_CHANNELS = 8;

  private static final int WIDEST = 100;
  private static final String INDENT = "  ";
  private static final String GAP = "     ";

  private final Terms terms;
  private final Window window;
  private final ConvolutionParameters p;
  private final String place;
  private final int map;

  private TermsReport(Terms terms, String place, int map) {
    this.map = map;
    this.terms = terms;
    this.window = terms.window();
    this.p = window.parameters();
    this.place = place;
  }

  /**
   * @param map the feature map of the value
   * @param src (N, C, H, W), of which the first image is explained
   * @param dst (maps, H', W')
   */
  static String of(Terms terms, int map, Shape src, Shape dst) {
    String place = "%d, %d, %d".formatted(map, terms.window().row(), terms.window().column());
    TermsReport report = new TermsReport(terms, place, map);
    return report.header(src, dst) + report.products() + "\n" + report.sums();
  }

  // Where the window lies

  private String header(Shape src, Shape dst) {
    Axis rows = new Axis("y", "i", window.row(), Size::height, p.padding().top(), window.rows());
    Axis columns =
        new Axis("x", "j", window.column(), Size::width, p.padding().left(), window.columns());
    boolean transposed = window.transposed();
    boolean added = !window.outputPadding().is(0);
    return """
    %s: input %s, kernel %s, stride %s, padding %s%s, dilation %s, output %s
    output[%s] = bias + %s

    rows     %s
    columns  %s
    """
        .formatted(
            transposed ? "transposed convolution" : "convolution",
            src.inner() + (src.dim(0) == 1 ? "" : " (image 0 of " + src.dim(0) + ")"),
            p.kernel(),
            p.stride(),
            p.padding(),
            added ? ", output padding " + window.outputPadding() : "",
            p.dilation(),
            dst,
            place,
            transposed
                ? product("y", "x") + ", each pixel y, x adding its multiple of the kernel"
                : product(rows.place(), columns.place()),
            transposed ? rows.brought() : rows.positions(),
            transposed ? columns.brought() : columns.positions());
  }

  /** The terms: of the one channel that takes part, or of each channel with its own kernel. */
  private String product(String y, String x) {
    List<Channel> channels = terms.channels();
    float[][] first = channels.getFirst().weights();
    boolean areAlike = channels.stream().allMatch(c -> Arrays.deepEquals(c.weights(), first));
    return "Σ input[%s, %s, %s] · kernel[%si, j]"
        .formatted(
            channels.size() == 1 ? channels.getFirst().index() : "c",
            y,
            x,
            areAlike ? "" : map + ", c, ");
  }

  /** Where the window lies along one axis. */
  private final class Axis {
    private final String pixel;
    private final String tap;
    private final int output;
    private final int stride;
    private final int dilation;
    private final int padding;
    private final List<Tap> taps;

    /**
     * @param pixel the name for a place in the input
     * @param tap the name for a place in the kernel
     * @param output the place in the output
     * @param side gets the side along this axis from a size
     */
    Axis(
        String pixel,
        String tap,
        int output,
        ToIntFunction<Size> side,
        int padding,
        List<Tap> taps) {
      this.pixel = pixel;
      this.tap = tap;
      this.output = output;
      this.stride = side.applyAsInt(p.stride());
      this.dilation = side.applyAsInt(p.dilation());
      this.padding = padding;
      this.taps = taps;
    }

    /** The formula for the place in the input, from those in output and kernel. */
    String place() {
      return "%d·%d + %s·%d − %d".formatted(output, stride, tap, dilation, padding);
    }

    /**
     * The same with its value for every tap, such as {@code [-1 as 0], 0, 1}, and, if there is
     * padding, the values counted from the beginning of the padding.
     */
    String positions() {
      String real = list(taps, TermsReport::position);
      String padded = list(taps, t -> Integer.toString(t.position() + padding));
      return place() + " = " + real + (padding == 0 ? "" : "  (with the padding " + padded + ")");
    }

    /** Which pixels contribute to the value through which taps, in a transposed convolution. */
    String brought() {
      String pairs =
          list(taps, t -> "%s = %d with %s = %d".formatted(pixel, t.position(), tap, t.index()));
      return "%s·%d + %s·%d − %d = %d for %s"
          .formatted(
              pixel, stride, tap, dilation, padding, output, taps.isEmpty() ? "no pixel" : pairs);
    }
  }

  /**
   * The position of a tap, in brackets if it is in the padding, with the element that is copied
   * there, if any.
   */
  private static String position(Tap tap) {
    String copied = tap.inPadding() && tap.source() >= 0 ? " as " + tap.source() : "";
    return tap.inPadding() ? "[" + tap.position() + copied + "]" : "" + tap.position();
  }

  private static String list(List<Tap> taps, Function<Tap, String> text) {
    return shown(taps.size()).stream()
        .map(i -> i < 0 ? "…" : text.apply(taps.get(i)))
        .collect(Collectors.joining(", "));
  }

  // What is multiplied

  private String products() {
    StringBuilder text = new StringBuilder();
    if (window.rows().isEmpty() || window.columns().isEmpty()) {
      return text.append("\nno pixel of the input contributes to this value\n").toString();
    }
    terms.channels().stream().limit(MOST_CHANNELS).forEach(c -> text.append(channel(c)));
    int more = terms.channels().size() - MOST_CHANNELS;
    if (more > 0) {
      text.append("\nand so on for %d more channels\n".formatted(more));
    }
    int rows = window.rows().size();
    int columns = window.columns().size();
    if (Math.max(rows, columns) > MOST_TAPS) {
      text.append(
          "\n… stands for the rest of %dx%d; the sums include it\n".formatted(rows, columns));
    }
    if (window.rows().stream().anyMatch(Tap::inPadding)
        || window.columns().stream().anyMatch(Tap::inPadding)) {
      text.append("\n[ ] is padding: %s\n".formatted(filling(p.paddingMode())));
    }
    return text.toString();
  }

  private static String filling(PaddingMode mode) {
    String what =
        switch (mode) {
          case ZEROS -> "";
          case REFLECT -> ", mirrored, the edge not repeated";
          case REPLICATE -> ", the edge repeated";
          case CIRCULAR -> ", the other side of the image";
          case SYMMETRIC -> ", mirrored, the edge repeated";
        };
    return Words.of(mode) + what;
  }

  private String channel(Channel channel) {
    List<Integer> rows = shown(window.rows().size());
    List<Integer> columns = shown(window.columns().size());
    List<List<String>> blocks =
        List.of(
            block("input", rows, columns, true, (i, j) -> channel.values()[i][j]),
            block("kernel", rows, columns, false, (i, j) -> channel.weights()[i][j]),
            block("input · kernel", rows, columns, false, channel::product));
    StringBuilder text = new StringBuilder("\nchannel " + channel.index() + "\n");
    int width = blocks.stream().mapToInt(block -> block.getFirst().length()).sum();
    if (INDENT.length() + width + 2 * GAP.length() <= WIDEST) {
      for (int line = 0; line <= rows.size(); line++) {
        int at = line;
        String joined =
            blocks.stream().map(block -> block.get(at)).collect(Collectors.joining(GAP));
        text.append((INDENT + joined).stripTrailing()).append('\n');
      }
    } else {
      blocks.stream()
          .flatMap(List::stream)
          .forEach(line -> text.append((INDENT + line).stripTrailing()).append('\n'));
    }
    return text.append(INDENT + "sum " + SixDigits.of(channel.sum()) + "\n").toString();
  }

  /** The number at a tap. */
  private interface Numbers {
    double at(int row, int column);
  }

  /** Lines of one length: a title, then the numbers in columns. */
  private List<String> block(
      String title, List<Integer> rows, List<Integer> columns, boolean marked, Numbers numbers) {
    List<Double> values = new ArrayList<>();
    for (int i : rows) {
      columns.stream().filter(j -> i >= 0 && j >= 0).forEach(j -> values.add(numbers.at(i, j)));
    }
    SixDigits digits = SixDigits.forAll(values);
    List<List<String>> cells = new ArrayList<>();
    for (int i : rows) {
      IntFunction<String> cell =
          j -> {
            if (i < 0 || j < 0) {
              return (i < 0 ? "⋮" : "…") + " ";
            }
            String number = digits.format(numbers.at(i, j));
            boolean padding =
                window.rows().get(i).inPadding() || window.columns().get(j).inPadding();
            return marked && padding ? "[" + number + "]" : number + " ";
          };
      cells.add(columns.stream().map(cell::apply).toList());
    }
    int width = cells.stream().flatMap(List::stream).mapToInt(String::length).max().orElse(0) + 1;
    int total = Math.max(title.length(), columns.size() * width);
    List<String> lines = new ArrayList<>(List.of(title + " ".repeat(total - title.length())));
    for (List<String> row : cells) {
      String line =
          row.stream()
              .map(cell -> " ".repeat(width - cell.length()) + cell)
              .collect(Collectors.joining());
      lines.add(line + " ".repeat(total - line.length()));
    }
    return lines;
  }

  /** The indices of the taps that are shown, out of {@code taps}; −1 stands for those left out. */
  private static List<Integer> shown(int taps) {
    if (taps <= MOST_TAPS) {
      return IntStream.range(0, taps).boxed().toList();
    }
    List<Integer> shown = new ArrayList<>(IntStream.range(0, KEPT_TAPS).boxed().toList());
    shown.add(-1);
    IntStream.range(taps - KEPT_TAPS, taps).forEach(shown::add);
    return shown;
  }

  // The sums

  private String sums() {
    Table table = new Table(1);
    for (Channel channel : terms.channels()) {
      table.row("channel " + channel.index(), SixDigits.of(channel.sum()));
    }
    table.row("bias", SixDigits.of(terms.bias()));
    table.rule();
    table.row("output[" + place + "]", FloatText.format((float) terms.total()));
    return table.toString();
  }
}
