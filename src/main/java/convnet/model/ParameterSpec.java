package convnet.model;

import convnet.tensor.Shape;

/**
 * A parameter that a layer has, before it has any values.
 *
 * @param name its key in PyTorch's {@code state_dict}: the layer's name, and {@code weight}, {@code
 *     bias}, {@code running_mean} or {@code running_var}, as {@code features.0.weight}
 * @param shape PyTorch's: {@code (O, I/groups, kH, kW)} for a convolution's weights, {@code (out,
 *     in)} for a linear layer's
 * @param init where its first values come from
 * @param trainable false for what is measured, not learned
 */
public record ParameterSpec(
    String name, Shape shape, Initializer.Distribution init, boolean trainable) {

  /** The name of the layer that has it. */
  public String layer() {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }
}
