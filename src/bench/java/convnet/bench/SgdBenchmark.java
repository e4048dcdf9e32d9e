package convnet.bench;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;

/** The update of a million parameters by SGD with momentum and weight decay. */
public class SgdBenchmark extends OperationBenchmark {
  private static final Shape PARAMETERS = Shape.of(1 << 20);
  private static final int CHUNK = 1 << 15;

  private Tensor value;
  private Tensor gradient;
  private Tensor velocity;

  @Override
  void prepare(Compute reference) {
    SplittableRandom random = new SplittableRandom(1);
    value = LayerRun.gaussian(PARAMETERS, random);
    gradient = LayerRun.gaussian(PARAMETERS, random);
    velocity = LayerRun.gaussian(PARAMETERS, random);
    Tensor twin = value.copy();
    Tensor twinVelocity = velocity.copy();
    step(compute, value, velocity);
    step(reference, twin, twinVelocity);
    if (!Arrays.equals(value.data(), twin.data())
        || !Arrays.equals(velocity.data(), twinVelocity.data())) {
      throw new IllegalStateException("the kernels differ");
    }
  }

  /** One step. */
  @Benchmark
  public void step() {
    step(compute, value, velocity);
  }

  private void step(Compute on, Tensor w, Tensor v) {
    on.parallel()
        .run(
            PARAMETERS.size() / CHUNK,
            (chunk, _) -> {
              int at = chunk * CHUNK;
              on.kernels()
                  .sgdStep(
                      CHUNK,
                      w.data(),
                      at,
                      gradient.data(),
                      at,
                      v.data(),
                      at,
                      1e-3f,
                      0.9f,
                      1e-4f,
                      false);
            });
  }
}
