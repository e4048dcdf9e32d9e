package convnet.io.animation;

import convnet.io.animation.Scene.Panel;
import convnet.io.animation.Scene.Step;
import convnet.io.animation.WorkingText.Run;
import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws the frames of a scene: the state before the first step, then one frame for each step, and
 * the finished output.
 */
final class ScenePainter {
  private static final int MARGIN = 30;
  private static final int WORKING = 13;
  private static final int WORKING_LEADING = 25;
  private static final double CAPTION = 10.5;
  private static final int CAPTION_LEADING = 23;
  private static final int CAPTION_GAP = 6;
  private static final int TEXT_GAP = 28;

  /** Pictures are widened up to this, in pixels, to fit the arithmetic. */
  private static final int WIDE_WORKING = 700;

  private final Scene scene;
  private final Lettering lettering;
  private final Layout layout;
  private final Style input;
  private final Style kernel;
  private final Style output;
  private final WorkingText working;
  private final int workingLines;

  /** The width between the margins. */
  private final int width;

  ScenePainter(Scene scene, Lettering lettering) {
    this.scene = scene;
    this.lettering = lettering;
    this.layout = Layout.of(scene, lettering);
    this.input = Style.of(scene.input().values(), layout.isNumbered());
    this.output = Style.of(scene.output().values(), layout.isNumbered());
    @Nullable Panel weights = scene.kernel();
    this.kernel = Style.of(weights == null ? Tensor.zeros(1) : weights.values(), true);
    Numerals numerals = input.numerals().finer(output.numerals());
    this.working = new WorkingText(lettering, WORKING, numerals, kernel.numerals());
    double widest = layout.width();
    for (String caption : scene.caption()) {
      widest = Math.max(widest, lettering.width(caption, CAPTION));
    }
    for (Step step : scene.steps()) {
      widest = Math.max(widest, Math.min(working.length(step.working()), WIDE_WORKING));
    }
    this.width = (int) Math.ceil(widest);
    this.workingLines =
        scene.steps().stream()
            .mapToInt(step -> working.lines(step.working(), width).size())
            .max()
            .orElse(0);
  }

  /** The number of frames. */
  int frames() {
    return scene.steps().size() + 2;
  }

  BufferedImage frame(int index) {
    int text = workingLines * WORKING_LEADING + scene.caption().size() * CAPTION_LEADING;
    BufferedImage image =
        new BufferedImage(
            MARGIN + width + MARGIN,
            MARGIN + layout.height() + TEXT_GAP + text + MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Colours.PAPER);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.translate(MARGIN, MARGIN);
    paintText(g, stepAt(index - 1));
    g.translate((width - layout.width()) / 2, 0);
    paintGrids(g, index - 1);
    g.dispose();
    return image;
  }

  private @Nullable Step stepAt(int index) {
    return index >= 0 && index < scene.steps().size() ? scene.steps().get(index) : null;
  }

  private void paintGrids(Graphics2D g, int index) {
    CellPainter cells = new CellPainter(g, lettering);
    @Nullable Step step = stepAt(index);
    g.setColor(Colours.FAINT_INK);
    for (Layout.Label label : layout.labels()) {
      double x = label.x() - label.align() * lettering.width(label.text(), label.size());
      lettering.draw(g, label.text(), x, label.baseline(), label.size());
    }
    if (step != null && layout instanceof RowLayout) {
      paintFunnel(cells, step, index);
    }
    for (int c = 0; c < scene.input().channels(); c++) {
      paintInput(cells, c, step);
      paintKernel(cells, c, index, step != null);
    }
    paintOutput(cells, index, step);
  }

  private void paintInput(CellPainter cells, int channel, @Nullable Step step) {
    Panel panel = scene.input();
    Board board = layout.input(channel);
    Tensor values = panel.values().slice(channel);
    cells.grid(board, values, panel.own(), input, (_, _) -> true);
    if (step == null) {
      return;
    }
    Window all = Window.all(values.shape());
    Window read = step.read();
    @Nullable Panel weights = scene.kernel();
    cells.veilGaps(board, read, all);
    for (int i = 0; i < read.rows(); i++) {
      for (int j = 0; j < read.columns(); j++) {
        int row = read.row(i);
        int column = read.column(j);
        if (all.spans(row, column)) {
          boolean chosen = step.chosen() != null && step.chosen().spans(row, column);
          cells.markRead(board.at(row, column), chosen ? Colours.WRITTEN : Colours.READ);
          if (weights != null && scene.start() == null && layout instanceof PlaneLayout) {
            cells.corner(
                board.at(row, column), weights.values().get(channel, i, j), kernel.numerals());
          }
        } else {
          cells.missing(board.at(row, column));
        }
      }
    }
    cells.outline(board.around(read), Colours.READ);
  }

  private void paintKernel(CellPainter cells, int channel, int index, boolean during) {
    @Nullable Panel weights = scene.kernel();
    if (weights == null || (layout instanceof RowLayout && index == scene.steps().size())) {
      return;
    }
    Board board = layout.kernel(channel, index);
    Tensor values = weights.values().slice(channel);
    cells.weights(board, values, kernel);
    if (during || layout instanceof PlaneLayout) {
      cells.outline(board.around(Window.all(values.shape())), Colours.READ);
    }
  }

  private void paintOutput(CellPainter cells, int index, @Nullable Step step) {
    Board board = layout.output();
    Panel panel = scene.output();
    Filling now = Filling.after(scene, Math.clamp(index + 1, 0, scene.steps().size()));
    cells.grid(board, now.values(), panel.own(), output, now::isThere);
    if (scene.start() != null) {
      cells.outline(board.around(panel.own()), Colours.FAINT_INK);
    }
    if (step == null) {
      return;
    }
    Window written = step.written();
    cells.veilGaps(board, written, Window.all(now.values().shape()));
    for (int i = 0; i < written.rows(); i++) {
      for (int j = 0; j < written.columns(); j++) {
        cells.mark(board.at(written.row(i), written.column(j)), Colours.WRITTEN);
      }
    }
    cells.outline(board.around(written), Colours.WRITTEN);
  }

  /** Connects what is read, or the kernel below it, with what is written below that. */
  private void paintFunnel(CellPainter cells, Step step, int index) {
    int last = scene.input().channels() - 1;
    @Nullable Panel weights = scene.kernel();
    Rectangle upper =
        weights == null
            ? layout.input(last).around(step.read())
            : layout.kernel(last, index).around(Window.all(weights.values().shape()));
    cells.funnel(upper, layout.output().around(step.written()));
  }

  private void paintText(Graphics2D g, @Nullable Step step) {
    double y = layout.height() + TEXT_GAP + WORKING;
    if (step != null) {
      for (List<Run> line : working.lines(step.working(), width)) {
        double x = 0;
        for (Run run : line) {
          g.setColor(run.colour());
          lettering.draw(g, run.text(), x, y, WORKING);
          x += lettering.width(run.text(), WORKING);
        }
        y += WORKING_LEADING;
      }
    }
    y = layout.height() + TEXT_GAP + workingLines * WORKING_LEADING + CAPTION + CAPTION_GAP;
    g.setColor(Colours.FAINT_INK);
    for (String line : scene.caption()) {
      lettering.draw(g, line, 0, y, CAPTION);
      y += CAPTION_LEADING;
    }
  }
}
