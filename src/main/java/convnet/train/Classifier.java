package convnet.train;

import convnet.data.ImageTransform;
import convnet.io.RgbImage;
import convnet.kernel.Compute;
import convnet.nn.ExecutionPlan;
import convnet.op.SoftmaxCrossEntropy;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is to be seen in images. A batch of them is decoded by all threads together, then
 * computed by all threads together.
 */
public final class Classifier {
  private final ModelFile model;
  private final ImageTransform transform;
  private final ExecutionPlan plan;
  private final Crops crops;
  private final Tensor probabilities;
  private final Tensor averages;
  private final Compute compute;

  /** Where an image comes from. */
  @FunctionalInterface
  public interface Source {
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
   * @param predictions the most probable classes, best first; empty if the image could not be read
   * @param failure why it could not be read, or null
   */
  public record Outcome(List<Prediction> predictions, @Nullable IOException failure) {}

  /**
   * What the network says of images.
   *
   * @param logits whose softmax are the probabilities, (n, classes); good until the next images. Of
   *     several crops, the logarithms of the mean probabilities
   * @param failures why an image could not be read, or null, for each
   */
  record Scores(Tensor logits, @Nullable IOException[] failures) {}

  /**
   * @param batchSize the most inputs of the network at a time, but at least one image is done
   */
  public Classifier(ModelFile model, int batchSize, Crops crops, Compute compute) {
    int images = Math.max(1, batchSize / crops.count());
    this.model = model;
    this.crops = crops;
    this.transform = Loaders.asInUse(model.architecture());
    this.plan = ExecutionPlan.forInference(model.network(), images * crops.count(), compute);
    Shape classes = Shape.of(model.classes().size());
    this.probabilities = Tensor.zeros(classes.batched(plan.batch()));
    this.averages = Tensor.zeros(classes.batched(images));
    this.compute = compute;
  }

  /** How many images can be classified at a time. */
  public int batchSize() {
    return plan.batch() / crops.count();
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

  /** What the network saw of an image of the last batch, the middle of it: (C, H, W). */
  public Tensor seen(int image) {
    return plan.input().slice(image * crops.count() + crops.middle());
  }

  /** Reads images and runs the network on them. */
  Scores score(List<? extends Source> images) {
    @Nullable IOException[] failures = new IOException[images.size()];
    compute
        .parallel()
        .run(images.size(), (part, _) -> failures[part] = load(images.get(part), part));
    Tensor logits = plan.forward(images.size() * crops.count());
    return new Scores(crops == Crops.ONE ? logits : average(logits), failures);
  }

  private @Nullable IOException load(Source image, int place) {
    Tensor input = plan.input().narrow(place * crops.count(), (place + 1) * crops.count());
    try {
      switch (crops) {
        case ONE -> transform.apply(image.read(), input.slice(0));
        case TEN -> transform.applyTenCrops(image.read(), input);
      }
      return null;
    } catch (IOException e) {
      input.fill(0);
      return e;
    }
  }

  /** The logarithms of the probabilities' means over the crops of each image. */
  private Tensor average(Tensor logits) {
    SoftmaxCrossEntropy.softmax(logits, probabilities.narrow(0, logits.shape().dim(0)));
    int images = logits.shape().dim(0) / crops.count();
    int classes = logits.shape().dim(1);
    for (int image = 0; image < images; image++) {
      for (int c = 0; c < classes; c++) {
        double sum = 0;
        for (int crop = 0; crop < crops.count(); crop++) {
          sum += probabilities.data()[(image * crops.count() + crop) * classes + c];
        }
        // Above zero: what float32 cannot tell from it is not impossible.
        double mean = Math.max(sum / crops.count(), Float.MIN_VALUE);
        averages.data()[image * classes + c] = (float) Math.log(mean);
      }
    }
    return averages.narrow(0, images);
  }

  private List<Prediction> predictions(Tensor probabilities, int top) {
    List<Prediction> predictions = new ArrayList<>();
    for (int index : Ranking.top(probabilities, top)) {
      predictions.add(
          new Prediction(
              index,
              model.classes().get(index),
              probabilities.data()[probabilities.offset() + index]));
    }
    return predictions;
  }
}
