package convnet.model;

import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network: a sequence of layers, and the shape of the input image. Whether the layers fit that
 * image is checked by {@link #shapes} and everything that builds on it, not before.
 *
 * @param name the architecture's name
 * @param input {@code (C, H, W)}
 * @param layers at least one, with unique names
 */
public record NetworkSpec(String name, Shape input, List<LayerSpec> layers) {

  /** The largest image that is tried in the search for the smallest one that fits. */
  private static final int LARGEST_TRIED = 2048;

  /**
   * The most layers to try in that search, summed over all sizes: with very many layers, only small
   * images are tried.
   */
  private static final long MOST_WORK = 500_000;

  /**
   * @throws IllegalArgumentException if the input is not an image, there is no layer, two have the
   *     same name, or a layer other than the first is to be initialised from images
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
    requireOwnNames(layers, new HashSet<>());
    requireWhiteningOnlyOf(layers.getFirst(), layers);
  }

  private static void requireOwnNames(List<LayerSpec> layers, Set<String> names) {
    for (LayerSpec layer : layers) {
      if (!names.add(layer.name())) {
        throw new IllegalArgumentException("two layers are named " + layer.name());
      }
      if (layer instanceof LayerSpec.Residual block) {
        requireOwnNames(block.layers(), names);
      }
    }
  }

  private static void requireWhiteningOnlyOf(LayerSpec first, List<LayerSpec> layers) {
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Residual block) {
        requireWhiteningOnlyOf(first, block.layers());
      } else if (layer instanceof LayerSpec.Conv2d conv
          && conv.whitens()
          && !conv.name().equals(first.name())) {
        throw new IllegalArgumentException(
            "layer %s (Conv2d): whitening is computed from images, so only the first layer can have it"
                .formatted(conv.name()));
      }
    }
  }

  /** Whether the first layer's weights are initialised from images. */
  public boolean whitens() {
    return layers.getFirst() instanceof LayerSpec.Conv2d conv && conv.whitens();
  }

  /**
   * Whether this is the name of the layer that is initialised from images, or of one of its
   * parameters.
   */
  public boolean isMadeOfImages(String name) {
    return whitens() && (name + ".").startsWith(layers.getFirst().name() + ".");
  }

  /** The same network for another input shape, which its layers may not fit. */
  public NetworkSpec withInput(Shape input) {
    return new NetworkSpec(name, input, layers);
  }

  /**
   * The same network for another number of classes: its last layer with parameters gets that many
   * outputs.
   *
   * @throws IllegalArgumentException if there is no such layer, or it is neither a Linear nor a
   *     convolution
   */
  public NetworkSpec withClasses(int classes) {
    if (outputShape().equals(Shape.of(classes))) {
      return this;
    }
    List<LayerSpec> changed = new ArrayList<>(layers);
    for (int i = layers.size() - 1; i >= 0; i--) {
      LayerSpec head = forClasses(layers.get(i), classes);
      if (head != null) {
        changed.set(i, head);
        return new NetworkSpec(name, input, changed);
      }
    }
    throw new IllegalArgumentException("it has no layer that tells classes apart");
  }

  /** The same layer with {@code classes} outputs; null if it has no parameters. */
  private static @Nullable LayerSpec forClasses(LayerSpec layer, int classes) {
    return switch (layer) {
      case LayerSpec.Linear l ->
          new LayerSpec.Linear(
              l.name(), l.inFeatures(), classes, l.bias(), l.weightInit(), l.biasInit());
      case LayerSpec.Conv2d c ->
          new LayerSpec.Conv2d(
              c.name(), classes, c.convolution(), c.bias(), c.weightInit(), c.biasInit());
      case LayerSpec.Residual _, LayerSpec.BatchNorm2d _ ->
          throw new IllegalArgumentException(
              "its last layer, %s, cannot be made for %d classes".formatted(layer.name(), classes));
      default -> null;
    };
  }

  /**
   * The same network with another probability in all of its dropout layers.
   *
   * @throws IllegalArgumentException if there is none, or {@code p} is not in 0 (inclusive) to 1
   *     (exclusive)
   */
  public NetworkSpec withDropout(float p) {
    if (!hasDropout(layers)) {
      throw new IllegalArgumentException(name + " has no dropout layer");
    }
    return new NetworkSpec(name, input, withDropout(layers, p));
  }

  /** Whether this has the same layers as another network, but for the probability of dropout. */
  public boolean hasLayersOf(NetworkSpec other) {
    return withDropout(layers, 0).equals(withDropout(other.layers, 0));
  }

  private static boolean hasDropout(List<LayerSpec> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                layer instanceof LayerSpec.Dropout
                    || (layer instanceof LayerSpec.Residual block && hasDropout(block.layers())));
  }

  private static List<LayerSpec> withDropout(List<LayerSpec> layers, float p) {
    return layers.stream()
        .map(
            layer ->
                switch (layer) {
                  case LayerSpec.Dropout d -> new LayerSpec.Dropout(d.name(), p);
                  case LayerSpec.Residual b ->
                      new LayerSpec.Residual(
                          b.name(),
                          withDropout(b.body(), p),
                          withDropout(b.shortcut(), p),
                          b.relu());
                  default -> layer;
                })
        .toList();
  }

  /**
   * The output shape of each layer.
   *
   * @throws IllegalArgumentException if a layer does not fit, with one line that names it, the size
   *     it got and the least that it needs, and the smallest square input that fits, if one is
   *     found
   */
  public List<Shape> shapes() {
    try {
      return LayerChain.shapes(layers, input);
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

  /** The output shape of the last layer. */
  public Shape outputShape() {
    return shapes().getLast();
  }

  /**
   * All parameters in order, with the names they have in PyTorch's {@code state_dict}.
   *
   * @throws IllegalArgumentException if a layer does not fit
   */
  public List<ParameterSpec> parameters() {
    shapes(); // its exception says which input would fit
    return LayerChain.parameters(layers, input);
  }

  /** The number of trainable values; running statistics are not counted. */
  public long parameterCount() {
    return summaries().stream().mapToLong(LayerSummary::parameters).sum();
  }

  /** Multiply-adds for one image; biases are not counted. */
  public long macs() {
    return summaries().stream().mapToLong(LayerSummary::macs).sum();
  }

  /**
   * A summary of each layer, with its shapes, costs and receptive field.
   *
   * @throws IllegalArgumentException if a layer does not fit
   */
  public List<LayerSummary> summaries() {
    shapes(); // its exception says which input would fit
    return LayerChain.summaries(layers, input, ReceptiveField.PIXEL, input);
  }

  private static long count(List<LayerSpec> layers) {
    long count = layers.size();
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Residual block) {
        count += count(block.layers());
      }
    }
    return count;
  }

  private OptionalInt leastInput() {
    int sizes = (int) Math.min(LARGEST_TRIED, MOST_WORK / Math.max(1, count(layers)));
    for (int size = 1; size <= sizes; size++) {
      try {
        LayerChain.shapes(layers, Shape.of(input.channels(), size, size));
        return OptionalInt.of(size);
      } catch (IllegalArgumentException _) {
        // the next size may do
      }
    }
    return OptionalInt.empty();
  }
}
