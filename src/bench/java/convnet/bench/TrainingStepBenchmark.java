package convnet.bench;

import convnet.kernel.Compute;
import convnet.nn.Network;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Whole steps of small networks: forward, loss, backward, SGD. */
public class TrainingStepBenchmark extends OperationBenchmark {
  private static final int BATCH = 32;

  /** The network. */
  @Param({"alexnet-cifar", "lenet5"})
  public String network;

  private TrainingSteps steps;

  @Override
  void prepare(Compute reference) throws IOException {
    TrainingSteps twin = make(reference);
    steps = make(compute);
    List<@Nullable Tensor> expected = twin.plan().gradients();
    List<@Nullable Tensor> gradients = steps.plan().gradients();
    for (int i = 0; i < gradients.size(); i++) {
      Tensor gradient = gradients.get(i);
      if (gradient != null) {
        Distance.check("gradient " + i, gradient, expected.get(i));
      }
    }
  }

  /** The same numbers each time, after one step. */
  private TrainingSteps make(Compute on) throws IOException {
    TrainingSteps made =
        new TrainingSteps(new Network(Networks.named(network).network()), BATCH, on);
    made.run();
    return made;
  }

  /** One step. */
  @Benchmark
  public double step() {
    return steps.run();
  }
}
