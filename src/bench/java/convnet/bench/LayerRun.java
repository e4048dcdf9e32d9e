package convnet.bench;

import convnet.model.LayerSpec;
import convnet.model.LayerSummary;
import convnet.model.NetworkSpec;
import convnet.nn.Layer;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.nn.Pass;
import convnet.nn.Workspace;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a network, alone, with a batch of random numbers: its passes, each ready to run as
 * often as one likes.
 */
final class LayerRun {
  /** What can be measured of a layer. */
  enum Part {
    /** The output. */
    FORWARD,
    /** The gradient with respect to the input. */
    BACKWARD_DATA,
    /** Those with respect to the parameters, together. */
    BACKWARD_PARAMETERS
  }

  private final Layer layer;
  private final LayerSummary summary;
  private final boolean first;
  private final Pass pass;
  private final Tensor src;
  private final Tensor dst;
  private final Tensor diffDst;
  private final Tensor diffSrc;
  private final List<@Nullable Tensor> gradients;
  private final Workspace workspace;

  private LayerRun(Layer layer, LayerSummary summary, boolean first, int batch, Pass pass) {
    this.layer = layer;
    this.summary = summary;
    this.first = first;
    this.pass = pass;
    Shape in = summary.input().batched(batch);
    Shape out = summary.output().batched(batch);
    SplittableRandom random = new SplittableRandom(1);
    src = gaussian(in, random);
    dst = layer.inPlace() ? src.reshape(out) : Tensor.zeros(out);
    diffDst = gaussian(out, random);
    diffSrc = layer.inPlace() ? diffDst.reshape(in) : Tensor.zeros(in);
    gradients =
        layer.parameters().stream()
            .<@Nullable Tensor>map(p -> p.trainable() ? Tensor.zeros(p.value().shape()) : null)
            .toList();
    workspace = layer.workspace(in, out);
  }

  /** Visits all layers in order, those inside blocks too. Only one is in memory at a time. */
  static void forEach(Network network, int batch, Pass pass, Consumer<LayerRun> visitor) {
    Map<String, Tensor> parameters =
        network.parameters().stream().collect(Collectors.toMap(Parameter::name, Parameter::value));
    forEach(network.spec(), parameters, true, batch, pass, visitor);
  }

  private static void forEach(
      NetworkSpec spec,
      Map<String, Tensor> parameters,
      boolean first,
      int batch,
      Pass pass,
      Consumer<LayerRun> visitor) {
    Network network = new Network(spec);
    network.parameters().forEach(p -> p.value().copyFrom(parameters.get(p.name())));
    for (int i = 0; i < network.nodes().size(); i++) {
      LayerSummary summary = spec.summaries().get(i);
      if (summary.layer() instanceof LayerSpec.Residual block) {
        for (List<LayerSpec> path : List.of(block.body(), block.shortcut())) {
          if (!path.isEmpty()) {
            NetworkSpec inner = new NetworkSpec(block.name(), summary.input(), path);
            forEach(inner, parameters, false, batch, pass, visitor);
          }
        }
      } else if (network.nodes().get(i) instanceof Layer layer) {
        visitor.accept(new LayerRun(layer, summary, first && i == 0, batch, pass));
      }
    }
  }

  static Tensor gaussian(Shape shape, SplittableRandom random) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  LayerSummary summary() {
    return summary;
  }

  /** What goes in. Overwritten by the forward pass of a layer that works in place. */
  Tensor src() {
    return src;
  }

  Tensor dst() {
    return dst;
  }

  /** The gradient that comes from above. Overwritten like {@link #src}, by the backward pass. */
  Tensor diffDst() {
    return diffDst;
  }

  Tensor diffSrc() {
    return diffSrc;
  }

  /** The gradients of the parameters that are learned, as the layer calls them: weight, bias. */
  Map<String, Tensor> gradients() {
    Function<Integer, String> name =
        i -> layer.parameters().get(i).name().substring(layer.spec().name().length() + 1);
    List<Integer> trained = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      if (gradients.get(i) != null) {
        trained.add(i);
      }
    }
    return trained.stream().collect(Collectors.toMap(name, gradients::get));
  }

  /** Whether a training step does this part: a network's first layer needs no gradient below it. */
  boolean has(Part part) {
    return switch (part) {
      case FORWARD -> true;
      case BACKWARD_DATA -> !first;
      case BACKWARD_PARAMETERS -> !gradients.isEmpty();
    };
  }

  void run(Part part) {
    switch (part) {
      case FORWARD -> layer.forward(pass, src, dst, workspace);
      case BACKWARD_DATA ->
          layer.backward(
              pass,
              src,
              dst,
              diffDst,
              diffSrc,
              Collections.nCopies(gradients.size(), null),
              workspace);
      case BACKWARD_PARAMETERS ->
          layer.backward(pass, src, dst, diffDst, null, gradients, workspace);
    }
  }

  /** Whether it is a sum of products, for which operations are counted. */
  boolean isProduct() {
    return summary.layer() instanceof LayerSpec.Conv2d
        || summary.layer() instanceof LayerSpec.Linear;
  }

  /** Billions of operations of each part, done the direct way. */
  double gigaOperations() {
    return 2e-9 * summary.macs() * src.shape().dim(0);
  }
}
