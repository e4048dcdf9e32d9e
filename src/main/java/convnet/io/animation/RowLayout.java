package convnet.io.animation;

import convnet.io.animation.Scene.Panel;
import convnet.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layout of signals, which are a single row: input, kernel and output below each other. The
 * kernel moves along to where it is applied, and each output is centred below the inputs that it is
 * computed from.
 */
final class RowLayout implements Layout {
  private static final int WIDEST = 1180;
  private static final int LABEL_GAP = 18;
  private static final int KERNEL_GAP = 12;
  private static final int CHANNEL_GAP = 20;
  private static final int OUTPUT_GAP = 44;

  private final Scene scene;
  private final Lettering lettering;
  private final Window extent;
  private final int cell;
  private final int left;

  /**
   * Whether the input is laid out without gaps; for a transposed convolution, the output is
   * instead.
   */
  private final boolean inputIsDense;

  RowLayout(Scene scene, Lettering lettering) {
    this.scene = scene;
    this.lettering = lettering;
    this.inputIsDense = scene.start() == null;
    this.extent = inputIsDense ? Layout.extent(scene) : Window.all(scene.output().values().shape());
    this.left = labelWidth() + LABEL_GAP;
    this.cell = Math.min(LARGE_CELL, (WIDEST - left) / columns());
  }

  /** Either of input and output may be the wider one. */
  private int columns() {
    return Math.max(extent.columns(), scene.output().values().shape().width());
  }

  private int labelWidth() {
    List<String> texts = new ArrayList<>(scene.input().titles());
    @Nullable Panel kernel = scene.kernel();
    texts.addAll(kernel == null ? List.of(scene.operation()) : kernel.titles());
    texts.addAll(scene.output().titles());
    return (int)
        Math.ceil(texts.stream().mapToDouble(t -> lettering.width(t, TITLE)).max().orElse(0));
  }

  @Override
  public int width() {
    return left + columns() * cell + 1;
  }

  @Override
  public int height() {
    return output().y() + cell + 1;
  }

  private int channelHeight() {
    return scene.kernel() == null ? cell : 2 * cell + KERNEL_GAP;
  }

  private int top(int channel) {
    return channel * (channelHeight() + CHANNEL_GAP);
  }

  private int denseLeft() {
    return left - extent.left() * cell;
  }

  @Override
  public Board input(int channel) {
    return inputIsDense
        ? Board.dense(denseLeft(), top(channel), cell)
        : centred(top(channel), step -> step.written());
  }

  @Override
  public Board kernel(int channel, int step) {
    Scene.Step at = scene.steps().get(Math.max(step, 0));
    Window window = inputIsDense ? at.read() : at.written();
    return new Board(
        denseLeft() + window.left() * cell,
        top(channel) + cell + KERNEL_GAP,
        (double) window.columnStep() * cell,
        cell,
        cell);
  }

  @Override
  public Board output() {
    int y = top(scene.input().channels() - 1) + channelHeight() + OUTPUT_GAP;
    return inputIsDense ? centred(y, step -> step.read()) : Board.dense(denseLeft(), y, cell);
  }

  /** The window of a step in the row without gaps. */
  private interface Counterpart {
    Window of(Scene.Step step);
  }

  /** A board with each cell centred on its window, or without gaps if the cells would overlap. */
  private Board centred(int y, Counterpart counterpart) {
    Window first = counterpart.of(scene.steps().getFirst());
    Window last = counterpart.of(scene.steps().getLast());
    int gaps = scene.steps().size() - 1;
    double step = gaps == 0 ? 1 : (centre(last) - centre(first)) / gaps;
    int x = (int) Math.rint(denseLeft() + (centre(first) - 0.5) * cell);
    return step < 1 ? Board.dense(left, y, cell) : new Board(x, y, step * cell, cell, cell);
  }

  private static double centre(Window window) {
    return (window.left() + window.right()) / 2.0;
  }

  @Override
  public List<Label> labels() {
    List<Label> labels = new ArrayList<>();
    @Nullable Panel kernel = scene.kernel();
    for (int c = 0; c < scene.input().channels(); c++) {
      labels.add(title(scene.input().titles().get(c), top(c)));
      if (kernel != null) {
        labels.add(title(kernel.titles().get(c), top(c) + cell + KERNEL_GAP));
      }
    }
    if (kernel == null) {
      labels.add(title(scene.operation(), cell + (OUTPUT_GAP - cell) / 2));
    }
    labels.add(title(scene.output().titles().getFirst(), output().y()));
    return labels;
  }

  /** A title to the left of a row of cells. */
  private Label title(String text, int top) {
    return new Label(text, left - LABEL_GAP, top + (cell + TITLE) / 2.0, TITLE, 1);
  }
}
