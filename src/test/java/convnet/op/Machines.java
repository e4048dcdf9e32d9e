package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.kernel.LoopKernels;
import convnet.kernel.ScalarKernels;
import convnet.kernel.Scratch;
import convnet.kernel.VectorKernels;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What an operation can run on: all kernels, the fastest on one, two and three threads, the others
 * on one and three. All scratch memory is spoilt before each run, so that nothing can depend on
 * what was left there.
 */
final class Machines implements AutoCloseable {
  private final List<Compute> vector = new ArrayList<>();
  private final List<Compute> scalar = new ArrayList<>();
  private final List<Compute> loops = new ArrayList<>();

  Machines() {
    for (int threads = 1; threads <= 3; threads++) {
      vector.add(Compute.create(new VectorKernels(), threads));
    }
    for (int threads = 1; threads <= 3; threads += 2) {
      scalar.add(Compute.create(new ScalarKernels(), threads));
      loops.add(Compute.create(new LoopKernels(), threads));
    }
  }

  /** One of them, where it does not matter which. */
  Compute any() {
    return vector.get(1);
  }

  /**
   * Runs an operation on each and checks that the results have the same bits, and that nothing
   * beside them was written.
   *
   * @param op returns its result, a new tensor of {@link Views}
   */
  Tensor sameBits(Function<Compute, Tensor> op) {
    Tensor result = sameBits(vector, op);
    assertThat(Views.bits(sameBits(scalar, op))).isEqualTo(Views.bits(result));
    assertThat(Views.bits(sameBits(loops, op))).isEqualTo(Views.bits(result));
    return result;
  }

  /** The same for an operation with a sum over vector lanes: one result for each of the kernels. */
  List<Tensor> sameBitsPerKernel(Function<Compute, Tensor> op) {
    return List.of(sameBits(vector, op), sameBits(scalar, op), sameBits(loops, op));
  }

  private static Tensor sameBits(List<Compute> computes, Function<Compute, Tensor> op) {
    List<Tensor> results = new ArrayList<>();
    for (Compute compute : computes) {
      spoil(compute);
      results.add(Views.checked(op.apply(compute)));
    }
    for (Tensor result : results) {
      assertThat(Views.bits(result)).isEqualTo(Views.bits(results.getFirst()));
    }
    return results.getFirst();
  }

  private static void spoil(Compute compute) {
    Scratch scratch = compute.scratch();
    for (Scratch.Purpose purpose : Scratch.Purpose.values()) {
      Arrays.fill(scratch.floats(purpose, 2000), Float.NaN);
      Arrays.fill(scratch.ints(purpose, 200), Integer.MIN_VALUE / 2);
      for (int worker = 0; worker < compute.parallel().threads(); worker++) {
        Arrays.fill(scratch.floats(purpose, worker, 2000), Float.NaN);
        Arrays.fill(scratch.ints(purpose, worker, 200), Integer.MIN_VALUE / 2);
      }
    }
  }

  @Override
  public void close() {
    vector.forEach(Compute::close);
    scalar.forEach(Compute::close);
    loops.forEach(Compute::close);
  }
}
