package convnet.nn;

import convnet.model.Initializer;
import convnet.model.LayerSpec;
import convnet.model.LayerSummary;
import convnet.model.NetworkSpec;
import convnet.model.ParameterSpec;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A network with its parameters: layers that compute, in order. */
public final class Network {
  private final NetworkSpec spec;
  private final List<Layer> layers;
  private final List<Parameter> parameters;

  /**
   * A network whose parameters are all zero: to be initialised or read from a file.
   *
   * @throws IllegalArgumentException if a layer does not fit the one before it
   */
  public Network(NetworkSpec spec) {
    this.spec = spec;
    List<Layer> layers = new ArrayList<>();
    for (LayerSummary summary : spec.summaries()) {
      layers.add(layer(summary, layers.size()));
    }
    this.layers = List.copyOf(layers);
    this.parameters = layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  private static Layer layer(LayerSummary summary, int position) {
    List<Parameter> parameters =
        summary.layer().parameters(summary.input()).stream()
            .map(parameter -> parameter.of(summary.layer()))
            .map(p -> new Parameter(p.name(), Tensor.zeros(p.shape()), p.trainable()))
            .toList();
    return switch (summary.layer()) {
      case LayerSpec.Conv2d conv -> new Conv2d(conv, parameters);
      case LayerSpec.Linear linear -> new Linear(linear, parameters);
      case LayerSpec.BatchNorm2d norm -> new BatchNorm2d(norm, parameters);
      case LayerSpec.ReLU relu -> new ReLU(relu);
      case LayerSpec.MaxPool2d pool -> new MaxPool2d(pool);
      case LayerSpec.AvgPool2d pool -> new AvgPool2d(pool);
      case LayerSpec.AdaptiveAvgPool2d pool -> new AdaptiveAvgPool2d(pool);
      case LayerSpec.LocalResponseNorm norm -> new LocalResponseNorm(norm);
      case LayerSpec.Dropout dropout -> new Dropout(dropout, position);
      case LayerSpec.Flatten flatten -> new Flatten(flatten);
    };
  }

  /** What the network is. */
  public NetworkSpec spec() {
    return spec;
  }

  /** The layers in order. */
  public List<Layer> layers() {
    return layers;
  }

  /** All parameters, layer by layer, in the order of PyTorch's {@code state_dict}. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * Draws the first values of all parameters as their specification says.
   *
   * @param seed what they are drawn from: the same seed gives the same values
   */
  public void initialize(long seed) {
    SplittableRandom generator = new SplittableRandom(seed);
    List<ParameterSpec> specs = spec.parameters();
    for (int i = 0; i < specs.size(); i++) {
      fill(parameters.get(i).value(), specs.get(i).init(), generator.split());
    }
  }

  private static void fill(
      Tensor value, Initializer.Distribution distribution, SplittableRandom generator) {
    float[] data = value.data();
    int end = value.offset() + value.size();
    switch (distribution) {
      case Initializer.Constant(float constant) -> value.fill(constant);
      case Initializer.Uniform(float bound) -> {
        for (int i = value.offset(); i < end; i++) {
          data[i] = (2 * generator.nextFloat() - 1) * bound;
        }
      }
      case Initializer.Normal(float std) -> {
        for (int i = value.offset(); i < end; i++) {
          data[i] = (float) generator.nextGaussian() * std;
        }
      }
    }
  }
}
