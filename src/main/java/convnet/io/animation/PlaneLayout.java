package convnet.io.animation;

import convnet.io.animation.Scene.Panel;
import convnet.tensor.Shape;
import convnet.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Input, kernel and output from left to right. Several input channels are arranged below each
 * other, each with a kernel beside it.
 */
final class PlaneLayout implements Layout {
  /** The largest size of all grids together, in pixels, before their digits are left out. */
  private static final int WIDEST_NUMBERED = 1120;

  private static final int HIGHEST_NUMBERED = 760;

  /** The largest size without digits. */
  private static final int WIDEST = 920;

  private static final int HIGHEST = 600;

  private static final int LARGEST_BARE_CELL = 22;
  private static final int LEAST_CELL = 6;

  /**
   * The size of a kernel's cells if all others are too small for digits, and the side of the
   * largest kernel that is enlarged so.
   */
  private static final int KERNEL_CELL = 32;

  private static final int LARGEST_ENLARGED_KERNEL = 7;

  private static final int GAP = 52;
  private static final int CHANNEL_GAP = 22;
  private static final int ABOVE = TITLE + 12;

  private final Scene scene;
  private final Lettering lettering;
  private final Window extent;
  private final Shape output;
  private final int kernelRows;
  private final int kernelColumns;
  private final int cell;

  PlaneLayout(Scene scene, Lettering lettering) {
    this.scene = scene;
    this.lettering = lettering;
    this.extent = Layout.extent(scene);
    this.output = scene.output().values().shape();
    @Nullable Panel kernel = scene.kernel();
    this.kernelRows = kernel == null ? 0 : kernel.values().shape().height();
    this.kernelColumns = kernel == null ? 0 : kernel.values().shape().width();
    this.cell = largestCell();
  }

  private int largestCell() {
    for (int size = LARGE_CELL; size >= LEAST_NUMBERED_CELL; size--) {
      if (width(size) <= WIDEST_NUMBERED && height(size) <= HIGHEST_NUMBERED) {
        return size;
      }
    }
    int size = LARGEST_BARE_CELL;
    while (size > LEAST_CELL && (width(size) > WIDEST || height(size) > HIGHEST)) {
      size--;
    }
    return size;
  }

  private int kernelCell(int cell) {
    boolean small = Math.max(kernelRows, kernelColumns) <= LARGEST_ENLARGED_KERNEL;
    return cell < LEAST_NUMBERED_CELL && small ? KERNEL_CELL : cell;
  }

  private int inputWidth(int cell) {
    return Math.max(extent.columns() * cell, titleWidth(scene.input()));
  }

  private int middleWidth(int cell) {
    @Nullable Panel kernel = scene.kernel();
    return kernel == null
        ? (int) Math.ceil(lettering.width(scene.operation(), SIGN))
        : Math.max(kernelColumns * kernelCell(cell), titleWidth(kernel));
  }

  private int outputWidth(int cell) {
    return Math.max(output.width() * cell, titleWidth(scene.output()));
  }

  private int titleWidth(Panel panel) {
    return (int)
        Math.ceil(
            panel.titles().stream().mapToDouble(t -> lettering.width(t, TITLE)).max().orElse(0));
  }

  private int width(int cell) {
    return inputWidth(cell) + GAP + middleWidth(cell) + GAP + outputWidth(cell) + 1;
  }

  /** The height of one channel, its title included. */
  private int channelHeight(int cell) {
    return ABOVE + Math.max(extent.rows() * cell, kernelRows * kernelCell(cell)) + 1;
  }

  private int height(int cell) {
    int channels = scene.input().channels();
    int inputs = channels * channelHeight(cell) + (channels - 1) * CHANNEL_GAP;
    return Math.max(inputs, ABOVE + output.height() * cell + 1);
  }

  @Override
  public int width() {
    return width(cell);
  }

  @Override
  public int height() {
    return height(cell);
  }

  /** The vertical centre of a channel's grids. */
  private int middle(int channel) {
    int channels = scene.input().channels();
    int step = channelHeight(cell) + CHANNEL_GAP;
    return (height() + ABOVE) / 2 + (2 * channel - channels + 1) * step / 2;
  }

  @Override
  public Board input(int channel) {
    int x = (inputWidth(cell) - extent.columns() * cell) / 2;
    int y = middle(channel) - extent.rows() * cell / 2;
    return Board.dense(x - extent.left() * cell, y - extent.top() * cell, cell);
  }

  private int kernelLeft() {
    return inputWidth(cell) + GAP;
  }

  @Override
  public Board kernel(int channel, int step) {
    int size = kernelCell(cell);
    int x = kernelLeft() + (middleWidth(cell) - kernelColumns * size) / 2;
    return Board.dense(x, middle(channel) - kernelRows * size / 2, size);
  }

  private int outputLeft() {
    return kernelLeft() + middleWidth(cell) + GAP;
  }

  @Override
  public Board output() {
    int x = outputLeft() + (outputWidth(cell) - output.width() * cell) / 2;
    int y = (height() + ABOVE) / 2 - output.height() * cell / 2;
    return Board.dense(x, y, cell);
  }

  @Override
  public List<Label> labels() {
    List<Label> labels = new ArrayList<>();
    @Nullable Panel kernel = scene.kernel();
    for (int c = 0; c < scene.input().channels(); c++) {
      int y = input(c).y() + extent.top() * cell;
      labels.add(title(scene.input(), c, inputWidth(cell) / 2.0, y));
      if (kernel != null) {
        double x = kernelLeft() + middleWidth(cell) / 2.0;
        labels.add(title(kernel, c, x, kernel(c, 0).y()));
        labels.add(sign(scene.operation(), kernelLeft() - GAP / 2.0, middle(c)));
        if (c > 0) {
          labels.add(sign("+", x, (middle(c - 1) + middle(c) - ABOVE) / 2.0));
        }
      }
    }
    double centre = (height() + ABOVE) / 2.0;
    if (kernel == null) {
      double x = kernelLeft() + middleWidth(cell) / 2.0;
      labels.add(sign(scene.operation(), x, centre - 16));
      labels.add(sign("→", x, centre + 10));
    } else {
      labels.add(sign(scene.start() == null ? "=" : "→", outputLeft() - GAP / 2.0, centre));
    }
    labels.add(title(scene.output(), 0, outputLeft() + outputWidth(cell) / 2.0, output().y()));
    return labels;
  }

  private static Label title(Panel panel, int channel, double x, int top) {
    return new Label(panel.titles().get(channel), x, top - ABOVE + TITLE, TITLE, 0.5);
  }

  private static Label sign(String text, double x, double middle) {
    return new Label(text, x, middle + SIGN / 2.0, SIGN, 0.5);
  }
}
