package convnet.train;

import convnet.data.Sample;
import convnet.tensor.Tensor;
import java.util.List;

/** Weights that let each class count the same, however many images it has. */
final class ClassBalance {
  private ClassBalance() {}

  /**
   * {@code images / (classes · images of the class)} for each class, as scikit-learn's {@code
   * class_weight="balanced"}: 1 for all where all have the same number.
   *
   * @param samples some of each class
   * @return (classes)
   */
  static Tensor weights(List<Sample> samples, int classes) {
    int[] counts = new int[classes];
    for (Sample sample : samples) {
      counts[sample.label()]++;
    }
    float[] weights = new float[classes];
    for (int c = 0; c < classes; c++) {
      weights[c] = (float) (samples.size() / ((double) classes * counts[c]));
    }
    return Tensor.of(weights, classes);
  }
}
