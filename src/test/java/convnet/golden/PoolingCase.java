package convnet.golden;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * One case of the files that {@code golden/make_pools.py} makes: options of {@code convnet pool} as
 * they are typed, and what PyTorch gives. The inputs follow from the case's number.
 */
record PoolingCase(String file, JsonNode node) {

  /** All cases of {@code golden/file.json}. */
  static List<PoolingCase> read(String file) {
    return GoldenFile.read(file).valueStream().map(node -> new PoolingCase(file, node)).toList();
  }

  String options() {
    return node.required("options").stringValue();
  }

  Tensor src() {
    Tensor src = seedless(0, shape("src"));
    coarsen(src, node.path("levels").asInt(0));
    Tensor marks = seedless(2, src.shape());
    for (int i = 0; i < src.size(); i++) {
      float value = src.data()[i];
      float mark = node.path("special").asBoolean(false) ? marks.data()[i] : 0;
      src.data()[i] =
          mark >= 0.9f
              ? Float.NaN
              : mark >= 0.8f
                  ? Float.POSITIVE_INFINITY
                  : mark >= 0.7f
                      ? Float.NEGATIVE_INFINITY
                      : node.path("positive").asBoolean(false) ? Math.abs(value) : value;
    }
    return src;
  }

  Tensor diffDst() {
    Tensor diffDst = seedless(1, dstShape());
    coarsen(diffDst, 8);
    for (int i = 0; i < diffDst.size() && hasNorm(); i++) {
      diffDst.data()[i] = Math.abs(diffDst.data()[i]) + 0.125f;
    }
    return diffDst;
  }

  boolean hasNorm() {
    return node.has("norm");
  }

  double norm() {
    String norm = node.required("norm").stringValue();
    return Double.parseDouble(norm.replace("inf", "Infinity"));
  }

  Shape dstShape() {
    return shape("shape");
  }

  float[] dst() {
    return numbers("dst");
  }

  float[] diffSrc() {
    return numbers("diffSrc");
  }

  int[] indices() {
    return GoldenFile.integers(node.required("indices"));
  }

  private Shape shape(String key) {
    return new Shape(GoldenFile.integers(node.required(key)));
  }

  private float[] numbers(String key) {
    JsonNode array = node.required(key);
    float[] numbers = new float[array.size()];
    IntStream.range(0, numbers.length).forEach(i -> numbers[i] = number(array.get(i)));
    return numbers;
  }

  private static float number(JsonNode node) {
    if (!node.isString()) {
      return node.floatValue();
    }
    return switch (node.stringValue()) {
      case "nan" -> Float.NaN;
      case "inf" -> Float.POSITIVE_INFINITY;
      case "-inf" -> Float.NEGATIVE_INFINITY;
      default -> throw new AssertionError(node);
    };
  }

  private static void coarsen(Tensor tensor, int levels) {
    for (int i = 0; i < tensor.size() && levels > 0; i++) {
      tensor.data()[i] = (float) Math.floor(tensor.data()[i] * levels) / levels;
    }
  }

  private Tensor seedless(int role, Shape shape) {
    return SeedlessValues.tensor(8 * node.required("case").intValue() + role, 1, shape);
  }

  @Override
  public String toString() {
    return file + " " + node.required("case") + ": convnet pool " + options();
  }
}
