package convnet.nn;

import convnet.tensor.Tensor;

/**
 * A named tensor of a network: weights and biases, which are learned, and running statistics, which
 * are measured.
 *
 * @param name PyTorch's key in a {@code state_dict}, {@code features.0.weight}
 * @param value the numbers, changed in place
 * @param trainable false for running statistics
 */
public record Parameter(String name, Tensor value, boolean trainable) {}
