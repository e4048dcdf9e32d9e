package convnet.nn;

import convnet.op.Addition;
import convnet.op.Relu;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The backward pass through a graph: from the gradient of its output to those of all trained
 * parameters, or of its input, stopping at the lowest layer that needs a gradient. The gradients of
 * the values between steps share memory.
 */
final class BackwardPass {

  /** One instruction of the pass, for the first n images. */
  @FunctionalInterface
  private interface Instruction {
    void run(Pass pass, int n);
  }

  private final int batch;
  private final BufferPool pool = new BufferPool();
  private final List<Instruction> instructions = new ArrayList<>();

  /**
   * The buffer of each value's gradient, from the first contribution to it until its step has used
   * it.
   */
  private final Map<Value, Buffer> diffs = new HashMap<>();

  private final Value input;
  private final Value output;
  private final Buffer diffOutput;

  BackwardPass(Graph graph, int batch) {
    this.batch = batch;
    input = graph.input();
    output = graph.output();
    diffOutput = take(output);
    diffs.put(output, diffOutput);
    for (Step step : graph.steps().reversed()) {
      if (step.dst().requiresGrad()) {
        Buffer diffDst = Objects.requireNonNull(diffs.remove(step.dst()));
        switch (step) {
          case Step.Apply apply -> plan(apply, diffDst);
          case Step.Join join -> plan(join, diffDst);
        }
      }
    }
  }

  /** Allocates the memory; until then the pass is only planned. */
  void allocate() {
    pool.allocate();
  }

  /** The gradient of the output, (n, classes), to be filled before a run. */
  Tensor diffOutput(int n) {
    return diffOutput.tensor(output.shape().batched(n));
  }

  /** The gradient of the input, (n, C, H, W), after a run, if it was asked for. */
  Tensor diffInput(int n) {
    return Objects.requireNonNull(diffs.get(input)).tensor(input.shape().batched(n));
  }

  void run(Pass pass, int n) {
    for (Instruction instruction : instructions) {
      instruction.run(pass, n);
    }
  }

  /** The memory it takes, in bytes. */
  long bytes() {
    return pool.bytes();
  }

  private Buffer take(Value value) {
    return pool.take(value.shape().batched(batch).size(), 1);
  }

  private void plan(Step.Apply step, Buffer diffDst) {
    Value src = step.src();
    @Nullable Buffer diffSrc = null;
    if (src.requiresGrad()) {
      if (step.layer().inPlace() && diffDst.pendingReads() == 1) {
        diffSrc = diffDst;
        diffSrc.addReads(1);
      } else {
        diffSrc = take(src);
      }
    }
    @Nullable Buffer target = diffSrc;
    instructions.add(
        (pass, n) ->
            step.backward(
                pass,
                n,
                diffDst.tensor(step.dst().shape().batched(n)),
                target == null ? null : target.tensor(src.shape().batched(n))));
    pool.release(diffDst);
    if (diffSrc != null) {
      @Nullable Buffer other = diffs.put(src, diffSrc);
      if (other != null) {
        planSum(src, diffSrc, other, diffSrc);
        pool.release(other);
      }
    }
  }

  /** The gradient of a sum is that of both operands: they share its buffer. */
  private void plan(Step.Join step, Buffer diffDst) {
    Buffer diff = step.relu() ? planRectifier(step, diffDst) : diffDst;
    for (Value part : List.of(step.shortcut(), step.body())) {
      if (part.requiresGrad()) {
        share(part, diff);
      }
    }
    pool.release(diff);
  }

  private Buffer planRectifier(Step.Join step, Buffer diffDst) {
    Value dst = step.dst();
    boolean inPlace = diffDst.pendingReads() == 1;
    Buffer diff = inPlace ? diffDst : take(dst);
    instructions.add(
        (pass, n) ->
            Relu.backward(
                dst.tensor(n),
                diffDst.tensor(dst.shape().batched(n)),
                diff.tensor(dst.shape().batched(n)),
                pass.compute()));
    if (!inPlace) {
      pool.release(diffDst);
    }
    return diff;
  }

  /**
   * Adds a gradient, which other values share, to that of a value; a sum goes to a buffer of its
   * own.
   */
  private void share(Value value, Buffer diff) {
    @Nullable Buffer other = diffs.get(value);
    if (other == null) {
      diff.addReads(1);
      diffs.put(value, diff);
    } else {
      Buffer sum = take(value);
      planSum(value, diff, other, sum);
      pool.release(other);
      diffs.put(value, sum);
    }
  }

  private void planSum(Value value, Buffer a, Buffer b, Buffer dst) {
    instructions.add(
        (pass, n) -> {
          Shape shape = value.shape().batched(n);
          Addition.forward(
              a.tensor(shape), b.tensor(shape), false, dst.tensor(shape), pass.compute());
        });
  }
}
