package convnet.train;

import convnet.kernel.Compute;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum and weight decay, as {@code torch.optim.SGD} does it:
 * {@code g' = g + decay·w; v = momentum·v + g'; w −= rate·v}, with Nesterov's momentum {@code w −=
 * rate·(g' + momentum·v)}. Weight decay applies to all parameters, biases too.
 */
public final class Sgd implements Optimizer {

  /** How many values a thread updates at a time: w, g and v of a chunk fit in the L2 cache. */
  private static final int CHUNK = 1 << 15;

  private final Compute compute;
  private final float momentum;
  private final float weightDecay;
  private final boolean nesterov;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Map<String, Tensor> state = new LinkedHashMap<>();

  /** A piece of one parameter: {@code size} values from {@code from} on. */
  private record Chunk(Tensor value, Tensor gradient, Tensor velocity, int from, int size) {}

  /**
   * @param network whose parameters are changed
   * @param plan the plan that computes their gradients
   * @throws IllegalArgumentException if {@code nesterov} is asked for without a momentum
   */
  public Sgd(
      Network network,
      ExecutionPlan plan,
      double momentum,
      double weightDecay,
      boolean nesterov,
      Compute compute) {
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0");
    }
    this.compute = compute;
    this.momentum = (float) momentum;
    this.weightDecay = (float) weightDecay;
    this.nesterov = nesterov;
    for (int i = 0; i < network.parameters().size(); i++) {
      Tensor gradient = plan.gradients().get(i);
      if (gradient != null) {
        addChunks(network.parameters().get(i), gradient);
      }
    }
  }

  private void addChunks(Parameter parameter, Tensor gradient) {
    Tensor velocity = Tensor.zeros(gradient.shape());
    state.put(parameter.name() + ".momentum", velocity);
    for (int from = 0; from < gradient.size(); from += CHUNK) {
      int size = Math.min(CHUNK, gradient.size() - from);
      chunks.add(new Chunk(parameter.value(), gradient, velocity, from, size));
    }
  }

  @Override
  public void step(double rate) {
    compute.parallel().run(chunks.size(), (part, _) -> step(chunks.get(part), (float) rate));
  }

  private void step(Chunk chunk, float rate) {
    compute
        .kernels()
        .sgdStep(
            chunk.size(),
            chunk.value().data(),
            chunk.value().offset() + chunk.from(),
            chunk.gradient().data(),
            chunk.gradient().offset() + chunk.from(),
            chunk.velocity().data(),
            chunk.velocity().offset() + chunk.from(),
            rate,
            momentum,
            weightDecay,
            nesterov);
  }

  @Override
  public Map<String, Tensor> state() {
    return state;
  }
}
