package convnet.model;

import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Networks drawn at random that fit their input: layers of all kinds, blocks, blocks in blocks. */
public final class RandomNetworks {
  private static final int DEEPEST = 2;

  private final SplittableRandom random;

  private RandomNetworks(SplittableRandom random) {
    this.random = random;
  }

  /** The network of this seed, over an image of 1 to 4 channels and at most 16 pixels a side. */
  public static NetworkSpec draw(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomNetworks networks = new RandomNetworks(random);
    Shape input = Shape.of(random.nextInt(1, 5), random.nextInt(1, 17), random.nextInt(1, 17));
    List<LayerSpec> layers = networks.chain("", input, random.nextInt(1, 7), 0);
    if (random.nextBoolean()) {
      networks.addHead(layers, LayerChain.outputShape(layers, input));
    }
    return new NetworkSpec("random " + seed, input, layers);
  }

  /** So many layers that take and give images. */
  private List<LayerSpec> chain(String path, Shape in, int count, int depth) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LayerSpec layer = fitting(name(path, i), in, depth);
      layers.add(layer);
      in = layer.outputShape(in);
    }
    return layers;
  }

  private void addHead(List<LayerSpec> layers, Shape image) {
    layers.add(new LayerSpec.Flatten("flatten"));
    int features = image.size();
    for (int i = random.nextInt(3); i > 0; i--) {
      int out = random.nextInt(1, 9);
      layers.add(
          new LayerSpec.Linear(
              "fc" + i,
              random.nextBoolean() ? features : 0,
              out,
              random.nextBoolean(),
              init(),
              init()));
      layers.add(new LayerSpec.ReLU("relu" + i));
      layers.add(dropout("dropout" + i));
      features = out;
    }
  }

  private LayerSpec fitting(String name, Shape in, int depth) {
    while (true) {
      LayerSpec layer =
          depth < DEEPEST && random.nextInt(6) == 0 ? block(name, in, depth) : layer(name, in);
      try {
        layer.outputShape(in);
        return layer;
      } catch (IllegalArgumentException _) {
        // a window does not fit, or a padding mode; a rectifier always will
      }
    }
  }

  private LayerSpec layer(String name, Shape in) {
    return switch (random.nextInt(9)) {
      case 0, 1 -> convolution(name, in);
      case 2 -> new LayerSpec.MaxPool2d(name, pooling(size(1, 4)));
      case 3 ->
          new LayerSpec.AvgPool2d(
              name, pooling(Size.of(1)), random.nextBoolean(), random.nextInt(3));
      case 4 -> new LayerSpec.AdaptiveAvgPool2d(name, size(1, 7));
      default -> pixelwise(name);
    };
  }

  /** What leaves the shape as it is. */
  private LayerSpec pixelwise(String name) {
    return switch (random.nextInt(4)) {
      case 0 -> new LayerSpec.BatchNorm2d(name, random.nextFloat(1e-6f, 1), random.nextFloat());
      case 1 -> dropout(name);
      case 2 ->
          new LayerSpec.LocalResponseNorm(
              name,
              random.nextInt(1, 6),
              random.nextFloat(),
              random.nextFloat(),
              random.nextFloat(1, 3));
      default -> new LayerSpec.ReLU(name);
    };
  }

  private LayerSpec dropout(String name) {
    return new LayerSpec.Dropout(name, random.nextFloat());
  }

  private LayerSpec convolution(String name, Shape in) {
    int groups = random.nextInt(3) == 0 ? in.channels() : 1;
    Size kernel = size(1, 6);
    Size dilation = size(1, 3);
    ConvolutionParameters p =
        ConvolutionParameters.of(kernel)
            .withDilation(dilation)
            .withGroups(groups)
            .withPaddingMode(PaddingMode.values()[random.nextInt(PaddingMode.values().length)]);
    p =
        random.nextBoolean()
            ? p.withPadding(Padding.same(kernel, dilation))
            : p.withStride(size(1, 4))
                .withPadding(Padding.of(random.nextInt(4), random.nextInt(4)));
    boolean dirac = groups == 1 && random.nextInt(4) == 0;
    return new LayerSpec.Conv2d(
        name,
        groups * random.nextInt(1, 4),
        p,
        random.nextBoolean(),
        dirac ? new Initializer.Dirac() : init(),
        init());
  }

  private PoolingParameters pooling(Size dilation) {
    Size kernel = size(1, 5);
    return new PoolingParameters(
        kernel,
        size(1, 4),
        Size.of(random.nextInt(kernel.height() / 2 + 1), random.nextInt(kernel.width() / 2 + 1)),
        dilation,
        random.nextBoolean());
  }

  /** A convolution and what follows it, beside nothing or a smaller convolution. */
  private LayerSpec block(String name, Shape in, int depth) {
    int stride = random.nextInt(1, 3);
    int channels = random.nextBoolean() ? in.channels() : random.nextInt(1, 6);
    LayerSpec convolution =
        LayerSpec.Conv2d.of(
            name + ".conv",
            channels,
            ConvolutionParameters.of(Size.of(3))
                .withStride(Size.of(stride))
                .withPadding(Padding.of(1)));
    Shape out = convolution.outputShape(in);
    List<LayerSpec> body = new ArrayList<>(List.of(convolution));
    for (int i = random.nextInt(3); i > 0; i--) {
      body.add(pixelwise(name + ".after." + i));
    }
    if (depth + 1 < DEEPEST && random.nextInt(3) == 0) {
      body.add(
          new LayerSpec.Residual(
              name + ".inner",
              List.of(pixelwise(name + ".inner.0")),
              List.of(),
              random.nextBoolean()));
    }
    LayerSpec projection =
        LayerSpec.Conv2d.of(
            name + ".shortcut.0",
            channels,
            ConvolutionParameters.of(Size.of(1)).withStride(Size.of(stride)));
    return new LayerSpec.Residual(
        name, body, out.equals(in) ? List.of() : List.of(projection), random.nextBoolean());
  }

  private Initializer init() {
    Initializer.Fan fan = random.nextBoolean() ? Initializer.Fan.FAN_IN : Initializer.Fan.FAN_OUT;
    return switch (random.nextInt(6)) {
      case 0 -> new Initializer.Constant((float) random.nextGaussian());
      case 1 -> new Initializer.Uniform(random.nextFloat());
      case 2 -> new Initializer.Normal(random.nextFloat());
      case 3 -> new Initializer.KaimingUniform(fan);
      case 4 -> new Initializer.KaimingNormal(fan);
      default -> Initializer.DEFAULT;
    };
  }

  private String name(String path, int index) {
    return path + (random.nextBoolean() ? "" : "part-a.b_") + index;
  }

  private Size size(int from, int to) {
    int height = random.nextInt(from, to);
    return Size.of(height, random.nextBoolean() ? height : random.nextInt(from, to));
  }
}
