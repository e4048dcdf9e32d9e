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
  private final Tensor probabilities;

  /**
   * @param images how many it is asked about at a time, at the most
   */
  Member(ModelFile model, int images, Crops crops, Compute compute) {
    this.transform = Loaders.asInUse(model.architecture());
    this.plan = ExecutionPlan.forInference(model.network(), images * crops.count(), compute);
    this.crops = crops;
    this.probabilities = Tensor.zeros(model.network().spec().outputShape().batched(plan.batch()));
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
   * @param sums for each class of each image
   */
  void addProbabilities(int images, double[] sums) {
    Tensor logits = logits(images);
    int inputs = logits.shape().dim(0);
    int classes = logits.shape().dim(1);
    SoftmaxCrossEntropy.softmax(logits, probabilities.narrow(0, inputs));
    for (int input = 0; input < inputs; input++) {
      int sum = input / crops.count() * classes;
      for (int c = 0; c < classes; c++) {
        sums[sum + c] += probabilities.data()[input * classes + c];
      }
    }
  }
}
