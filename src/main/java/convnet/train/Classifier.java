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
  private final Tensor probabilities;
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
   * @param batchSize the most images at a time
   */
  public Classifier(ModelFile model, int batchSize, Compute compute) {
    this.model = model;
    this.transform = Loaders.asInUse(model.architecture());
    this.plan = ExecutionPlan.forInference(model.network(), batchSize, compute);
    this.probabilities = Tensor.zeros(Shape.of(model.classes().size()).batched(batchSize));
    this.compute = compute;
  }

  /** How many images can be classified at a time. */
  public int batchSize() {
    return plan.batch();
  }

  /**
   * Classifies images.
   *
   * @param images at most {@link #batchSize} of them
   * @param top how many classes to tell of each
   * @return what came of each, in the same order
   */
  public List<Outcome> classify(List<? extends Source> images, int top) {
    @Nullable IOException[] failures = new IOException[images.size()];
    compute
        .parallel()
        .run(images.size(), (part, _) -> failures[part] = load(images.get(part), part));
    Tensor output = probabilities.narrow(0, images.size());
    SoftmaxCrossEntropy.softmax(plan.forward(images.size()), output);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      outcomes.add(
          failures[i] == null
              ? new Outcome(predictions(output.slice(i), top), null)
              : new Outcome(List.of(), failures[i]));
    }
    return outcomes;
  }

  private @Nullable IOException load(Source image, int place) {
    Tensor input = plan.input().slice(place);
    try {
      transform.apply(image.read(), input);
      return null;
    } catch (IOException e) {
      input.fill(0);
      return e;
    }
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
