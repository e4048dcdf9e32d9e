package convnet.io.animation;

import convnet.tensor.Shape;
import convnet.tensor.Window;
import java.util.List;

/** Where the grids of an animation are, in pixels from the upper left corner of all of them. */
sealed interface Layout permits PlaneLayout, RowLayout {
  /** Cells as they are where there is room. */
  int LARGE_CELL = 46;

  /** The least in which figures can be read. */
  int LEAST_NUMBERED_CELL = 26;

  /** The size of titles, and of signs between grids. */
  int TITLE = 10;

  int SIGN = 15;

  /**
   * Text at a place.
   *
   * @param align how much of its width is left of x, 0 to 1
   */
  record Label(String text, double x, double baseline, double size, double align) {}

  /** Signals, which are one row, get a layout of their own. */
  static Layout of(Scene scene, Lettering lettering) {
    boolean row = extent(scene).rows() == 1 && scene.output().values().shape().height() == 1;
    return row ? new RowLayout(scene, lettering) : new PlaneLayout(scene, lettering);
  }

  /** All places of the input that are there or that a window hangs over to. */
  static Window extent(Scene scene) {
    Shape shape = scene.input().values().shape();
    Window extent = Window.all(shape);
    for (Scene.Step step : scene.steps()) {
      extent = extent.union(step.read());
    }
    return extent;
  }

  int width();

  int height();

  Board input(int channel);

  /**
   * The kernel of a channel at a step.
   *
   * @param step -1 before the first
   */
  Board kernel(int channel, int step);

  Board output();

  /** What is written beside the grids. */
  List<Label> labels();

  /** Whether figures can be read in the cells of input and output. */
  default boolean isNumbered() {
    return output().cell() >= LEAST_NUMBERED_CELL;
  }
}
