package convnet.model;

import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A sequence of layers, of a network or in a block. An empty one is the identity. */
final class LayerChain {
  private LayerChain() {}

  /** Says that a layer does not fit; the message names the layer already. */
  private static final class MisfitException extends IllegalArgumentException {
    MisfitException(LayerSpec layer, IllegalArgumentException cause) {
      super("layer %s (%s): %s".formatted(layer.name(), layer.type(), cause.getMessage()), cause);
    }
  }

  /**
   * The output shape of each layer.
   *
   * @throws IllegalArgumentException if one does not fit, with one line that names it
   */
  static List<Shape> shapes(List<LayerSpec> layers, Shape in) {
    List<Shape> shapes = new ArrayList<>();
    for (LayerSpec layer : layers) {
      try {
        Shape out = layer.outputShape(in);
        layer.parameters(in); // fails if one is too large for an array
        shapes.add(out);
        in = out;
      } catch (MisfitException e) {
        throw e; // names a layer inside the block, which says more
      } catch (IllegalArgumentException e) {
        throw new MisfitException(layer, e);
      }
    }
    return shapes;
  }

  static Shape outputShape(List<LayerSpec> layers, Shape in) {
    return layers.isEmpty() ? in : shapes(layers, in).getLast();
  }

  static List<ParameterSpec> parameters(List<LayerSpec> layers, Shape in) {
    List<ParameterSpec> parameters = new ArrayList<>();
    for (LayerSpec layer : layers) {
      parameters.addAll(layer.parameters(in));
      in = layer.outputShape(in);
    }
    return parameters;
  }

  static long macs(List<LayerSpec> layers, Shape in) {
    long macs = 0;
    for (LayerSpec layer : layers) {
      macs += layer.macs(in);
      in = layer.outputShape(in);
    }
    return macs;
  }

  /**
   * A summary of each layer.
   *
   * @param in the input shape of the first layer
   * @param field the receptive field of one element of that input
   * @param networkInput the input shape of the network
   */
  static List<LayerSummary> summaries(
      List<LayerSpec> layers, Shape in, ReceptiveField field, Shape networkInput) {
    List<LayerSummary> summaries = new ArrayList<>();
    List<Shape> shapes = shapes(layers, in);
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec layer = layers.get(i);
      List<LayerSummary> body = List.of();
      List<LayerSummary> shortcut = List.of();
      if (layer instanceof LayerSpec.Residual block) {
        body = summaries(block.body(), in, field, networkInput);
        shortcut = summaries(block.shortcut(), in, field, networkInput);
      }
      field = field.after(layer, in, networkInput);
      long parameters =
          layer.parameters(in).stream()
              .filter(ParameterSpec::trainable)
              .mapToLong(parameter -> parameter.shape().size())
              .sum();
      Shape out = shapes.get(i);
      summaries.add(
          new LayerSummary(layer, in, out, parameters, layer.macs(in), field, body, shortcut));
      in = out;
    }
    return summaries;
  }
}
