package convnet.nn;

import convnet.model.Initializer;
import convnet.model.LayerSpec;
import convnet.model.LayerSummary;
import convnet.model.NetworkSpec;
import convnet.model.ParameterSpec;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/** A network with its parameters: its layers and blocks, in order. */
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

  /**
   * A network with these parameters.
   *
   * @param source makes each parameter, in the shape specified
   */
  public Network(NetworkSpec spec, Function<ParameterSpec, Parameter> source) {
    this.spec = spec;
    this.nodes = new Builder(source).nodes(spec.summaries());
    this.parameters = nodes.stream().flatMap(node -> node.parameters().stream()).toList();
  }

  /**
   * A network with the same values in which some parameters are no longer trained. A batch
   * normalisation all of whose parameters are frozen keeps its running statistics, too.
   *
   * @param prefixes what the names of the parameters to freeze begin with, in whole parts: {@code
   *     features} or {@code features.0}, but not {@code feat}
   * @throws IllegalArgumentException if no trained parameter's name begins with one of them, with
   *     the names that there are; or if no parameter would be trained
   */
  public Network freeze(List<String> prefixes) {
    List<String> learned =
        parameters.stream().filter(Parameter::trainable).map(Parameter::name).toList();
    if (prefixes.isEmpty()) {
      return this;
    }
    for (String prefix : prefixes) {
      if (!isInAny(prefix, learned)) {
        throw new IllegalArgumentException(
            "no layer or learned parameter is called %s: there are %s"
                .formatted(prefix, String.join(", ", beginnings(learned, prefix))));
      }
    }
    Predicate<String> frozen = name -> prefixes.stream().anyMatch(prefix -> isIn(prefix, name));
    if (learned.stream().allMatch(frozen)) {
      throw new IllegalArgumentException(
          "with %s no parameter is left to train".formatted(String.join(" and ", prefixes)));
    }
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

  private static boolean isIn(String prefix, String name) {
    return name.equals(prefix) || name.startsWith(prefix + ".");
  }

  /**
   * The alternatives to a wrong prefix: the names that extend its longest correct beginning by one
   * part.
   */
  private static List<String> beginnings(List<String> names, String prefix) {
    String good = prefix;
    while (!good.isEmpty() && !isInAny(good, names)) {
      good = good.substring(0, Math.max(0, good.lastIndexOf('.')));
    }
    int from = good.isEmpty() ? 0 : good.length() + 1;
    String within = good;
    return names.stream()
        .filter(name -> within.isEmpty() || isIn(within, name))
        .map(
            name ->
                name.substring(
                    0, name.indexOf('.', from) < 0 ? name.length() : name.indexOf('.', from)))
        .distinct()
        .toList();
  }

  private static boolean isInAny(String prefix, List<String> names) {
    return names.stream().anyMatch(name -> isIn(prefix, name));
  }

  /** The number of trained scalars. */
  public long trainedCount() {
    return parameters.stream()
        .filter(Parameter::trainable)
        .mapToLong(parameter -> parameter.shape().size())
        .sum();
  }

  /** Builds layers and blocks from their specifications. */
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

  /** The specification of the network. */
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
   * Initialises all parameters as their specifications say. Those that are computed from the
   * training images later on, {@code "weight_init": "whitening"}, are drawn at random here.
   *
   * @param seed the seed of the random values: the same seed gives the same values
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
      case Initializer.Identity(Initializer.Distribution others) -> {
        fill(value, others, generator);
        setDirac(value);
      }
    }
  }

  /** Makes each of the first I of O filters, {@code (O, I, kH, kW)}, copy one input channel. */
  private static void setDirac(Tensor filters) {
    Shape shape = filters.shape();
    int copies = Math.min(shape.dim(0), shape.dim(1));
    filters.narrow(0, copies).fill(0);
    int taps = shape.dim(2) * shape.dim(3);
    int middle = shape.dim(2) / 2 * shape.dim(3) + shape.dim(3) / 2;
    for (int o = 0; o < copies; o++) {
      Tensor filter = filters.slice(o);
      filter.data()[filter.offset() + o * taps + middle] = 1;
    }
  }
}
