package convnet.nn;

import convnet.model.Initializer;
import convnet.model.LayerSpec;
import convnet.model.LayerSummary;
import convnet.model.NetworkSpec;
import convnet.model.ParameterSpec;
import convnet.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/** A network with its parameters: layers and blocks that compute, in order. */
public final class Network {
  private final NetworkSpec spec;
  private final List<Node> nodes;
  private final List<Parameter> parameters;

  /**
   * A network whose parameters are all zero: to be initialised or read from a file.
   *
   * @throws IllegalArgumentException if a layer does not fit the one before it
   */
  public Network(NetworkSpec spec) {
    this(spec, p -> new Parameter(p.name(), Tensor.zeros(p.shape()), p.trainable()));
  }

  private Network(NetworkSpec spec, Function<ParameterSpec, Parameter> source) {
    this.spec = spec;
    this.nodes = new Builder(source).nodes(spec.summaries());
    this.parameters = nodes.stream().flatMap(node -> node.parameters().stream()).toList();
  }

  /**
   * The same network with the same numbers, of which some are not trained any more.
   *
   * @param frozen tells those that are not by their names
   */
  public Network freeze(Predicate<String> frozen) {
    Map<String, Parameter> own = new HashMap<>();
    parameters.forEach(parameter -> own.put(parameter.name(), parameter));
    return new Network(
        spec,
        p ->
            new Parameter(
                p.name(),
                Objects.requireNonNull(own.get(p.name())).value(),
                p.trainable() && !frozen.test(p.name())));
  }

  /** Makes layers of what they are. */
  private static final class Builder {
    private final Function<ParameterSpec, Parameter> source;
    private int layers;

    Builder(Function<ParameterSpec, Parameter> source) {
      this.source = source;
    }

    List<Node> nodes(List<LayerSummary> summaries) {
      return summaries.stream().map(this::node).toList();
    }

    private Node node(LayerSummary summary) {
      if (summary.layer() instanceof LayerSpec.Residual block) {
        return new Residual(block, nodes(summary.body()), nodes(summary.shortcut()));
      }
      int position = layers++;
      List<Parameter> parameters =
          summary.layer().parameters(summary.input()).stream().map(source).toList();
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
        case LayerSpec.Residual _ -> throw new IllegalStateException("done above");
      };
    }
  }

  /** What the network is. */
  public NetworkSpec spec() {
    return spec;
  }

  /** Layers and blocks in order. */
  public List<Node> nodes() {
    return nodes;
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
