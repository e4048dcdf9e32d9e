package convnet.nn;

import convnet.kernel.Compute;
import convnet.op.SoftmaxCrossEntropy;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a network needs to run, besides its parameters, allocated once: activations, gradients
 * and workspaces. A plan serves batches of up to a fixed size, one at a time.
 *
 * <p>A plan for training keeps every activation, since the backward pass needs it, and works with
 * two buffers of gradients in turn. A plan for inference has two buffers of activations in turn.
 * Layers that can do so work in place.
 */
public final class ExecutionPlan {
  private final Network network;
  private final Compute compute;

  /** The input, then the output of each layer: {@code activations.get(i)} goes into layer i. */
  private final List<Tensor> activations = new ArrayList<>();

  private final List<Workspace> workspaces = new ArrayList<>();

  /** The gradient of each parameter of the network, null where none is computed. */
  private final List<@Nullable Tensor> gradients = new ArrayList<>();

  /** Gradients of activations, used in turn; no room in a plan for inference. */
  private final float[][] diffs;

  private ExecutionPlan(Network network, int batch, Compute compute, boolean training) {
    this.network = network;
    this.compute = compute;
    List<Shape> shapes = new ArrayList<>(List.of(network.spec().input()));
    shapes.addAll(network.spec().shapes());
    planActivations(shapes, batch, training);
    int largest = 0;
    for (int i = 1; i < shapes.size(); i++) {
      largest = Math.max(largest, shapes.get(i).batched(batch).size());
    }
    this.diffs = training ? new float[2][largest] : new float[0][];
    for (Parameter parameter : network.parameters()) {
      gradients.add(
          training && parameter.trainable() ? Tensor.zeros(parameter.value().shape()) : null);
    }
  }

  /**
   * A plan for {@link #trainStep} and {@link #forward} on batches of up to {@code batch} images.
   */
  public static ExecutionPlan forTraining(Network network, int batch, Compute compute) {
    return new ExecutionPlan(network, batch, compute, true);
  }

  /** A plan for {@link #forward} on batches of up to {@code batch} images. */
  public static ExecutionPlan forInference(Network network, int batch, Compute compute) {
    return new ExecutionPlan(network, batch, compute, false);
  }

  private void planActivations(List<Shape> shapes, int batch, boolean training) {
    Tensor previous = Tensor.zeros(shapes.getFirst().batched(batch));
    activations.add(previous);
    float[][] turns = training ? new float[0][] : twoBuffers(shapes, batch);
    int turn = 0;
    boolean previousKeepsOutput = true; // the input, which the caller fills
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      Shape dst = shapes.get(i + 1).batched(batch);
      if (layer.inPlace() && !previousKeepsOutput) {
        previous = previous.reshape(dst);
      } else if (training) {
        previous = Tensor.zeros(dst);
      } else {
        previous = new Tensor(turns[turn], 0, dst);
        turn = 1 - turn;
      }
      activations.add(previous);
      workspaces.add(layer.workspace(shapes.get(i).batched(batch), dst));
      previousKeepsOutput = training && layer.keepsOutput();
    }
  }

  private static float[][] twoBuffers(List<Shape> shapes, int batch) {
    int largest = 0;
    for (Shape shape : shapes.subList(1, shapes.size())) {
      largest = Math.max(largest, shape.batched(batch).size());
    }
    return new float[2][largest];
  }

  /** How many images a batch has at most. */
  public int batch() {
    return input().shape().dim(0);
  }

  /** How much memory this plan takes, in bytes; the network's parameters are not its own. */
  public long bytes() {
    Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    activations.forEach(tensor -> arrays.add(tensor.data()));
    workspaces.forEach(
        workspace -> Collections.addAll(arrays, workspace.floats(), workspace.ints()));
    gradients.stream().filter(Objects::nonNull).forEach(tensor -> arrays.add(tensor.data()));
    Collections.addAll(arrays, (Object[]) diffs);
    return arrays.stream().mapToLong(array -> 4L * Array.getLength(array)).sum();
  }

  /** The images, (batch, C, H, W), to be filled before a run. */
  public Tensor input() {
    return activations.getFirst();
  }

  /**
   * Runs the network without training.
   *
   * @param n how many images of {@link #input} are there
   * @return what the last layer gives, (n, classes), good until the next run
   */
  public Tensor forward(int n) {
    return run(Pass.inference(compute), n);
  }

  /** A step towards a lower plain cross entropy. */
  public double trainStep(int[] labels, int n, long seed) {
    return trainStep(labels, n, Criterion.PLAIN, seed);
  }

  /**
   * Forward in training mode, the mean loss, and backward to {@link #gradients}.
   *
   * @param labels the right class of each image
   * @param n how many images of {@link #input} are there
   * @param criterion how the loss is made
   * @param seed what dropout draws from; another for each step
   * @return the mean loss over the n images
   */
  public double trainStep(int[] labels, int n, Criterion criterion, long seed) {
    Pass pass = new Pass(compute, true, seed);
    Tensor logits = run(pass, n);
    double loss = SoftmaxCrossEntropy.forward(logits, labels, criterion);
    backward(pass, logits, labels, criterion, n);
    return loss / criterion.weight(labels, n);
  }

  /**
   * The gradients that {@link #trainStep} computed, one for each of the network's parameters in the
   * same order; null where a parameter is not trained.
   */
  public List<@Nullable Tensor> gradients() {
    return gradients;
  }

  /** What the last run gave, (n, classes) of its n images. */
  public Tensor output(int n) {
    return activations.getLast().narrow(0, n);
  }

  private Tensor run(Pass pass, int n) {
    for (int i = 0; i < network.layers().size(); i++) {
      network
          .layers()
          .get(i)
          .forward(
              pass,
              activations.get(i).narrow(0, n),
              activations.get(i + 1).narrow(0, n),
              workspaces.get(i));
    }
    return output(n);
  }

  private void backward(Pass pass, Tensor logits, int[] labels, Criterion criterion, int n) {
    int turn = 0;
    Tensor diffDst = new Tensor(diffs[turn], 0, logits.shape());
    SoftmaxCrossEntropy.backward(logits, labels, criterion, diffDst);
    int nextParameter = gradients.size();
    for (int i = network.layers().size() - 1; i >= 0; i--) {
      Layer layer = network.layers().get(i);
      Tensor src = activations.get(i).narrow(0, n);
      Tensor diffSrc = null;
      if (i > 0) {
        turn = layer.inPlace() ? turn : 1 - turn;
        diffSrc = new Tensor(diffs[turn], 0, src.shape());
      }
      int firstParameter = nextParameter - layer.parameters().size();
      layer.backward(
          pass,
          src,
          activations.get(i + 1).narrow(0, n),
          diffDst,
          diffSrc,
          gradients.subList(firstParameter, nextParameter),
          workspaces.get(i));
      nextParameter = firstParameter;
      if (diffSrc != null) {
        diffDst = diffSrc;
      }
    }
  }
}
