package convnet.nn;

import convnet.model.LayerSpec;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network as steps in the order of execution, with its blocks taken apart, and the memory for the
 * values between them.
 *
 * <p>If there is a backward pass, what it needs is kept. All other values share memory, each until
 * its last reader is done. A step works in place where it can and its input has no other reader.
 */
final class Graph {
  private final int batch;
  private final boolean backward;
  private final List<@Nullable Tensor> gradients;
  private final Value input;
  private final Value output;
  private final List<Step> steps = new ArrayList<>();
  private final BufferPool pool = new BufferPool();

  /** The number of parameters of the steps so far. */
  private int parameters;

  /**
   * @param batch the largest number of images in a run
   * @param purpose tells whether there is a backward pass, and how far down it goes
   * @param gradients one for each parameter of the network, null where it is not trained
   */
  Graph(
      Network network, int batch, ExecutionPlan.Purpose purpose, List<@Nullable Tensor> gradients) {
    this.batch = batch;
    this.backward = purpose != ExecutionPlan.Purpose.INFERENCE;
    this.gradients = gradients;
    input = new Value(network.spec().input(), purpose == ExecutionPlan.Purpose.INPUT_GRADIENT);
    output = chain(network.nodes(), input);
    for (Value callers : List.of(input, output)) {
      callers.addRead();
      callers.keep();
    }
    if (backward) {
      steps.forEach(Graph::keepForBackward);
    }
    place();
  }

  List<Step> steps() {
    return steps;
  }

  Value input() {
    return input;
  }

  Value output() {
    return output;
  }

  /** Adds the steps of nodes one after another; returns the output of the last. */
  private Value chain(List<Node> nodes, Value src) {
    for (Node node : nodes) {
      src =
          switch (node) {
            case Layer layer -> apply(layer, src);
            case Residual block -> {
              Value body = chain(block.body(), src);
              yield join(block.spec(), body, chain(block.shortcut(), src));
            }
          };
    }
    return src;
  }

  private Value apply(Layer layer, Value src) {
    Shape shape = layer.spec().outputShape(src.shape());
    int next = parameters + layer.parameters().size();
    boolean learns = layer.parameters().stream().anyMatch(Parameter::trainable);
    Value dst = new Value(shape, src.requiresGrad() || learns);
    Shape srcs = src.shape().batched(batch);
    Shape dsts = shape.batched(batch);
    Workspace workspace =
        backward ? layer.workspace(srcs, dsts) : layer.inferenceWorkspace(srcs, dsts);
    src.addRead();
    steps.add(new Step.Apply(layer, src, dst, workspace, gradients.subList(parameters, next)));
    parameters = next;
    return dst;
  }

  private Value join(LayerSpec.Residual block, Value body, Value shortcut) {
    Value dst = new Value(body.shape(), body.requiresGrad() || shortcut.requiresGrad());
    body.addRead();
    shortcut.addRead();
    steps.add(new Step.Join(block.name(), body, shortcut, dst, block.relu()));
    return dst;
  }

  /**
   * Keeps what the backward pass may need: the input of a layer, but not of a sum, and the output
   * of steps that ask for it.
   */
  private static void keepForBackward(Step step) {
    if (!step.dst().requiresGrad()) {
      return;
    }
    if (step instanceof Step.Apply apply) {
      apply.src().keep();
    }
    if (step.backwardNeedsOutput() || step.backwardNeedsSigns()) {
      step.dst().keep();
    }
  }

  private void place() {
    Map<Value, Step> producers = new HashMap<>();
    place(input);
    for (Step step : steps) {
      Value src =
          switch (step) {
            case Step.Apply apply -> apply.src();
            case Step.Join join -> join.body();
          };
      if (src.reads() == 1 && mayWriteOver(producers.get(src), step)) {
        step.dst().place(src.buffer());
        src.buffer().addReads(holders(step.dst()));
      } else {
        place(step.dst());
      }
      pool.release(src.buffer());
      if (step instanceof Step.Join join) {
        pool.release(join.shortcut().buffer());
      }
      producers.put(step.dst(), step);
    }
  }

  /** Allocates the memory of the values; until then it is only planned. */
  void allocate() {
    pool.allocate();
  }

  private void place(Value value) {
    value.place(pool.take(value.shape().batched(batch).size(), holders(value)));
  }

  /**
   * The number of reads that a value's memory waits for; keeping it counts as a read that never
   * takes place.
   */
  private static int holders(Value value) {
    return value.reads() + (value.kept() ? 1 : 0);
  }

  /**
   * Whether a step may overwrite its input, which no other step reads: its producer must not need
   * it.
   */
  private boolean mayWriteOver(@Nullable Step producer, Step step) {
    if (!backward || producer == null) {
      return step.inPlace();
    }
    return step.inPlace()
        && !producer.backwardNeedsOutput()
        && (step.preservesSigns() || !producer.backwardNeedsSigns());
  }

  /** The memory of values and workspaces, in bytes. */
  long bytes() {
    long kept = 0;
    for (Step step : steps) {
      if (step instanceof Step.Apply apply) {
        kept += apply.workspace().bytes();
      }
    }
    return pool.bytes() + kept;
  }
}
