package convnet.bench;

import convnet.kernel.Compute;
import convnet.kernel.ScalarKernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What benchmarks of operations have in common. Each holds its results against a reference before
 * anything is timed: the same on the scalar kernels and one thread, or the definition.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgs = {
      "--add-modules",
      "jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Xmx3g"
    })
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class OperationBenchmark {
  /** Threads that compute. */
  @Param({"1", "2"})
  public int threads;

  /** What is timed runs on this. */
  protected Compute compute;

  /** Prepares, and checks against the reference. */
  @Setup(Level.Trial)
  public void open() throws Exception {
    compute = Compute.create(threads);
    try (Compute reference = Compute.create(new ScalarKernels(), 1)) {
      prepare(reference);
    }
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void close() {
    compute.close();
  }

  /**
   * Makes the input, and checks what is going to be timed.
   *
   * @param reference to compute on what the results must be
   * @throws IllegalStateException if they are not: then nothing is timed
   */
  abstract void prepare(Compute reference) throws Exception;
}
