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
 * A network as steps in the order of a run, blocks taken apart, with the memory for what flows
 * between them.
 *
 * <p>For training, what the backward pass needs lies by itself. All else shares memory: it is there
 * until its last reader is done. A step works in place where it can and its input has no other
 * reader.
 */
final class Graph {
  private final int batch;
  private final boolean backward;
  private final List<@Nullable Tensor> gradients;
  private final Value input;
  private final Value output;
  private final List<Step> steps = new ArrayList<>();
  private final BufferPool pool = new BufferPool();

  /** How many parameters the steps have so far. */
  private int parameters;

  /**
   * @param batch the most images of a run
   * @param purpose whether there is to be a way back, and how far down
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

  /** Adds the steps of nodes one after another; returns what comes out of the last. */
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

  /** A layer may need its input to go backward, a sum does not. */
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

  /** Takes the memory: until then the graph is a plan. */
  void allocate() {
    pool.allocate();
  }

  private void place(Value value) {
    value.place(pool.take(value.shape().batched(batch).size(), holders(value)));
  }

  /** What is kept is as if it were read once more, which never comes. */
  private static int holders(Value value) {
    return value.reads() + (value.kept() ? 1 : 0);
  }

  /** Whether a step may put its output where its input is, which nobody else reads. */
  private boolean mayWriteOver(@Nullable Step producer, Step step) {
    if (!backward || producer == null) {
      return step.inPlace();
    }
    return step.inPlace()
        && !producer.backwardNeedsOutput()
        && (step.preservesSigns() || !producer.backwardNeedsSigns());
  }

  /** How much memory it takes, in bytes. */
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
