package convnet.golden;

import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Small configurations of every operation with PyTorch's results, made by {@code
 * golden/make_ops.py}: a list of records for each, fresh tensors at every call. {@code src} and the
 * like go in, {@code diffDst} is the gradient that comes from above, and {@code dst}, {@code
 * diffSrc} and the like are what must come out: computed in float64, rounded to float32.
 */
public final class GoldenCases {
  private GoldenCases() {}

  /** All padding modes, groups, dilation, unequal sizes. */
  public record ConvolutionCase(
      String name,
      ConvolutionParameters parameters,
      Tensor src,
      Tensor weights,
      @Nullable Tensor bias,
      Tensor dst,
      Tensor diffDst,
      Tensor diffSrc,
      Tensor diffWeights,
      @Nullable Tensor diffBias) {

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Some with many equal elements.
   *
   * @param indices where each maximum stands, row · width + column in its plane
   */
  public record MaxPoolingCase(
      String name,
      PoolingParameters parameters,
      Tensor src,
      Tensor dst,
      int[] indices,
      Tensor diffDst,
      Tensor diffSrc) {

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Both ways of counting.
   *
   * @param divisor 0 for none of its own
   */
  public record AveragePoolingCase(
      String name,
      PoolingParameters parameters,
      boolean countIncludePad,
      int divisor,
      Tensor src,
      Tensor dst,
      Tensor diffDst,
      Tensor diffSrc) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** Outputs smaller and larger than the input. */
  public record AdaptiveAveragePoolingCase(
      String name, Size output, Tensor src, Tensor dst, Tensor diffDst, Tensor diffSrc) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** {@code dst = src · weightsᵀ + bias}. */
  public record InnerProductCase(
      String name,
      Tensor src,
      Tensor weights,
      @Nullable Tensor bias,
      Tensor dst,
      Tensor diffDst,
      Tensor diffSrc,
      Tensor diffWeights,
      @Nullable Tensor diffBias) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** Odd and even sizes, more and fewer channels than that. */
  public record LocalResponseNormCase(
      String name,
      int size,
      float alpha,
      float beta,
      float k,
      Tensor src,
      Tensor dst,
      Tensor diffDst,
      Tensor diffSrc) {

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * One training step, and evaluation with the statistics before it.
   *
   * @param evaluated the output in evaluation
   * @param newRunningMean the running mean after the training step
   * @param newRunningVariance the running variance after the training step
   */
  public record BatchNormCase(
      String name,
      float eps,
      float momentum,
      Tensor src,
      Tensor gamma,
      Tensor beta,
      Tensor runningMean,
      Tensor runningVariance,
      Tensor evaluated,
      Tensor dst,
      Tensor diffDst,
      Tensor diffSrc,
      Tensor diffGamma,
      Tensor diffBeta,
      Tensor newRunningMean,
      Tensor newRunningVariance) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** The mean loss of a batch; the criterion is plain in most. */
  public record CrossEntropyCase(
      String name,
      Tensor logits,
      int[] labels,
      Criterion criterion,
      double loss,
      Tensor diffLogits) {

    @Override
    public String toString() {
      return name;
    }
  }

  public static List<ConvolutionCase> convolution() {
    return read(
        "convolution",
        c -> {
          Shape src = c.shape("src");
          int outChannels = c.integer("outChannels");
          int groups = c.integer("groups");
          Size kernel = c.size("kernel");
          int[] sides = c.integers("padding");
          ConvolutionParameters parameters =
              new ConvolutionParameters(
                  kernel,
                  c.size("stride"),
                  new Padding(sides[0], sides[1], sides[2], sides[3]),
                  c.size("dilation"),
                  groups,
                  PaddingMode.valueOf(c.text("mode").toUpperCase(Locale.ROOT)));
          Shape weights =
              Shape.of(outChannels, src.channels() / groups, kernel.height(), kernel.width());
          boolean bias = c.flag("bias");
          return new ConvolutionCase(
              c.name(),
              parameters,
              c.src(),
              c.weights(weights),
              bias ? c.bias(outChannels) : null,
              c.dst(),
              c.diffDst(),
              c.result("diffSrc", src),
              c.result("diffWeights", weights),
              bias ? c.result("diffBias", Shape.of(outChannels)) : null);
        });
  }

  public static List<MaxPoolingCase> maxPooling() {
    return read(
        "max-pooling",
        c ->
            new MaxPoolingCase(
                c.name(),
                c.pooling(),
                c.src(),
                c.dst(),
                c.integers("indices"),
                c.diffDst(),
                c.result("diffSrc", c.shape("src"))));
  }

  public static List<AveragePoolingCase> averagePooling() {
    return read(
        "average-pooling",
        c ->
            new AveragePoolingCase(
                c.name(),
                c.pooling(),
                c.flag("countIncludePad"),
                c.integer("divisor"),
                c.src(),
                c.dst(),
                c.diffDst(),
                c.result("diffSrc", c.shape("src"))));
  }

  public static List<AdaptiveAveragePoolingCase> adaptiveAveragePooling() {
    return read(
        "adaptive-average-pooling",
        c ->
            new AdaptiveAveragePoolingCase(
                c.name(),
                c.size("output"),
                c.src(),
                c.dst(),
                c.diffDst(),
                c.result("diffSrc", c.shape("src"))));
  }

  public static List<InnerProductCase> innerProduct() {
    return read(
        "inner-product",
        c -> {
          Shape src = c.shape("src");
          int outFeatures = c.integer("outFeatures");
          Shape weights = Shape.of(outFeatures, src.dim(1));
          boolean bias = c.flag("bias");
          return new InnerProductCase(
              c.name(),
              c.src(),
              c.weights(weights),
              bias ? c.bias(outFeatures) : null,
              c.dst(),
              c.diffDst(),
              c.result("diffSrc", src),
              c.result("diffWeights", weights),
              bias ? c.result("diffBias", Shape.of(outFeatures)) : null);
        });
  }

  public static List<LocalResponseNormCase> localResponseNorm() {
    return read(
        "local-response-norm",
        c ->
            new LocalResponseNormCase(
                c.name(),
                c.integer("size"),
                (float) c.real("alpha"),
                (float) c.real("beta"),
                (float) c.real("k"),
                c.src(),
                c.dst(),
                c.diffDst(),
                c.result("diffSrc", c.shape("src"))));
  }

  public static List<BatchNormCase> batchNorm() {
    return read(
        "batch-norm",
        c -> {
          Shape src = c.shape("src");
          Shape channels = Shape.of(src.channels());
          return new BatchNormCase(
              c.name(),
              (float) c.real("eps"),
              (float) c.real("momentum"),
              c.src(),
              c.weights(channels),
              c.bias(src.channels()),
              c.runningMean(channels),
              c.runningVariance(channels),
              c.result("evaluated", src),
              c.dst(),
              c.diffDst(),
              c.result("diffSrc", src),
              c.result("diffGamma", channels),
              c.result("diffBeta", channels),
              c.result("runningMean", channels),
              c.result("runningVar", channels));
        });
  }

  public static List<CrossEntropyCase> crossEntropy() {
    return read(
        "cross-entropy",
        c ->
            new CrossEntropyCase(
                c.name(),
                c.logits(),
                c.integers("labels"),
                new Criterion(
                    c.real("labelSmoothing"),
                    c.flag("weighted") ? classWeights(c, c.shape("src").dim(1)) : null),
                c.real("loss"),
                c.result("diffSrc", c.shape("src"))));
  }

  private static Tensor classWeights(GoldenCase c, int classes) {
    Tensor weights = c.weights(Shape.of(classes));
    for (int i = 0; i < classes; i++) {
      weights.set(1 + weights.get(i) / 2, i);
    }
    return weights;
  }

  private static <T> List<T> read(String operation, Function<GoldenCase, T> record) {
    return GoldenFile.read(operation)
        .valueStream()
        .map(node -> record.apply(new GoldenCase(operation, node)))
        .toList();
  }
}
