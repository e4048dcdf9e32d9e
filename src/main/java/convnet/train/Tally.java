package convnet.train;

import convnet.op.MixedLabels;
import convnet.op.SoftmaxCrossEntropy;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Tensor;

/**
 * Counts hits and adds up losses, image by image, so that the figures do not depend on how the
 * images were put into batches.
 */
public final class Tally {
  /** (true class, class it was taken for); no rows if that is not counted. */
  private final long[][] confusion;

  private long images;
  private long first;
  private long amongFive;
  private double loss;

  /** The sum of the images' weights in the loss. */
  private double weight;

  /**
   * A tally that also counts which class was taken for which.
   *
   * @param classes the number of classes
   */
  public Tally(int classes) {
    confusion = new long[classes][classes];
  }

  /** A tally without that table, which can be saved as text and restored. */
  static Tally ofTraining() {
    return new Tally(0);
  }

  /**
   * The tally that {@link #text} wrote.
   *
   * @throws IllegalArgumentException if the text is not one of those
   */
  static Tally ofText(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("no tally: " + text);
    }
    Tally tally = ofTraining();
    tally.images = Long.parseLong(parts[0]);
    tally.first = Long.parseLong(parts[1]);
    tally.amongFive = Long.parseLong(parts[2]);
    tally.loss = Double.parseDouble(parts[3]);
    tally.weight = Double.parseDouble(parts[4]);
    return tally;
  }

  /** The counts without the table, exact to the last bit. */
  String text() {
    return "%d %d %d %s %s".formatted(images, first, amongFive, loss, weight);
  }

  /** Adds a batch, with the plain cross entropy as the loss. */
  public void add(Tensor logits, int[] labels) {
    add(logits, MixedLabels.unmixed(labels), Criterion.PLAIN);
  }

  /**
   * Adds a batch. An image that is mixed from two classes counts as one of the class of its larger
   * part.
   *
   * @param logits the network's output, (n, classes)
   * @param labels the right classes of each image; the first n are used
   * @param criterion how the loss is computed
   */
  void add(Tensor logits, MixedLabels labels, Criterion criterion) {
    int n = logits.shape().dim(0);
    for (int i = 0; i < n; i++) {
      loss += SoftmaxCrossEntropy.loss(logits, i, labels, criterion);
      weight += criterion.weight(labels, i);
      Tensor scores = logits.slice(i);
      int label = labels.label(i);
      int rank = Ranking.rank(scores, label);
      first += rank == 0 ? 1 : 0;
      amongFive += rank < 5 ? 1 : 0;
      if (confusion.length > 0) {
        confusion[label][Ranking.best(scores)]++;
      }
      images++;
    }
  }

  public long images() {
    return images;
  }

  /** The figures so far; NaN if nothing was added. */
  public Metrics metrics() {
    return new Metrics(
        images, loss / weight, (double) first / images, (double) amongFive / images, confusion);
  }
}
