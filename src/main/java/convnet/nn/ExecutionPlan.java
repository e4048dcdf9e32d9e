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
 * All that a network needs to run, besides its parameters, allocated once: activations, gradients
 * and workspaces. A plan serves batches of up to a fixed size, one at a time.
 *
 * <p>A plan for training keeps the activations that the backward pass needs: not those below the
 * first parameter that is trained. All else, and everything in a plan for inference, shares memory
 * with what is not there at the same time.
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
   * must stay as they are at the first run: what was made of them is kept.
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

  /** Is told what comes out of each layer, and of each block at its end, as soon as it is there. */
  @FunctionalInterface
  public interface Observer {
    /**
     * @param layer its name
     * @param dst (n, …); good until this method returns
     */
    void computed(String layer, Tensor dst);
  }

  /** How many images a batch has at most. */
  public int batch() {
    return batch;
  }

  /**
   * How much memory a plan for training takes besides the gradients of parameters, in bytes: what
   * grows with the batch.
   */
  public static long bytesForTraining(Network network, int batch) {
    List<@Nullable Tensor> none = Collections.nCopies(network.parameters().size(), null);
    Graph graph = new Graph(network, batch, Purpose.TRAINING, none);
    return graph.bytes() + new BackwardPass(graph, batch).bytes();
  }

  /** How much memory this plan takes, in bytes; the network's parameters are not its own. */
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
   * Runs the network without training.
   *
   * @param n how many images of {@link #input} are there
   * @return what the last layer gives, (n, classes), good until the next run
   */
  public Tensor forward(int n) {
    return forward(n, (_, _) -> {});
  }

  /** The same, watched from layer to layer. */
  public Tensor forward(int n, Observer observer) {
    return run(Pass.inference(compute), n, observer);
  }

  /**
   * Runs the network without training, and backward to its input.
   *
   * @param classes one of each image
   * @param n how many images of {@link #input} are there
   * @return the gradient of each image's output for its class, (n, C, H, W), good until the next
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

  /** A step towards a lower plain cross entropy. */
  public double trainStep(int[] labels, int n, long seed) {
    return trainStep(MixedLabels.unmixed(labels), n, Criterion.PLAIN, seed);
  }

  /**
   * Forward in training mode, the mean loss, and backward to {@link #gradients}.
   *
   * @param labels the right classes of each image
   * @param n how many images of {@link #input} are there
   * @param criterion how the loss is made
   * @param seed what dropout draws from; another for each step
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

  /** What the last run gave, (n, classes) of its n images. */
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
