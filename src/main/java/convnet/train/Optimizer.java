package convnet.train;

import convnet.kernel.Compute;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.tensor.Tensor;
import java.util.Map;

/**
 * Updates a network's parameters by their gradients. All of its memory is allocated when it is
 * made.
 */
public sealed interface Optimizer permits Sgd, AdamW {

  /** The optimiser that a recipe asks for, in its initial state. */
  static Optimizer of(Recipe recipe, Network network, ExecutionPlan plan, Compute compute) {
    return switch (recipe.optimizer()) {
      case Recipe.Sgd(double momentum, boolean nesterov) ->
          new Sgd(network, plan, momentum, recipe.weightDecay(), nesterov, compute);
      case Recipe.AdamW numbers -> new AdamW(network, plan, numbers, recipe.weightDecay(), compute);
    };
  }

  /**
   * Does a step with the gradients that the execution plan holds.
   *
   * @param rate the learning rate of this step
   */
  void step(double rate);

  /**
   * The state that is kept from step to step, by name: the tensors themselves, to be saved or
   * restored. The state of a parameter has a name that begins with the parameter's, such as {@code
   * features.0.weight.momentum}.
   */
  Map<String, Tensor> state();
}
