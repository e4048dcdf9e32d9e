package convnet.train;

import convnet.op.MixedLabels;
import convnet.op.SoftmaxCrossEntropy;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the images with the highest losses of all that are added. */
final class HardImages {
  private static final int KEPT = 24;
  private static final int GUESSES = 3;

  private static final Comparator<HardImage> HARDEST_FIRST =
      Comparator.comparingDouble(HardImage::loss).reversed().thenComparing(HardImage::index);

  /** The easiest of the kept images comes out first. */
  private final PriorityQueue<HardImage> kept = new PriorityQueue<>(HARDEST_FIRST.reversed());

  private int seen;

  /**
   * Adds a batch; the index of an image is its place in the order of all that are added.
   *
   * @param logits the network's output, (n, classes)
   * @param labels the right class of each image; the first n are used
   */
  void add(Tensor logits, int[] labels) {
    MixedLabels unmixed = MixedLabels.unmixed(labels);
    for (int i = 0; i < logits.shape().dim(0); i++) {
      double loss = SoftmaxCrossEntropy.loss(logits, i, unmixed, Criterion.PLAIN);
      if (kept.size() < KEPT || loss > kept.element().loss()) {
        kept.add(new HardImage(seen, labels[i], loss, guesses(logits.narrow(i, i + 1))));
      }
      if (kept.size() > KEPT) {
        kept.remove();
      }
      seen++;
    }
  }

  private static List<HardImage.Guess> guesses(Tensor scores) {
    Tensor probabilities = Tensor.zeros(scores.shape());
    SoftmaxCrossEntropy.softmax(scores, probabilities);
    List<HardImage.Guess> guesses = new ArrayList<>();
    for (int label : Ranking.top(probabilities.slice(0), GUESSES)) {
      guesses.add(new HardImage.Guess(label, probabilities.data()[label]));
    }
    return guesses;
  }

  /** The kept images, the hardest first. */
  List<HardImage> hardest() {
    return kept.stream().sorted(HARDEST_FIRST).toList();
  }
}
