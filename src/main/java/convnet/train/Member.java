package convnet.train;

import convnet.data.ImageTransform;
import convnet.io.RgbImage;
import convnet.kernel.Compute;
import convnet.nn.ExecutionPlan;
import convnet.op.SoftmaxCrossEntropy;
import convnet.tensor.Tensor;

/** One of the models that a {@link Classifier} asks, with its own way of making images ready. */
final class Member {
  private final ImageTransform transform;
  private final ExecutionPlan plan;
  private final Crops crops;
  private final double[] logProbabilities;

  /**
   * @param images how many it is asked about at a time, at the most
   */
  Member(ModelFile model, int images, Crops crops, Compute compute) {
    this.transform = Loaders.asInUse(model.architecture());
    this.plan = ExecutionPlan.forInference(model.network(), images * crops.count(), compute);
    this.crops = crops;
    this.logProbabilities = new double[model.classes().size()];
  }

  /** Takes an image, as the n-th of those it will be asked about. */
  void load(RgbImage image, int n) {
    Tensor input = input(n);
    switch (crops) {
      case ONE -> transform.apply(image, input.slice(0));
      case TEN -> transform.applyTenCrops(image, input);
    }
  }

  /** Has nothing to see in the place of the n-th image. */
  void clear(int n) {
    input(n).fill(0);
  }

  private Tensor input(int n) {
    return plan.input().narrow(n * crops.count(), (n + 1) * crops.count());
  }

  /** What it sees of the n-th image, the middle of it: (C, H, W). */
  Tensor seen(int n) {
    return plan.input().slice(n * crops.count() + crops.middle());
  }

  /** What it says of each crop of the first images, (images * crops, classes). */
  Tensor logits(int images) {
    return plan.forward(images * crops.count());
  }

  /**
   * Adds the probabilities that it sees in each crop of the first images.
   *
   * @param logs the logarithm of the sum so far, for each class of each image
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
