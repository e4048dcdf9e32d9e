package convnet.golden;

import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** One case of a golden file: what is stored, and the inputs that follow from its number. */
record GoldenCase(String operation, JsonNode node) {

  String name() {
    return operation + " " + number();
  }

  private int number() {
    return integer("case");
  }

  int integer(String key) {
    return node.required(key).intValue();
  }

  double real(String key) {
    return node.required(key).doubleValue();
  }

  boolean flag(String key) {
    return node.required(key).booleanValue();
  }

  String text(String key) {
    return node.required(key).stringValue();
  }

  int[] integers(String key) {
    return GoldenFile.integers(node.required(key));
  }

  Shape shape(String key) {
    return new Shape(integers(key));
  }

  Size size(String key) {
    int[] both = integers(key);
    return Size.of(both[0], both[1]);
  }

  PoolingParameters pooling() {
    return new PoolingParameters(
        size("kernel"), size("stride"), size("padding"), size("dilation"), flag("ceil"));
  }

  Tensor result(String key, Shape shape) {
    return new Tensor(GoldenFile.floats(node.required(key)), 0, shape);
  }

  Tensor dst() {
    JsonNode dst = node.required("dst");
    return Tensor.of(
        GoldenFile.floats(dst.required("values")), GoldenFile.integers(dst.required("shape")));
  }

  Tensor src() {
    Tensor src = seedless(0, 1, shape("src"));
    int levels = node.path("levels").asInt(0);
    if (levels > 0) {
      for (int i = 0; i < src.size(); i++) {
        src.data()[i] = (float) Math.floor(src.data()[i] * levels) / levels;
      }
    }
    return src;
  }

  Tensor logits() {
    return seedless(0, 4, shape("src"));
  }

  Tensor weights(Shape shape) {
    return seedless(1, 1, shape);
  }

  Tensor bias(int size) {
    return seedless(2, 1, Shape.of(size));
  }

  Tensor diffDst() {
    return seedless(3, 1, dst().shape());
  }

  Tensor runningMean(Shape shape) {
    return seedless(4, 1, shape);
  }

  Tensor runningVariance(Shape shape) {
    Tensor variance = seedless(5, 1, shape);
    for (int i = 0; i < variance.size(); i++) {
      variance.data()[i] = 1 + variance.data()[i] / 2;
    }
    return variance;
  }

  private Tensor seedless(int role, float scale, Shape shape) {
    return SeedlessValues.tensor(8 * number() + role, scale, shape);
  }
}
