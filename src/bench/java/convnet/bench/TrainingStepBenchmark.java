package convnet.bench;

import convnet.kernel.Compute;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.tensor.Tensor;
import convnet.train.Sgd;
import java.io.IOException;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Whole steps of small networks: forward, loss, backward, SGD. */
public class TrainingStepBenchmark extends OperationBenchmark {
  private static final int BATCH = 32;

  /** The network. */
  @Param({"alexnet-cifar", "lenet5"})
  public String network;

  private ExecutionPlan plan;
  private Sgd optimizer;
  private int[] labels;

  @Override
  void prepare(Compute reference) throws IOException {
    ExecutionPlan twin = make(reference);
    twin.trainStep(labels, BATCH, 0);
    plan = make(compute);
    plan.trainStep(labels, BATCH, 0);
    for (int i = 0; i < plan.gradients().size(); i++) {
      Tensor gradient = plan.gradients().get(i);
      if (gradient != null) {
        Distance.check("gradient " + i, gradient, twin.gradients().get(i));
      }
    }
  }

  /** The same numbers each time. */
  private ExecutionPlan make(Compute on) throws IOException {
    Network fresh = new Network(Networks.named(network).network());
    fresh.initialize(0);
    ExecutionPlan made = ExecutionPlan.forTraining(fresh, BATCH, on);
    SplittableRandom random = new SplittableRandom(1);
    made.input().copyFrom(LayerRun.gaussian(made.input().shape(), random));
    labels = random.ints(BATCH, 0, fresh.spec().outputShape().size()).toArray();
    optimizer = new Sgd(fresh, made, 0.9, 1e-4, false, on);
    return made;
  }

  /** One step. */
  @Benchmark
  public double step() {
    double loss = plan.trainStep(labels, BATCH, 0);
    optimizer.step(1e-3);
    return loss;
  }
}
