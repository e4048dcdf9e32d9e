package convnet.model;

import convnet.op.ConvolutionParameters;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * The description of a layer, without values of its parameters. Each record but {@link Residual}
 * has the name and the meaning of a class in {@code torch.nn}. Shapes are those of one image:
 * {@code (C, H, W)}, or {@code (features)} once it is flattened; the batch axis is prepended later.
 */
public sealed interface LayerSpec {

  /** The layer's path in the network, as in PyTorch: {@code features.0}. */
  String name();

  /** The layer's class in {@code torch.nn}, such as {@code Conv2d}. */
  default String type() {
    return getClass().getSimpleName();
  }

  /**
   * The shape of the output for an input of shape {@code in}.
   *
   * @throws IllegalArgumentException with one line that says what does not fit and what would
   */
  default Shape outputShape(Shape in) {
    return in;
  }

  /**
   * The parameters for an input of this shape, in PyTorch's order and with their full names in the
   * network.
   *
   * @param in an input shape that {@link #outputShape} accepts
   */
  default List<ParameterSpec> parameters(Shape in) {
    return List.of();
  }

  /**
   * Multiply-adds for one image; biases, comparisons and the like are not counted.
   *
   * @param in an input shape that {@link #outputShape} accepts
   */
  default long macs(Shape in) {
    return 0;
  }

  /**
   * {@code nn.Conv2d}. The number of input channels is that of the input.
   *
   * @param outChannels the number of filters, and so of output feature maps
   * @param convolution kernel, stride, padding, dilation, groups
   * @param bias whether a learned number is added to each feature map
   * @param biasInit with whitening, constant 0 takes the place of the default
   */
  record Conv2d(
      String name,
      int outChannels,
      ConvolutionParameters convolution,
      boolean bias,
      Initializer weightInit,
      Initializer biasInit)
      implements LayerSpec {

    /**
     * @throws IllegalArgumentException if there is no output channel, or the weights' initialiser
     *     does not suit the convolution
     */
    public Conv2d {
      requireAtLeastOne("out_channels", outChannels);
      if (weightInit instanceof Initializer.Dirac && convolution.groups() != 1) {
        throw new IllegalArgumentException(
            "dirac passes on all channels: it needs groups 1, not " + convolution.groups());
      }
      boolean whitens = weightInit instanceof Initializer.Whitening;
      if (whitens && !(convolution.groups() == 1 && convolution.dilation().is(1))) {
        throw new IllegalArgumentException(
            "whitening is of whole patches: it needs groups 1 and dilation 1");
      }
      if (!bias) {
        biasInit = Initializer.DEFAULT;
      } else if (whitens && biasInit.equals(Initializer.DEFAULT)) {
        biasInit = new Initializer.Constant(0);
      }
    }

    /** With a bias, and initialised as PyTorch does. */
    public static Conv2d of(String name, int outChannels, ConvolutionParameters convolution) {
      return new Conv2d(
          name, outChannels, convolution, true, Initializer.DEFAULT, Initializer.DEFAULT);
    }

    /** Whether its weights are initialised from images: see {@link Initializer.Whitening}. */
    public boolean whitens() {
      return weightInit instanceof Initializer.Whitening;
    }

    @Override
    public Shape outputShape(Shape in) {
      Shape out = convolution.outputShape(requireImage(in), outChannels);
      if (whitens()) {
        requireAllAxes(in);
      }
      return out;
    }

    /**
     * Requires two filters for each principal axis of a patch, as whitening makes them: the axis
     * and its negative.
     */
    private void requireAllAxes(Shape in) {
      Size kernel = convolution.kernel();
      if (kernel.height() > in.height() || kernel.width() > in.width()) {
        throw new IllegalArgumentException(
            "whitening needs patches of %s, and images of %s have none".formatted(kernel, in));
      }
      long filters = 2L * in.channels() * kernel.height() * kernel.width();
      if (outChannels != filters) {
        throw new IllegalArgumentException(
            "whitening makes 2·%d·%d·%d = %d filters, but out_channels is %d"
                .formatted(in.channels(), kernel.height(), kernel.width(), filters, outChannels));
      }
    }

    @Override
    public List<ParameterSpec> parameters(Shape in) {
      Size kernel = convolution.kernel();
      Shape weight =
          Shape.of(
              outChannels, in.channels() / convolution.groups(), kernel.height(), kernel.width());
      return weightAndBias(name, weight, weightInit, bias, biasInit);
    }

    @Override
    public long macs(Shape in) {
      Shape out = outputShape(in);
      return (long) parameters(in).getFirst().shape().size() * out.height() * out.width();
    }
  }

  /** {@code nn.MaxPool2d}. */
  record MaxPool2d(String name, PoolingParameters pooling) implements LayerSpec {
    @Override
    public Shape outputShape(Shape in) {
      return pooling.outputShape(requireImage(in));
    }
  }

