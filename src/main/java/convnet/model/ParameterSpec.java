package convnet.model;

import convnet.tensor.Shape;

/**
 * The description of a layer's parameter, without its values.
 *
 * @param name its key in PyTorch's {@code state_dict}: the layer's name, and {@code weight}, {@code
 *     bias}, {@code running_mean} or {@code running_var}; for example {@code features.0.weight}
 * @param shape PyTorch's: {@code (O, I/groups, kH, kW)} for a convolution's weights, {@code (out,
 *     in)} for a linear layer's
 * @param init how it is initialised
 * @param trainable false for running statistics, which are measured, not learned
 */
public record ParameterSpec(
    String name, Shape shape, Initializer.Distribution init, boolean trainable) {

  /** The name of its layer. */
  public String layer() {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }
}
