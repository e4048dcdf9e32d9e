package convnet.io.animation;

import convnet.tensor.Shape;
import convnet.tensor.Window;
import java.util.List;

/**
 * The positions of the grids of an animation, in pixels from the upper left corner of the area that
 * they cover together.
 */
sealed interface Layout permits PlaneLayout, RowLayout {
  /** The size of cells if there is room. */
  int LARGE_CELL = 46;

  /** The smallest cell in which digits are legible. */
  int LEAST_NUMBERED_CELL = 26;

  /** The text sizes of titles, and of signs between grids. */
  int TITLE = 10;

  int SIGN = 15;

  /**
   * Text at a position.
   *
   * @param align the fraction of its width that is left of x, 0 to 1
   */
  record Label(String text, double x, double baseline, double size, double align) {}

  /** The layout for a scene; signals, which are a single row, have one of their own. */
  static Layout of(Scene scene, Lettering lettering) {
    boolean row = extent(scene).rows() == 1 && scene.output().values().shape().height() == 1;
    return row ? new RowLayout(scene, lettering) : new PlaneLayout(scene, lettering);
  }

  /**
   * The smallest dense window that spans the input and all windows that read it, even beyond its
   * edges.
   */
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
   * The kernel for a channel at a step.
   *
   * @param step from 0; -1 before the first
   */
  Board kernel(int channel, int step);

  Board output();

  /** The titles and signs around the grids. */
  List<Label> labels();

  /** Whether the cells of input and output are large enough for digits. */
  default boolean isNumbered() {
    return output().cell() >= LEAST_NUMBERED_CELL;
  }
}
