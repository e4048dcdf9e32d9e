package convnet.model;

import convnet.tensor.Shape;

/**
 * A parameter that a layer has, before it has any values.
 *
 * @param name {@code weight}, {@code bias}, {@code running_mean} or {@code running_var}; where it
 *     stands for a whole network the layer's name comes first, {@code features.0.weight}, which is
 *     its key in PyTorch's {@code state_dict}
 * @param shape PyTorch's: {@code (O, I/groups, kH, kW)} for a convolution's weights, {@code (out,
 *     in)} for a linear layer's
 * @param init where its first values come from
 * @param trainable false for what is measured, not learned
 */
public record ParameterSpec(
    String name, Shape shape, Initializer.Distribution init, boolean trainable) {

  /** The same parameter under its name in a whole network. */
  public ParameterSpec of(LayerSpec layer) {
    return new ParameterSpec(layer.name() + "." + name, shape, init, trainable);
  }
}
