package convnet.golden;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A whole network as PyTorch computed it, made by {@code golden/make_networks.py}, which says what
 * each number is. Where a distance is given, it is how far PyTorch's own float32 run comes from
 * these float64 results.
 *
 * @param image the shape of one image
 * @param weightGain a weight is scaled by {@code sqrt(weightGain / fanIn)}
 * @param gradients the logits and gradients of one batch at 1000 classes
 * @param training the loss curve of one batch at 10 classes
 */
public record GoldenNetwork(
    Shape image, double weightGain, Gradients gradients, Training training) {

  private static final int IMAGES = 1002;

  /**
   * One pass forth and back.
   *
   * @param logits (2, 1000)
   * @param distance of the logits: the largest difference
   */
  public record Gradients(
      int[] labels, double loss, Tensor logits, double distance, List<Gradient> parameters) {}

  /**
   * The gradient of one parameter.
   *
   * @param values those at {@link #index}
   * @param distance the largest difference within the values, over the largest value
   */
  public record Gradient(
      String name, Shape shape, double sum, double norm, float[] values, double distance) {

    /** Where in the flat gradient the {@code j}-th value stands. */
    public int index(int j) {
      return (int) (j * 1000003L % shape.size());
    }
  }

  /**
   * Stochastic gradient descent on one batch.
   *
   * @param losses before each step
   * @param distances of each of the losses
   */
  public record Training(
      int[] labels,
      double learningRate,
      double momentum,
      double weightDecay,
      double[] losses,
      double[] distances) {}

  /** The file {@code golden/architecture.json}. */
  public static GoldenNetwork read(String architecture) {
    JsonNode file = GoldenFile.read(architecture);
    return new GoldenNetwork(
        new Shape(GoldenFile.integers(file.required("image"))),
        file.required("weightGain").doubleValue(),
        gradients(file.required("gradients")),
        training(file.required("training")));
  }

  private static Gradients gradients(JsonNode node) {
    int[] labels = GoldenFile.integers(node.required("labels"));
    float[] logits = GoldenFile.floats(node.required("logits").required("values"));
    return new Gradients(
        labels,
        node.required("loss").doubleValue(),
        Tensor.of(logits, labels.length, logits.length / labels.length),
        node.required("logits").required("float32").doubleValue(),
        node.required("parameters").valueStream().map(GoldenNetwork::gradient).toList());
  }

  private static Gradient gradient(JsonNode node) {
    return new Gradient(
        node.required("name").stringValue(),
        new Shape(GoldenFile.integers(node.required("shape"))),
        node.required("sum").doubleValue(),
        node.required("norm").doubleValue(),
        GoldenFile.floats(node.required("values")),
        node.required("float32").doubleValue());
  }

  private static Training training(JsonNode node) {
    return new Training(
        GoldenFile.integers(node.required("labels")),
        node.required("lr").doubleValue(),
        node.required("momentum").doubleValue(),
        node.required("weightDecay").doubleValue(),
        GoldenFile.doubles(node.required("losses").required("values")),
        GoldenFile.doubles(node.required("losses").required("float32")));
  }

  /**
   * Gives a network's parameters the values that PyTorch's had.
   *
   * @param parameters in order; a weight {@code (O, …)} or a bias {@code (O)} that follows its
   *     weight
   */
  public void fillParameters(List<Tensor> parameters) {
    int fanIn = 1;
    for (int number = 0; number < parameters.size(); number++) {
      Tensor parameter = parameters.get(number);
      boolean weight = parameter.shape().rank() > 1;
      if (weight) {
        fanIn = parameter.shape().inner().size();
      }
      float scale = SeedlessValues.bound(weight ? weightGain : 1, fanIn);
      SeedlessValues.fill(parameter, number, scale);
    }
  }

  /** Gives a batch the images that PyTorch had. */
  public void fillImages(Tensor batch) {
    SeedlessValues.fill(batch, IMAGES, 1);
  }
}
