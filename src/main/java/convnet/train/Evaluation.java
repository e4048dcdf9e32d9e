package convnet.train;

import convnet.data.DataLoader;
import convnet.data.Sample;
import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import convnet.io.RgbImage;
import convnet.nn.ExecutionPlan;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** Evaluates networks on labelled images, during training and afterwards. */
public final class Evaluation {
  private Evaluation() {}

  /** Is told about the progress of an evaluation. */
  public interface Listener {
    /** This many images are done. */
    void done(long images);

    /** An image has no result, and is left out. */
    void failed(IOException reason);
  }

  /**
   * Evaluates a classifier on each image once. An image that cannot be read, or for which the
   * output is not finite, is left out.
   *
   * @param classifier the classifier to evaluate
   * @param classes the number of its classes
   * @param samples with labels that are indices into the classifier's classes
   * @param limits how large an image may be
   */
  public static Metrics of(
      Classifier classifier,
      int classes,
      List<Sample> samples,
      ImageLimits limits,
      Listener listener) {
    Tally tally = new Tally(classes);
    int[] label = new int[1];
    for (int from = 0; from < samples.size(); from += classifier.batchSize()) {
      int to = Math.min(samples.size(), from + classifier.batchSize());
      List<Sample> batch = samples.subList(from, to);
      Classifier.Scores scores = classifier.score(sources(batch, limits));
      for (int i = 0; i < batch.size(); i++) {
        IOException failure = scores.failures()[i];
        if (failure == null) {
          label[0] = batch.get(i).label();
          tally.add(scores.logits().narrow(i, i + 1), label);
        } else {
          listener.failed(failure);
        }
      }
      listener.done(to);
    }
    return tally.metrics();
  }

  private static List<Classifier.Source> sources(List<Sample> batch, ImageLimits limits) {
    return batch.stream()
        .map(sample -> (Classifier.Source) new FileSource(sample.file(), limits))
        .toList();
  }

  private record FileSource(Path file, ImageLimits limits) implements Classifier.Source {
    @Override
    public String name() {
      return file.toString();
    }

    @Override
    public RgbImage read() throws IOException {
      return ImageFiles.readRgb(file, limits);
    }
  }

  /**
   * Evaluates a network on the images of a loader, all of which must be readable, and keeps the
   * hardest ones.
   */
  static Review run(ExecutionPlan plan, DataLoader loader, int classes, LongConsumer progress)
      throws IOException {
    Tally tally = new Tally(classes);
    HardImages hard = new HardImages();
    int[] labels = new int[plan.batch()];
    loader.start(0, 0);
    for (int n = loader.next(plan.input(), labels); n > 0; n = loader.next(plan.input(), labels)) {
      Tensor logits = plan.forward(n);
      tally.add(logits, labels);
      hard.add(logits, labels);
      progress.accept(tally.images());
    }
    return new Review(tally.metrics(), hard.hardest());
  }
}
