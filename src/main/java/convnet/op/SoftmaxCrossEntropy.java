package convnet.op;

import convnet.tensor.Tensor;

/**
 * Softmax and the cross entropy with the right class, together: {@code −log
 * softmax(logits)[label]}, the mean over the batch, as {@code torch.nn.CrossEntropyLoss}.
 */
public final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * The loss of each image, {@code log Σ exp(x − max) − (x[label] − max)}, added up in double.
   *
   * @param logits (N, classes)
   * @param labels the right class of each image; the first N are used
   * @return the sum over the batch
   * @throws IllegalArgumentException if a label is no class
   */
  public static double forward(Tensor logits, int[] labels) {
    int classes = logits.shape().dim(1);
    double sum = 0;
    for (int n = 0; n < logits.shape().dim(0); n++) {
      int row = logits.offset() + n * classes;
      double max = max(logits.data(), row, classes);
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(logits.data()[row + c] - max);
      }
      sum += Math.log(total) - (logits.data()[row + checked(labels[n], classes)] - max);
    }
    return sum;
  }

  /**
   * The gradient of the mean loss: {@code (softmax(logits) − onehot(label)) / N}.
   *
   * @param logits (N, classes)
   * @param diffLogits (N, classes), overwritten; may be {@code logits} itself
   */
  public static void backward(Tensor logits, int[] labels, Tensor diffLogits) {
    int batch = logits.shape().dim(0);
    int classes = logits.shape().dim(1);
    softmax(logits, diffLogits);
    for (int n = 0; n < batch; n++) {
      int row = diffLogits.offset() + n * classes;
      diffLogits.data()[row + checked(labels[n], classes)] -= 1;
      for (int c = 0; c < classes; c++) {
        diffLogits.data()[row + c] /= batch;
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