  /**
   * {@code nn.AvgPool2d}.
   *
   * @param pooling the windows, without dilation
   * @param countIncludePad whether padding counts in the divisor
   * @param divisor {@code divisor_override}: divides every sum; 0 for the window's own size
   */
  record AvgPool2d(String name, PoolingParameters pooling, boolean countIncludePad, int divisor)
      implements LayerSpec {

    /**
     * @throws IllegalArgumentException if the windows are dilated or the divisor is negative
     */
    public AvgPool2d {
      if (!pooling.dilation().is(1)) {
        throw new IllegalArgumentException("average pooling has no dilation");
      }
      if (divisor < 0) {
        throw new IllegalArgumentException("a divisor must be at least 1, not " + divisor);
      }
    }

    @Override
    public Shape outputShape(Shape in) {
      return pooling.outputShape(requireImage(in));
    }
  }

  /**
   * {@code nn.AdaptiveAvgPool2d}: averages to the size {@code output}, whatever the input's size.
   */
  record AdaptiveAvgPool2d(String name, Size output) implements LayerSpec {
    /**
     * @throws IllegalArgumentException if the output is empty
     */
    public AdaptiveAvgPool2d {
      requireAtLeastOne("output_size", Math.min(output.height(), output.width()));
    }

    @Override
    public Shape outputShape(Shape in) {
      return Shape.of(requireImage(in).channels(), output.height(), output.width());
    }
  }

  /**
   * {@code nn.Linear}, on a flattened image.
   *
   * @param inFeatures the required number of inputs; 0 to accept any
   * @param outFeatures the number of outputs
   * @param bias whether a learned number is added to each output
   */
  record Linear(
      String name,
      int inFeatures,
      int outFeatures,
      boolean bias,
      Initializer weightInit,
      Initializer biasInit)
      implements LayerSpec {

    /**
     * @throws IllegalArgumentException if there is no output, or a negative number of inputs
     */
    public Linear {
      if (inFeatures < 0) {
        throw new IllegalArgumentException("in_features must be at least 1, not " + inFeatures);
      }
      requireAtLeastOne("out_features", outFeatures);
      biasInit = bias ? biasInit : Initializer.DEFAULT;
    }

    /** Accepts any number of inputs. */
    public Linear(
        String name, int outFeatures, boolean bias, Initializer weightInit, Initializer biasInit) {
      this(name, 0, outFeatures, bias, weightInit, biasInit);
    }

    /** Accepts any number of inputs, with a bias, and initialised as PyTorch does. */
    public static Linear of(String name, int outFeatures) {
      return new Linear(name, outFeatures, true, Initializer.DEFAULT, Initializer.DEFAULT);
    }

    @Override
    public Shape outputShape(Shape in) {
      if (in.rank() != 1) {
        throw new IllegalArgumentException(
            "it takes a flat input, not one of " + in + ": put a Flatten before it");
      }
      if (inFeatures != 0 && in.dim(0) != inFeatures) {
        throw new IllegalArgumentException(
            "it got %d features and needs %d".formatted(in.dim(0), inFeatures));
      }
      return Shape.of(outFeatures);
    }

    @Override
    public List<ParameterSpec> parameters(Shape in) {
      return weightAndBias(name, Shape.of(outFeatures, in.dim(0)), weightInit, bias, biasInit);
    }

    @Override
    public long macs(Shape in) {
      return (long) in.dim(0) * outFeatures;
    }
  }

  /** {@code nn.ReLU}. */
  record ReLU(String name) implements LayerSpec {}

  /**
   * {@code nn.Dropout}: in training each element is set to 0 with probability {@code p}, the others
   * are divided by {@code 1 − p}.
   */
  record Dropout(String name, float p) implements LayerSpec {
    /**
     * @throws IllegalArgumentException if {@code p} is not in 0 (inclusive) to 1 (exclusive)
     */
    public Dropout {
      if (!(p >= 0 && p < 1)) {
        throw new IllegalArgumentException("p must be at least 0 and below 1, not " + p);
      }
    }
  }

  /** {@code nn.Flatten}: from {@code (C, H, W)} to {@code (C·H·W)}. */
  record Flatten(String name) implements LayerSpec {
    @Override
    public Shape outputShape(Shape in) {
      return Shape.of(in.size());
    }
  }

  /**
   * {@code nn.LocalResponseNorm}, across channels: {@code x / (k + α/n · Σ x²)^β} with the sum over
   * {@code n} neighbouring channels.
   *
   * @param size {@code n}, the number of channels in the sum
   */
  record LocalResponseNorm(String name, int size, float alpha, float beta, float k)
      implements LayerSpec {

    /**
     * @throws IllegalArgumentException if the size is below 1 or a constant is not finite
     */
    public LocalResponseNorm {
      requireAtLeastOne("size", size);
      if (!Float.isFinite(alpha) || !Float.isFinite(beta) || !Float.isFinite(k)) {
        throw new IllegalArgumentException(
            "alpha, beta and k must be finite, not %s, %s and %s".formatted(alpha, beta, k));
      }
    }

    @Override
    public Shape outputShape(Shape in) {
      return requireImage(in);
    }
  }

