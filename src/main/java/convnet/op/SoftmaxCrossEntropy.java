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
   * weights added up.
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

    /** What the first n labels, by which the sum of their losses is divided, count together. */
    public double weight(int[] labels, int n) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += weight(labels[i]);
      }
      return sum;
    }
  }

  /** The sum of the plain losses of a batch: {@link #forward(Tensor, int[], Criterion)}. */
  public static double forward(Tensor logits, int[] labels) {
    return forward(logits, labels, Criterion.PLAIN);
  }

  /**
   * The loss of each image, added up in double; {@code −log p[c]} is {@code log Σ exp(x − max) −
   * (x[c] − max)}.
   *
   * @param logits (N, classes)
   * @param labels the right class of each image; the first N are used
   * @return the sum over the batch, weighted but not divided
   * @throws IllegalArgumentException if a label is no class
   */
  public static double forward(Tensor logits, int[] labels, Criterion criterion) {
    int classes = logits.shape().dim(1);
    double sum = 0;
    for (int n = 0; n < logits.shape().dim(0); n++) {
      int row = logits.offset() + n * classes;
      int label = checked(labels[n], classes);
      double max = max(logits.data(), row, classes);
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(logits.data()[row + c] - max);
      }
      double log = Math.log(total);
      double own = criterion.weight(label) * (log - (logits.data()[row + label] - max));
      if (criterion.labelSmoothing() == 0) {
        sum += own;
      } else {
        double all = 0;
        for (int c = 0; c < classes; c++) {
          all += criterion.weight(c) * (log - (logits.data()[row + c] - max));
        }
        double s = criterion.labelSmoothing();
        sum += (1 - s) * own + s / classes * all;
      }
    }
    return sum;
  }

  /** The gradient of the plain mean loss: {@link #backward(Tensor, int[], Criterion, Tensor)}. */
  public static void backward(Tensor logits, int[] labels, Tensor diffLogits) {
    backward(logits, labels, Criterion.PLAIN, diffLogits);
  }

  /**
   * The gradient of the mean loss. With {@code t[c] = s / classes · w[c]}, and {@code (1 −
   * s)·w[label]} more for the label, it is {@code (softmax(logits)[c] · Σ t − t[c]) / Σ w[labels]};
   * the plain one is {@code (softmax(logits) − onehot(label)) / N}.
   *
   * @param logits (N, classes)
   * @param diffLogits (N, classes), overwritten; may be {@code logits} itself
   */
  public static void backward(Tensor logits, int[] labels, Criterion criterion, Tensor diffLogits) {
    int batch = logits.shape().dim(0);
    int classes = logits.shape().dim(1);
    double spread = criterion.labelSmoothing() / classes;
    double allWeights = 0;
    for (int c = 0; c < classes; c++) {
      allWeights += criterion.weight(c);
    }
    for (int n = 0; n < batch; n++) {
      checked(labels[n], classes);
    }
    double divisor = criterion.weight(labels, batch);
    softmax(logits, diffLogits);
    float[] diff = diffLogits.data();
    for (int n = 0; n < batch; n++) {
      int row = diffLogits.offset() + n * classes;
      double own = (1 - criterion.labelSmoothing()) * criterion.weight(labels[n]);
      double sum = own + spread * allWeights;
      for (int c = 0; c < classes; c++) {
        double target = spread * criterion.weight(c) + (c == labels[n] ? own : 0);
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
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(logits.data()[row + c] - max);
      }
      for (int c = 0; c < classes; c++) {
        probabilities.data()[to + c] = (float) (Math.exp(logits.data()[row + c] - max) / total);
      }
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

  private static float max(float[] data, int from, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      max = Math.max(max, data[i]);
    }
    return max;
  }
}
