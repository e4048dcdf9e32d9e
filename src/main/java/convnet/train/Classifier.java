package convnet.train;

import convnet.io.RgbImage;
import convnet.kernel.Compute;
import convnet.op.SoftmaxCrossEntropy;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Classifies images. All threads decode a batch together, then compute it together.
 *
 * <p>Several models, and several crops of an image, may be combined: the result is the mean of all
 * their probabilities (Krizhevsky et al., 2012, sections 4.1 and 6.1).
 */
public final class Classifier {
  private final List<String> classes;
  private final List<Member> members;
  private final Crops crops;
  private final int batchSize;
  private final double[] logs;
  private final Tensor probabilities;
  private final Tensor means;
  private final Compute compute;

  /** Where an image comes from. */
  public interface Source {
    /** The image's name in messages. */
    String name();

    /**
     * Reads the image; on any thread.
     *
     * @throws IOException with a message that names the file
     */
    RgbImage read() throws IOException;
  }

  /**
   * A class that an image may belong to.
   *
   * @param index the class's number in the model
   * @param name the class's name
   * @param probability 0..1; those of all classes add up to 1
   */
  public record Prediction(int index, String name, float probability) {}

  /**
   * The result for an image.
   *
   * @param predictions the most probable classes, best first; empty if there is no result
   * @param failure why there is no result: the image could not be read, or a model's output for it
   *     is not finite; else null
   */
  public record Outcome(List<Prediction> predictions, @Nullable IOException failure) {}

  /**
   * The models' outputs for some images.
   *
   * @param logits (n, classes), valid until the next call; their softmax are the probabilities.
   *     With several crops or models, the logarithms of the mean probabilities
   * @param failures for each image, why it has no result, or null
   */
  record Scores(Tensor logits, @Nullable IOException[] failures) {}

  /**
   * @param models the models, at least one; all with the same classes
   * @param batchSize the most network inputs at a time, though all crops of an image are always
   *     computed together
   */
  public Classifier(List<ModelFile> models, int batchSize, Crops crops, Compute compute) {
    this.classes = models.getFirst().classes();
    this.crops = crops;
    int images = Math.max(1, batchSize / crops.count());
    this.batchSize = images;
    this.members = models.stream().map(model -> new Member(model, images, crops, compute)).toList();
    this.logs = new double[images * classes.size()];
    Shape output = Shape.of(images, classes.size());
    this.probabilities = Tensor.zeros(output);
    this.means = Tensor.zeros(output);
    this.compute = compute;
  }

  /** The most images that can be classified at a time. */
  public int batchSize() {
    return batchSize;
  }

  /**
   * Classifies images.
   *
   * @param images at most {@link #batchSize} of them
   * @param top how many classes to return for each
   * @return the result for each, in the same order
   */
  public List<Outcome> classify(List<? extends Source> images, int top) {
    Scores scores = score(images);
    Tensor output = probabilities.narrow(0, images.size());
    SoftmaxCrossEntropy.softmax(scores.logits, output);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      IOException failure = scores.failures[i];
      outcomes.add(
          failure == null
              ? new Outcome(predictions(output.slice(i), top), null)
              : new Outcome(List.of(), failure));
    }
    return outcomes;
  }

  /**
   * The first model's input for an image of the last batch, (C, H, W); the centre one of several
   * crops.
   */
  public Tensor seen(int image) {
    return members.getFirst().seen(image);
  }

  /** Reads images and runs the models on them. */
  Scores score(List<? extends Source> images) {
    @Nullable IOException[] failures = new IOException[images.size()];
    compute
        .parallel()
        .run(images.size(), (part, _) -> failures[part] = load(images.get(part), part));
    boolean single = members.size() == 1 && crops == Crops.ONE;
    Tensor logits =
        single ? members.getFirst().logits(images.size()) : logarithmsOfMeans(images.size());
    for (int i = 0; i < images.size(); i++) {
      if (failures[i] == null && !areFinite(logits.slice(i))) {
        failures[i] =
            new IOException(
                images.get(i).name()
                    + ": the answer is not finite: a model's parameters are too large for it");
      }
    }
    return new Scores(logits, failures);
  }

  private @Nullable IOException load(Source source, int n) {
    try {
      RgbImage image = source.read();
      members.forEach(member -> member.load(image, n));
      return null;
    } catch (IOException e) {
      members.forEach(member -> member.clear(n));
      return e;
    }
  }

  /** The logarithms of the mean probabilities over all models and crops, for the first images. */
  private Tensor logarithmsOfMeans(int count) {
    Arrays.fill(logs, Double.NEGATIVE_INFINITY);
    members.forEach(member -> member.addProbabilities(count, logs));
    double answers = Math.log(members.size() * crops.count());
    for (int i = 0; i < count * classes.size(); i++) {
      means.data()[i] = (float) (logs[i] - answers);
    }
    return means.narrow(0, count);
  }

  /** Whether the logits have a softmax: none is NaN, and the largest is finite. */
  private static boolean areFinite(Tensor logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits.toArray()) {
      max = Math.max(max, logit); // NaN if either is
    }
    return Float.isFinite(max);
  }

  private List<Prediction> predictions(Tensor probabilities, int top) {
    List<Prediction> predictions = new ArrayList<>();
    for (int index : Ranking.top(probabilities, top)) {
      predictions.add(
          new Prediction(
              index, classes.get(index), probabilities.data()[probabilities.offset() + index]));
    }
    return predictions;
  }
}