  /**
   * {@code nn.BatchNorm2d}, with a learned scale and shift and running statistics.
   *
   * @param eps added to the variance
   * @param momentum the share of the running statistics that a step replaces
   */
  record BatchNorm2d(String name, float eps, float momentum) implements LayerSpec {

    /**
     * @throws IllegalArgumentException if {@code eps} is not above 0 or {@code momentum} not in
     *     0..1
     */
    public BatchNorm2d {
      if (!(eps > 0 && Float.isFinite(eps))) {
        throw new IllegalArgumentException("eps must be above 0, not " + eps);
      }
      if (!(momentum >= 0 && momentum <= 1)) {
        throw new IllegalArgumentException("momentum must be in 0..1, not " + momentum);
      }
    }

    /** With PyTorch's default constants. */
    public static BatchNorm2d of(String name) {
      return new BatchNorm2d(name, 1e-5f, 0.1f);
    }

    @Override
    public Shape outputShape(Shape in) {
      return requireImage(in);
    }

    @Override
    public List<ParameterSpec> parameters(Shape in) {
      Shape perChannel = Shape.of(in.channels());
      return List.of(
          new ParameterSpec(name + ".weight", perChannel, new Initializer.Constant(1), true),
          new ParameterSpec(name + ".bias", perChannel, new Initializer.Constant(0), true),
          new ParameterSpec(name + ".running_mean", perChannel, new Initializer.Constant(0), false),
          new ParameterSpec(name + ".running_var", perChannel, new Initializer.Constant(1), false));
    }
  }

  /**
   * A residual block (He, Zhang, Ren and Sun, "Deep residual learning for image recognition",
   * 2015): the sum of the body's and the shortcut's outputs for the same input. With torchvision's
   * names for the layers inside, it is torchvision's {@code BasicBlock} or {@code Bottleneck},
   * whose state dict lists the body before the shortcut, too.
   *
   * @param body at least one layer; their names begin with that of the block
   * @param shortcut likewise; empty if the input itself is added
   * @param relu whether a ReLU follows the sum, as in the paper
   */
  record Residual(String name, List<LayerSpec> body, List<LayerSpec> shortcut, boolean relu)
      implements LayerSpec {

    /**
     * @throws IllegalArgumentException if the body is empty, or the name of a layer inside does not
     *     begin with the block's
     */
    public Residual {
      body = List.copyOf(body);
      shortcut = List.copyOf(shortcut);
      if (body.isEmpty()) {
        throw new IllegalArgumentException("the body has at least one layer");
      }
      for (LayerSpec layer : concat(body, shortcut)) {
        if (!layer.name().startsWith(name + ".")) {
          throw new IllegalArgumentException(
              "the name of a layer in %s begins with %s., not %s"
                  .formatted(name, name, layer.name()));
        }
      }
    }

    /** The body's layers, then the shortcut's. */
    public List<LayerSpec> layers() {
      return concat(body, shortcut);
    }

    @Override
    public Shape outputShape(Shape in) {
      Shape out = LayerChain.outputShape(body, in);
      Shape added = LayerChain.outputShape(shortcut, in);
      if (!out.equals(added)) {
        throw new IllegalArgumentException(
            "its body gives %s and its shortcut %s: they are added, so they must be alike"
                .formatted(out, added));
      }
      return out;
    }

    @Override
    public List<ParameterSpec> parameters(Shape in) {
      return concat(LayerChain.parameters(body, in), LayerChain.parameters(shortcut, in));
    }

    @Override
    public long macs(Shape in) {
      return LayerChain.macs(body, in) + LayerChain.macs(shortcut, in);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
      return Stream.concat(first.stream(), second.stream()).toList();
    }
  }

  private static List<ParameterSpec> weightAndBias(
      String name, Shape weight, Initializer weightInit, boolean bias, Initializer biasInit) {
    long fanIn = weight.inner().size();
    long fanOut = (long) weight.size() / weight.dim(1);
    ParameterSpec weights =
        new ParameterSpec(name + ".weight", weight, weightInit.distribution(fanIn, fanOut), true);
    return bias
        ? List.of(
            weights,
            new ParameterSpec(
                name + ".bias",
                Shape.of(weight.dim(0)),
                biasInit.distribution(fanIn, fanOut),
                true))
        : List.of(weights);
  }

  private static Shape requireImage(Shape in) {
    if (in.rank() != 3) {
      throw new IllegalArgumentException(
          "it takes an image of channels, height and width, not " + in + " features");
    }
    return in;
  }

  private static void requireAtLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, not " + value);
    }
  }
}
