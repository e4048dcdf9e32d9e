package convnet.train;

import convnet.kernel.Compute;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.tensor.Tensor;
import java.util.Map;

/**
 * Changes a network's parameters by their gradients. All of its memory is taken when it is made.
 */
public sealed interface Optimizer permits Sgd, AdamW {

  /** The one that a recipe asks for, with nothing to remember yet. */
  static Optimizer of(Recipe recipe, Network network, ExecutionPlan plan, Compute compute) {
    return switch (recipe.optimizer()) {
      case Recipe.Sgd(double momentum, boolean nesterov) ->
          new Sgd(network, plan, momentum, recipe.weightDecay(), nesterov, compute);
      case Recipe.AdamW numbers -> new AdamW(network, plan, numbers, recipe.weightDecay(), compute);
    };
  }

  /**
   * One step with the gradients that the execution plan holds.
   *
   * @param rate the learning rate of this step
   */
  void step(double rate);

  /**
   * What it remembers from step to step: the tensors themselves, to be saved or filled. What
   * belongs to a parameter has a name that begins with its, such as {@code
   * features.0.weight.momentum}.
   */
  Map<String, Tensor> state();
}
