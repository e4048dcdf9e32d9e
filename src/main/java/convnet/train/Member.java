package convnet.train;

import convnet.data.ImageTransform;
import convnet.io.RgbImage;
import convnet.kernel.Compute;
import convnet.nn.ExecutionPlan;
import convnet.op.SoftmaxCrossEntropy;
import convnet.tensor.Tensor;

/** One of the models of a {@link Classifier}, with its own preprocessing. */
final class Member {
  private final ImageTransform transform;
  private final ExecutionPlan plan;
  private final Crops crops;
  private final double[] logProbabilities;

  /**
   * @param images the most images at a time
   */
  Member(ModelFile model, int images, Crops crops, Compute compute) {
    this.transform = Loaders.asInUse(model.architecture());
    this.plan = ExecutionPlan.forInference(model.network(), images * crops.count(), compute);
    this.crops = crops;
    this.logProbabilities = new double[model.classes().size()];
  }

  /** Writes an image into the n-th place of the input. */
  void load(RgbImage image, int n) {
    Tensor input = input(n);
    switch (crops) {
      case ONE -> transform.apply(image, input.slice(0));
      case TEN -> transform.applyTenCrops(image, input);
    }
  }

  /** Clears the n-th place of the input. */
  void clear(int n) {
    input(n).fill(0);
  }

  private Tensor input(int n) {
    return plan.input().narrow(n * crops.count(), (n + 1) * crops.count());
  }

  /** The input for the n-th image, (C, H, W); the centre one of several crops. */
  Tensor seen(int n) {
    return plan.input().slice(n * crops.count() + crops.middle());
  }

  /** Computes the logits of each crop of the first images, (images * crops, classes). */
  Tensor logits(int images) {
    return plan.forward(images * crops.count());
  }

  /**
   * Computes the probabilities for each crop of the first images and adds them to sums.
   *
   * @param logs for each class of each image, the logarithm of the sum so far; updated
   */
  void addProbabilities(int images, double[] logs) {
    Tensor logits = logits(images);
    int classes = logProbabilities.length;
    for (int input = 0; input < images * crops.count(); input++) {
      SoftmaxCrossEntropy.logSoftmax(logits, input, logProbabilities);
      int image = input / crops.count();
      for (int c = 0; c < classes; c++) {
        int at = image * classes + c;
        logs[at] = logarithmOfSum(logs[at], logProbabilities[c]);
      }
    }
  }

  /** {@code log(exp a + exp b)}. */
  private static double logarithmOfSum(double a, double b) {
    double max = Math.max(a, b);
    return max == Double.NEGATIVE_INFINITY ? max : max + Math.log1p(Math.exp(Math.min(a, b) - max));
  }
}
