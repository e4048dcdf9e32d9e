package convnet.op;

import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Softmax and the cross entropy with the right class, together: {@code −log
 * softmax(logits)[label]}, the mean over the batch, as {@code torch.nn.CrossEntropyLoss}.
 */
public final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * How the loss is made in training. That of an image is {@code (1 − s)·w[label]·−log p[label] + s
   * / classes · Σ w[c]·−log p[c]}, and the mean over a batch is the sum divided by the labels'
   * weights added up. Of an image with two labels, both that of the label and its weight are the
   * means of the two by their shares.
   *
   * @param labelSmoothing s, the share of a label that is spread over all classes (Szegedy et al.,
   *     "Rethinking the Inception Architecture", 2016), 0 to below 1
   * @param weights w, (classes); null where all are 1
   */
  public record Criterion(double labelSmoothing, @Nullable Tensor weights) {

    /** The cross entropy as it is. */
    public static final Criterion PLAIN = new Criterion(0, null);

    /** What the loss of an image of this class counts. */
    public double weight(int label) {
      return weights == null ? 1 : weights.data()[weights.offset() + label];
    }

    /** What an image counts in the sum by which that of the losses is divided. */
    public double weight(MixedLabels labels, int image) {
      double share = labels.share(image);
      return share * weight(labels.own()[image]) + (1 - share) * weight(labels.partners()[image]);
    }
  }

  /**
   * The mean loss of a batch, added up in double.
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
   * The loss of one image of a batch; {@code −log p[c]} is {@code log Σ exp(x − max) − (x[c] −
   * max)}.
   *
   * @param logits (N, classes)
   * @param image which one
   * @return weighted, but not divided
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
    if (share < 1) { // an infinite loss times 0 would be none of the numbers
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
   * The gradient of the mean loss. With {@code t[c] = s / classes · w[c]}, and {@code (1 −
   * s)·w[label]} times its share more for each of the two labels, it is {@code (softmax(logits)[c]
   * · Σ t − t[c]) / Σ w[labels]}.
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
   * Probabilities that add up to 1 for each image.
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
   * The logarithms of an image's probabilities: exact where the probabilities are too small for a
   * number.
   *
   * @param logits (N, classes)
   * @param image which one
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

  /** A label beyond the classes would count as a class of the next image. */
  private static int checked(int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "label " + label + " is no class: it must be 0 to " + (classes - 1));
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
