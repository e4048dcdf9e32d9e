package convnet.bench;

import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.model.Architectures;
import convnet.nn.ExecutionPlan;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One training step of AlexNet after the other, without loading: forward, loss, backward, SGD with
 * momentum and weight decay; then inference. Prints what {@code src/bench/python/alexnet_step.py}
 * prints of PyTorch. Arguments: batch size, threads.
 */
public final class AlexNetStep {
  private static final int CLASSES = 1000;
  private static final int WARM_UP = 6;
  private static final int STEPS = 9;
  private static final int CHUNK = 1 << 16;

  private final Compute compute;
  private final Network network;
  private final float[][] velocities;

  private AlexNetStep(int threads) {
    compute = Compute.create(threads);
    network = new Network(Architectures.bundled("alexnet", CLASSES).network());
    network.initialize(0);
    velocities =
        network.parameters().stream()
            .map(parameter -> new float[parameter.value().size()])
            .toArray(float[][]::new);
  }

  /** Runs the benchmark. */
  public static void main(String[] args) {
    int batch = Integer.parseInt(args[0]);
    new AlexNetStep(Integer.parseInt(args[1])).run(batch);
    System.exit(0);
  }

  private void run(int batch) {
    ExecutionPlan plan = ExecutionPlan.forTraining(network, batch, compute);
    SplittableRandom random = new SplittableRandom(1);
    Tensor input = plan.input();
    for (int i = 0; i < input.size(); i++) {
      input.data()[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(batch, 0, CLASSES).toArray();
    double[] training = new double[STEPS];
    double firstLoss = 0;
    double lastLoss = 0;
    for (int step = -WARM_UP; step < STEPS; step++) {
      long start = System.nanoTime();
      lastLoss = plan.trainStep(labels, batch, step);
      update(plan.gradients());
      if (step >= 0) {
        training[step] = (System.nanoTime() - start) / 1e9;
      }
      firstLoss = step == -WARM_UP ? lastLoss : firstLoss;
    }
    if (!(lastLoss < firstLoss)) {
      throw new IllegalStateException("the loss did not fall: the figures would mean nothing");
    }
    print("train", batch, training);
    for (int images : new int[] {batch, 1}) {
      ExecutionPlan inference = ExecutionPlan.forInference(network, images, compute);
      System.arraycopy(input.data(), 0, inference.input().data(), 0, inference.input().size());
      double[] times = new double[STEPS];
      for (int step = -WARM_UP; step < STEPS; step++) {
        long start = System.nanoTime();
        inference.forward(images);
        if (step >= 0) {
          times[step] = (System.nanoTime() - start) / 1e9;
        }
      }
      print("infer", images, times);
    }
  }

  private void update(List<@Nullable Tensor> gradients) {
    Kernels kernels = compute.kernels();
    for (int p = 0; p < gradients.size(); p++) {
      Parameter parameter = network.parameters().get(p);
      Tensor gradient = gradients.get(p);
      float[] velocity = velocities[p];
      if (gradient == null) {
        continue;
      }
      float[] w = parameter.value().data();
      compute
          .parallel()
          .run(
              Math.ceilDiv(w.length, CHUNK),
              (chunk, worker) -> {
                int at = chunk * CHUNK;
                int n = Math.min(CHUNK, w.length - at);
                kernels.sgdStep(
                    n, w, at, gradient.data(), at, velocity, at, 0.01f, 0.9f, 1e-4f, false);
              });
    }
  }

  private static void print(String what, int batch, double[] seconds) {
    Arrays.sort(seconds);
    double median = seconds[seconds.length / 2];
    System.out.printf(
        "convnet %s batch %d: %.1f ms, %.1f images/s%n",
        what, batch, 1000 * median, batch / median);
  }
}
