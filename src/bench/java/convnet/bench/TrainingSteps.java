package convnet.bench;

import convnet.kernel.Compute;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.train.Sgd;
import java.util.SplittableRandom;

/**
 * Steps of a network on a random batch: forward, loss, backward, SGD. Parameters and images are the
 * same each time.
 */
final class TrainingSteps {
  private static final double RATE = 1e-3;

  private final ExecutionPlan plan;
  private final Sgd optimizer;
  private final int[] labels;
  private int step;

  /**
   * @param network whose parameters are drawn anew
   */
  TrainingSteps(Network network, int batch, Compute compute) {
    network.initialize(0);
    plan = ExecutionPlan.forTraining(network, batch, compute);
    SplittableRandom random = new SplittableRandom(1);
    plan.input().copyFrom(LayerRun.gaussian(plan.input().shape(), random));
    labels = random.ints(batch, 0, network.spec().outputShape().size()).toArray();
    optimizer = new Sgd(network, plan, 0.9, 1e-4, false, compute);
  }

  /** The plan, with the gradients of the last step. */
  ExecutionPlan plan() {
    return plan;
  }

  /** One step; returns the loss before it. */
  double run() {
    double loss = plan.trainStep(labels, plan.batch(), step++);
    optimizer.step(RATE);
    return loss;
  }
}
