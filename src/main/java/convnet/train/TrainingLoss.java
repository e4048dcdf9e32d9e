package convnet.train;

import convnet.data.DataSet;
import convnet.data.Sample;
import convnet.model.Recipe;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Tensor;
import java.util.List;

/** The loss that training minimises. Validation and evaluation use the plain cross entropy. */
final class TrainingLoss {
  private TrainingLoss() {}

  /** The loss that a recipe asks for. */
  static Criterion of(Recipe recipe, DataSet data) {
    return new Criterion(
        recipe.labelSmoothing(),
        switch (recipe.classWeights()) {
          case NONE -> null;
          case BALANCED -> balanced(data.training(), data.classes().size());
        });
  }

  /**
   * Weights that let each class count the same, however many images it has: {@code images /
   * (classes · images of the class)}, as scikit-learn's {@code class_weight="balanced"}.
   *
   * @param samples the training images, at least one of each class
   * @return (classes)
   */
  static Tensor balanced(List<Sample> samples, int classes) {
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
