package convnet.op;

import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Softmax and cross entropy, combined: {@code −log softmax(logits)[label]}, averaged over the
 * batch, as {@code torch.nn.CrossEntropyLoss}.
 */
public final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * The loss function for training. The loss of an image is {@code (1 − s)·w[label]·−log p[label] +
   * s / classes · Σ w[c]·−log p[c]}, and the mean over a batch is the sum of the losses divided by
   * the sum of the labels' weights. For an image with two labels, both the label's term and the
   * label's weight are averages of the two, weighted by their shares.
   *
   * @param labelSmoothing s, the share of a label that is spread over all classes (Szegedy et al.,
   *     "Rethinking the Inception Architecture", 2016), 0 to below 1
   * @param weights w, (classes); null where all are 1
   */
  public record Criterion(double labelSmoothing, @Nullable Tensor weights) {

    /** Plain cross entropy: no label smoothing, all weights 1. */
    public static final Criterion PLAIN = new Criterion(0, null);

    /** The weight of this class in the loss. */
    public double weight(int label) {
      return weights == null ? 1 : weights.data()[weights.offset() + label];
    }

    /** The weight of an image in the divisor of the mean loss. */
    public double weight(MixedLabels labels, int image) {
      double share = labels.share(image);
      return share * weight(labels.own()[image]) + (1 - share) * weight(labels.partners()[image]);
    }
  }

  /**
   * The mean loss of a batch, summed in double precision.
   *
   * @param logits (N, classes)
   * @param labels the right classes of each image; the first N are used
   * @throws IllegalArgumentException if a label is no class
   */
  public static double meanLoss(Tensor logits, MixedLabels labels, Criterion criterion) {
    double sum = 0;
    for (int n = 0; n < logits.shape().dim(0); n++) {
      sum += loss(logits, n, labels, criterion);
    }
    return sum / weight(labels, logits.shape().dim(0), criterion);
  }

  private static double weight(MixedLabels labels, int batch, Criterion criterion) {
    double sum = 0;
    for (int n = 0; n < batch; n++) {
      sum += criterion.weight(labels, n);
    }
    return sum;
  }

  /**
   * The loss of one image of a batch; {@code −log p[c]} is computed as {@code log Σ exp(x − max) −
   * (x[c] − max)}.
   *
   * @param logits (N, classes)
   * @param image the index of the image
   * @return the weighted loss, not yet divided by the sum of the weights
   * @throws IllegalArgumentException if a label is no class
   */
  public static double loss(Tensor logits, int image, MixedLabels labels, Criterion criterion) {
    int classes = logits.shape().dim(1);
    int row = logits.offset() + image * classes;
    int label = checked(labels.own()[image], classes);
    int partner = checked(labels.partners()[image], classes);
    double share = labels.share(image);
    double max = max(logits.data(), row, classes);
    double log = Math.log(total(logits.data(), row, classes, max));
    double own = share * criterion.weight(label) * (log - (logits.data()[row + label] - max));
    if (share < 1) { // an infinite loss times 0 would be NaN
      own += (1 - share) * criterion.weight(partner) * (log - (logits.data()[row + partner] - max));
    }
    if (criterion.labelSmoothing() == 0) {
      return own;
    }
    double all = 0;
    for (int c = 0; c < classes; c++) {
      all += criterion.weight(c) * (log - (logits.data()[row + c] - max));
    }
    double s = criterion.labelSmoothing();
    return (1 - s) * own + s / classes * all;
  }

  /**
   * Computes the gradient of the mean loss, {@code (softmax(logits)[c] · Σ t − t[c]) / Σ
   * w[labels]}. There {@code t[c]} is {@code s / classes · w[c]}, plus {@code (1 − s)·w[c]} times
   * the label's share for each of the two labels that is c.
   *
   * @param logits (N, classes)
   * @param diffLogits (N, classes), overwritten; may be {@code logits} itself
   * @throws IllegalArgumentException if a label is no class
   */
  public static void backward(
      Tensor logits, MixedLabels labels, Criterion criterion, Tensor diffLogits) {
    int batch = logits.shape().dim(0);
    int classes = logits.shape().dim(1);
    double spread = criterion.labelSmoothing() / classes;
    double allWeights = 0;
    for (int c = 0; c < classes; c++) {
      allWeights += criterion.weight(c);
    }
    for (int n = 0; n < batch; n++) {
      checked(labels.own()[n], classes);
      checked(labels.partners()[n], classes);
    }
    double divisor = weight(labels, batch, criterion);
    softmax(logits, diffLogits);
    float[] diff = diffLogits.data();
    for (int n = 0; n < batch; n++) {
      int row = diffLogits.offset() + n * classes;
      int label = labels.own()[n];
      int partner = labels.partners()[n];
      double rest = 1 - criterion.labelSmoothing();
      double own = rest * labels.share(n) * criterion.weight(label);
      double other = rest * (1 - labels.share(n)) * criterion.weight(partner);
      double sum = own + other + spread * allWeights;
      for (int c = 0; c < classes; c++) {
        double target =
            spread * criterion.weight(c) + (c == label ? own : 0) + (c == partner ? other : 0);
        diff[row + c] = (float) ((diff[row + c] * sum - target) / divisor);
      }
    }
  }

  /**
   * Computes the softmax: probabilities that add up to 1 for each image.
   *
   * @param logits (N, classes)
   * @param probabilities (N, classes), written; may be {@code logits} itself
   */
  public static void softmax(Tensor logits, Tensor probabilities) {
    int classes = logits.shape().dim(1);
    for (int n = 0; n < logits.shape().dim(0); n++) {
      int row = logits.offset() + n * classes;
      int to = probabilities.offset() + n * classes;
      double max = max(logits.data(), row, classes);
      double total = total(logits.data(), row, classes, max);
      for (int c = 0; c < classes; c++) {
        probabilities.data()[to + c] = (float) (Math.exp(logits.data()[row + c] - max) / total);
      }
    }
  }

  /**
   * Computes the logarithms of an image's probabilities; they are exact even where the
   * probabilities would underflow.
   *
   * @param logits (N, classes)
   * @param image the index of the image
   * @param logs (classes), written
   */
  public static void logSoftmax(Tensor logits, int image, double[] logs) {
    int classes = logits.shape().dim(1);
    int row = logits.offset() + image * classes;
    double max = max(logits.data(), row, classes);
    double log = Math.log(total(logits.data(), row, classes, max));
    for (int c = 0; c < classes; c++) {
      logs[c] = logits.data()[row + c] - max - log;
    }
  }

  /** Requires a label to be a class: another one would index the logits of another image. */
  private static int checked(int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "label " + label + " is not a class: it must be 0 to " + (classes - 1));
    }
    return label;
  }

  /** {@code Σ exp(x − max)}, which does not overflow. */
  private static double total(float[] data, int from, int count, double max) {
    double total = 0;
    for (int i = from; i < from + count; i++) {
      total += Math.exp(data[i] - max);
    }
    return total;
  }

  private static float max(float[] data, int from, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      max = Math.max(max, data[i]);
    }
    return max;
  }
}
