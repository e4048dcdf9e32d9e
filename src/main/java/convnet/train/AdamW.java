package convnet.train;

import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as {@code torch.optim.AdamW} does
 * it: {@code w −= rate·decay·w; m = β1·m + (1 − β1)·g; s = β2·s + (1 − β2)·g²; w −= rate · m / (1 −
 * β1^t) / (√(s / (1 − β2^t)) + ε)} in step t. Weight decay applies to all parameters, biases too.
 */
public final class AdamW implements Optimizer {

  /** How many values a thread updates at a time: w, g, m and s of a chunk fit in the L2 cache. */
  private static final int CHUNK = 1 << 14;

  private final Compute compute;
  private final Recipe.AdamW numbers;
  private final double weightDecay;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Map<String, Tensor> state = new LinkedHashMap<>();

  /**
   * The number of steps done; a tensor, as in PyTorch, so that it is saved with the other state.
   */
  private final Tensor steps = Tensor.zeros(Shape.of(1));

  /** A piece of one parameter: {@code size} values from {@code from} on. */
  private record Chunk(
      Tensor value, Tensor gradient, Tensor mean, Tensor square, int from, int size) {}

  /**
   * @param network whose parameters are changed
   * @param plan the plan that computes their gradients
   * @param numbers beta1, beta2 and eps
   */
  public AdamW(
      Network network,
      ExecutionPlan plan,
      Recipe.AdamW numbers,
      double weightDecay,
      Compute compute) {
    this.compute = compute;
    this.numbers = numbers;
    this.weightDecay = weightDecay;
    state.put("step", steps);
    for (int i = 0; i < network.parameters().size(); i++) {
      Tensor gradient = plan.gradients().get(i);
      if (gradient != null) {
        addChunks(network.parameters().get(i), gradient);
      }
    }
  }

  private void addChunks(Parameter parameter, Tensor gradient) {
    Tensor mean = Tensor.zeros(gradient.shape());
    Tensor square = Tensor.zeros(gradient.shape());
    state.put(parameter.name() + ".exp_avg", mean);
    state.put(parameter.name() + ".exp_avg_sq", square);
    for (int from = 0; from < gradient.size(); from += CHUNK) {
      int size = Math.min(CHUNK, gradient.size() - from);
      chunks.add(new Chunk(parameter.value(), gradient, mean, square, from, size));
    }
  }

  @Override
  public void step(double rate) {
    steps.set(steps.get(0) + 1, 0);
    double step = steps.get(0);
    Kernels.AdamW now =
        new Kernels.AdamW(
            (float) (1 - rate * weightDecay),
            (float) (1 - numbers.beta1()),
            (float) numbers.beta2(),
            (float) (1 - numbers.beta2()),
            (float) (rate / (1 - Math.pow(numbers.beta1(), step))),
            (float) Math.sqrt(1 - Math.pow(numbers.beta2(), step)),
            (float) numbers.eps());
    compute.parallel().run(chunks.size(), (part, _) -> step(chunks.get(part), now));
  }

  private void step(Chunk chunk, Kernels.AdamW now) {
    compute
        .kernels()
        .adamwStep(
            chunk.size(),
            chunk.value().data(),
            chunk.value().offset() + chunk.from(),
            chunk.gradient().data(),
            chunk.gradient().offset() + chunk.from(),
            chunk.mean().data(),
            chunk.mean().offset() + chunk.from(),
            chunk.square().data(),
            chunk.square().offset() + chunk.from(),
            now);
  }

  @Override
  public Map<String, Tensor> state() {
    return state;
  }
}
