package convnet.model;

import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A network: layers one after another, and the shape of the image that goes in. Whether the layers
 * fit that image is found out by {@link #shapes} and everything that builds on it.
 *
 * @param name the architecture's name
 * @param input {@code (C, H, W)}
 * @param layers at least one, each with a name of its own
 */
public record NetworkSpec(String name, Shape input, List<LayerSpec> layers) {

  /** How large an image is tried in search of one that fits. */
  private static final int LARGEST_TRIED = 2048;

  /**
   * @throws IllegalArgumentException if the input is not an image, there is no layer, or two have
   *     the same name
   */
  public NetworkSpec {
    layers = List.copyOf(layers);
    if (input.rank() != 3 || input.size() == 0) {
      throw new IllegalArgumentException(
          "a network's input is channels, height and width, each at least 1, not " + input);
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network has at least one layer");
    }
    Set<String> names = new HashSet<>();
    for (LayerSpec layer : layers) {
      if (!names.add(layer.name())) {
        throw new IllegalArgumentException("two layers are named " + layer.name());
      }
    }
  }

  /** The same network for another input, which may not fit. */
  public NetworkSpec withInput(Shape input) {
    return new NetworkSpec(name, input, layers);
  }

  /**
   * The same network with another probability in all of its dropout layers.
   *
   * @throws IllegalArgumentException if there is none, or {@code p} is not 0 to below 1
   */
  public NetworkSpec withDropout(float p) {
    if (layers.stream().noneMatch(LayerSpec.Dropout.class::isInstance)) {
      throw new IllegalArgumentException(name + " has no dropout layer");
    }
    return new NetworkSpec(
        name,
        input,
        layers.stream()
            .map(
                layer ->
                    layer instanceof LayerSpec.Dropout d
                        ? new LayerSpec.Dropout(d.name(), p)
                        : layer)
            .toList());
  }

  /**
   * The shape that comes out of each layer.
   *
   * @throws IllegalArgumentException if a layer does not fit, with one line that names it, the size
   *     it got and the least that it needs, and the smallest input that would do
   */
  public List<Shape> shapes() {
    try {
      return shapes(input);
    } catch (IllegalArgumentException e) {
      OptionalInt least = leastInput();
      if (least.isEmpty()) {
        throw e;
      }
      Shape fitting = Shape.of(input.channels(), least.getAsInt(), least.getAsInt());
      throw new IllegalArgumentException(
          e.getMessage() + "; the smallest square input that fits is " + fitting, e);
    }
  }

  /** The shape that comes out of the last layer. */
  public Shape outputShape() {
    return shapes().getLast();
  }

  /**
   * All parameters in order, under the names they have in PyTorch's {@code state_dict}.
   *
   * @throws IllegalArgumentException if a layer does not fit
   */
  public List<ParameterSpec> parameters() {
    return summaries().stream()
        .flatMap(s -> s.layer().parameters(s.input()).stream().map(p -> p.of(s.layer())))
        .toList();
  }

  /** How many numbers the network learns; running statistics are not counted. */
  public long parameterCount() {
    return summaries().stream().mapToLong(LayerSummary::parameters).sum();
  }

  /** Multiply-adds for one image; biases are not counted. */
  public long macs() {
    return summaries().stream().mapToLong(LayerSummary::macs).sum();
  }

  /**
   * Each layer in its place, with its sizes, costs and receptive field.
   *
   * @throws IllegalArgumentException if a layer does not fit
   */
  public List<LayerSummary> summaries() {
    List<Shape> shapes = shapes();
    List<LayerSummary> summaries = new ArrayList<>();
    Shape in = input;
    ReceptiveField field = ReceptiveField.PIXEL;
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec layer = layers.get(i);
      field = field.after(layer, in, input);
      long parameters =
          layer.parameters(in).stream()
              .filter(ParameterSpec::trainable)
              .mapToLong(parameter -> parameter.shape().size())
              .sum();
      summaries.add(new LayerSummary(layer, in, shapes.get(i), parameters, layer.macs(in), field));
      in = shapes.get(i);
    }
    return summaries;
  }

  private List<Shape> shapes(Shape input) {
    List<Shape> shapes = new ArrayList<>();
    Shape in = input;
    for (LayerSpec layer : layers) {
      try {
        Shape out = layer.outputShape(in);
        layer.parameters(in); // fails where they do not fit one array
        shapes.add(out);
        in = out;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "layer %s (%s): %s".formatted(layer.name(), layer.type(), e.getMessage()), e);
      }
    }
    return shapes;
  }

  private OptionalInt leastInput() {
    for (int size = 1; size <= LARGEST_TRIED; size++) {
      try {
        shapes(Shape.of(input.channels(), size, size));
        return OptionalInt.of(size);
      } catch (IllegalArgumentException _) {
        // the next size may do
      }
    }
    return OptionalInt.empty();
  }
}
