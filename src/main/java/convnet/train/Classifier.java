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
 * Tells what is to be seen in images. A batch of them is decoded by all threads together, then
 * computed by all threads together.
 *
 * <p>Several models may be asked, and over several crops of an image: the answer is the mean of all
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
    /** What it is called in messages. */
    String name();

    /**
     * Reads it; on any thread.
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
   * What came of an image.
   *
   * @param predictions the most probable classes, best first; empty if there is no answer
   * @param failure why there is none, or null: the image could not be read, or what a model makes
   *     of it is not finite
   */
  public record Outcome(List<Prediction> predictions, @Nullable IOException failure) {}

  /**
   * What the models say of images.
   *
   * @param logits whose softmax are the probabilities, (n, classes); good until the next images. Of
   *     several crops or models, the logarithms of the mean probabilities
   * @param failures why there is no answer for an image, or null, for each
   */
  record Scores(Tensor logits, @Nullable IOException[] failures) {}

  /**
   * @param models those to ask, at least one; all of the same classes
   * @param batchSize the most inputs of a network at a time, but at least one image is done
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

  /** How many images can be classified at a time. */
  public int batchSize() {
    return batchSize;
  }

  /**
   * Classifies images.
   *
   * @param images at most {@link #batchSize} of them
   * @param top how many classes to tell of each
   * @return what came of each, in the same order
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

  /** What the first model saw of an image of the last batch, the middle of it: (C, H, W). */
  public Tensor seen(int image) {
    return members.getFirst().seen(image);
  }

  /** Reads images and asks the models about them. */
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

  /** Of the probabilities over all models and all crops of each of the first images. */
  private Tensor logarithmsOfMeans(int count) {
    Arrays.fill(logs, Double.NEGATIVE_INFINITY);
    members.forEach(member -> member.addProbabilities(count, logs));
    double answers = Math.log(members.size() * crops.count());
    for (int i = 0; i < count * classes.size(); i++) {
      means.data()[i] = (float) (logs[i] - answers);
    }
    return means.narrow(0, count);
  }

  /** Whether they are the logits of probabilities. */
  private static boolean areFinite(Tensor logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits.toArray()) {
      max = Math.max(max, logit); // of a NaN and another it is the NaN
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
