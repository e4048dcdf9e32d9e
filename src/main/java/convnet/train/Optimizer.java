package convnet.train;

import convnet.tensor.Tensor;
import java.util.Map;

/**
 * Changes a network's parameters by their gradients. All of its memory is taken when it is made.
 */
public sealed interface Optimizer permits Sgd, AdamW {

  /**
   * One step with the gradients that the execution plan holds.
   *
   * @param rate the learning rate of this step
   */
  void step(double rate);

  /**
   * What it remembers from step to step, by names that begin with those of the parameters, such as
   * {@code features.0.weight.momentum}: the tensors themselves, to be saved or filled.
   */
  Map<String, Tensor> state();
}
