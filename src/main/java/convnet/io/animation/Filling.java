package convnet.io.animation;

import convnet.io.animation.Scene.Step;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.util.Arrays;

/**
 * The state of a scene's output at some moment.
 *
 * @param values (H', W')
 * @param there for each value, row by row, whether it has been written
 */
record Filling(Tensor values, boolean[] there) {

  /** The state after the first {@code steps} steps. */
  static Filling after(Scene scene, int steps) {
    Shape plane = scene.output().values().shape().inner();
    Filling filling = new Filling(Tensor.zeros(plane), new boolean[plane.size()]);
    if (scene.start() != null) {
      filling.values.fill(scene.start());
      Arrays.fill(filling.there, true);
    }
    scene.steps().subList(0, steps).forEach(filling::write);
    return filling;
  }

  private void write(Step step) {
    Window written = step.written();
    for (int i = 0; i < written.rows(); i++) {
      for (int j = 0; j < written.columns(); j++) {
        values.set(step.values().get(i, j), written.row(i), written.column(j));
        there[written.row(i) * values.shape().width() + written.column(j)] = true;
      }
    }
  }

  boolean isThere(int row, int column) {
    return there[row * values.shape().width() + column];
  }
}
