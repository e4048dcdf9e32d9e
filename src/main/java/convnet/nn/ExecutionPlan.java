package convnet.nn;

import convnet.kernel.Compute;
import convnet.op.MixedLabels;
import convnet.op.SoftmaxCrossEntropy;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a network needs to run, besides its parameters, allocated once: activations,
 * gradients and workspaces. A plan serves batches of up to a fixed size, one at a time.
 *
 * <p>A plan for training keeps the activations that the backward pass needs: not those below the
 * first trained parameter. All others, and everything in a plan for inference, share memory with
 * what is not alive at the same time.
 */
public final class ExecutionPlan {
  private final Purpose purpose;
  private final int batch;
  private final Compute compute;
  private final Graph graph;
  private final @Nullable BackwardPass backward;

  /** The gradient of each parameter of the network, null where none is computed. */
  private final List<@Nullable Tensor> gradients = new ArrayList<>();

  /** What a plan is for. */
  enum Purpose {
    INFERENCE,
    TRAINING,
    INPUT_GRADIENT
  }

  private ExecutionPlan(Network network, int batch, Compute compute, Purpose purpose) {
    this.purpose = purpose;
    this.batch = batch;
    this.compute = compute;
    for (Parameter parameter : network.parameters()) {
      gradients.add(
          purpose == Purpose.TRAINING && parameter.trainable()
              ? Tensor.zeros(parameter.shape())
              : null);
    }
    this.graph = new Graph(network, batch, purpose, gradients);
    this.backward = purpose == Purpose.INFERENCE ? null : new BackwardPass(graph, batch);
    graph.allocate();
    if (backward != null) {
      backward.allocate();
    }
  }

  /**
   * A plan for {@link #trainStep} and {@link #forward} on batches of up to {@code batch} images.
   */
  public static ExecutionPlan forTraining(Network network, int batch, Compute compute) {
    return new ExecutionPlan(network, batch, compute, Purpose.TRAINING);
  }

  /**
   * A plan for {@link #forward} on batches of up to {@code batch} images. The network's parameters
   * must not change after the first run, as filters transformed from them are kept.
   */
  public static ExecutionPlan forInference(Network network, int batch, Compute compute) {
    return new ExecutionPlan(network, batch, compute, Purpose.INFERENCE);
  }

  /**
   * A plan for {@link #inputGradient} and {@link #forward} on batches of up to {@code batch}
   * images.
   */
  public static ExecutionPlan forInputGradient(Network network, int batch, Compute compute) {
    return new ExecutionPlan(network, batch, compute, Purpose.INPUT_GRADIENT);
  }

  /** Receives the output of each layer, and of each block at its end, as soon as it is computed. */
  @FunctionalInterface
  public interface Observer {
    /**
     * @param layer the name of the layer or block
     * @param dst (n, …); valid until this method returns
     */
    void computed(String layer, Tensor dst);
  }

  /** The largest number of images in a batch. */
  public int batch() {
    return batch;
  }

  /**
   * The memory of a plan for training, in bytes, without the gradients of parameters: the part that
   * grows with the batch.
   */
  public static long bytesForTraining(Network network, int batch) {
    List<@Nullable Tensor> none = Collections.nCopies(network.parameters().size(), null);
    Graph graph = new Graph(network, batch, Purpose.TRAINING, none);
    return graph.bytes() + new BackwardPass(graph, batch).bytes();
  }

  /** The memory of this plan, in bytes, without the network's parameters and the filters kept. */
  public long bytes() {
    long bytes = graph.bytes() + (backward == null ? 0 : backward.bytes());
    for (Tensor gradient : gradients) {
      bytes += gradient == null ? 0 : (long) Float.BYTES * gradient.size();
    }
    return bytes;
  }

  /** The images, (batch, C, H, W), to be filled before a run. */
  public Tensor input() {
    return graph.input().tensor(batch);
  }

  /**
   * Runs the network in inference mode.
   *
   * @param n how many images {@link #input} holds
   * @return the output of the last layer, (n, classes), valid until the next run
   */
  public Tensor forward(int n) {
    return forward(n, (_, _) -> {});
  }

  /** The same; the observer receives the output of each layer. */
  public Tensor forward(int n, Observer observer) {
    return run(Pass.inference(compute), n, observer);
  }

  /**
   * Runs the network in inference mode, and backward to its input.
   *
   * @param classes the class of each image whose output is differentiated
   * @param n how many images {@link #input} holds
   * @return the gradient of each image's output for its class, (n, C, H, W), valid until the next
   *     run
   */
  public Tensor inputGradient(int[] classes, int n) {
    BackwardPass back = backward(Purpose.INPUT_GRADIENT, "forInputGradient");
    Pass pass = Pass.inference(compute);
    run(pass, n, (_, _) -> {});
    Tensor diffOutput = back.diffOutput(n);
    diffOutput.fill(0);
    for (int i = 0; i < n; i++) {
      diffOutput.set(1, i, classes[i]);
    }
    back.run(pass, n);
    return back.diffInput(n);
  }

  /** {@link #trainStep(MixedLabels, int, Criterion, long)} with plain cross entropy. */
  public double trainStep(int[] labels, int n, long seed) {
    return trainStep(MixedLabels.unmixed(labels), n, Criterion.PLAIN, seed);
  }

  /**
   * Runs forward in training mode, computes the mean loss, and runs backward to {@link #gradients}.
   * The parameters stay as they are.
   *
   * @param labels the labels of each image
   * @param n how many images {@link #input} holds
   * @param criterion the loss function
   * @param seed the seed of dropout; a different one for each step
   * @return the mean loss over the n images
   */
  public double trainStep(MixedLabels labels, int n, Criterion criterion, long seed) {
    BackwardPass back = backward(Purpose.TRAINING, "forTraining");
    Pass pass = new Pass(compute, true, seed);
    Tensor logits = run(pass, n, (_, _) -> {});
    double loss = SoftmaxCrossEntropy.meanLoss(logits, labels, criterion);
    SoftmaxCrossEntropy.backward(logits, labels, criterion, back.diffOutput(n));
    back.run(pass, n);
    return loss;
  }

  /**
   * The gradients that {@link #trainStep} computed, one for each of the network's parameters in the
   * same order; null where a parameter is not trained.
   */
  public List<@Nullable Tensor> gradients() {
    return gradients;
  }

  private BackwardPass backward(Purpose needed, String maker) {
    if (backward == null || purpose != needed) {
      throw new IllegalStateException("a plan for %s is needed: %s".formatted(needed, maker));
    }
    return backward;
  }

  /** The output of the last run for its n images, (n, classes). */
  public Tensor output(int n) {
    return graph.output().tensor(n);
  }

  private Tensor run(Pass pass, int n, Observer observer) {
    for (Step step : graph.steps()) {
      step.forward(pass, n);
      observer.computed(step.name(), step.dst().tensor(n));
    }
    return output(n);
  }
}
