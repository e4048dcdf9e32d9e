package convnet.bench;

import convnet.kernel.Compute;
import convnet.kernel.Gemm;
import convnet.kernel.ScalarKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The matrix product beside the machine's peak. Both scores are floating-point operations a
 * nanosecond, which are GFLOP/s: compare {@code product} on one thread with {@code peak}, and on
 * two threads with itself on one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgs = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
public class MatrixProductBenchmark {
  private static final int N = 960;
  private static final int PEAK_STEPS = 1 << 20;

  /** Twice the multiply-adds of a product of matrices of N × N. */
  private static final int PRODUCT_OPERATIONS = 2 * N * N * N;

  /** Threads that compute. */
  @Param({"1", "2"})
  public int threads;

  private Compute compute;
  private float[] a;
  private float[] b;
  private float[] c;

  /** Fills the matrices, and checks the product against the scalar kernels before any timing. */
  @Setup(Level.Trial)
  public void prepare() {
    compute = Compute.create(threads);
    SplittableRandom random = new SplittableRandom(1);
    a = new float[N * N];
    b = new float[N * N];
    c = new float[N * N];
    for (int i = 0; i < N * N; i++) {
      a[i] = random.nextFloat() - 0.5f;
      b[i] = random.nextFloat() - 0.5f;
    }
    product();
    float[] fast = c.clone();
    try (Compute scalar = Compute.create(new ScalarKernels(), 1)) {
      multiply(scalar);
    }
    if (!Arrays.equals(fast, c)) {
      throw new IllegalStateException("the vector product differs from the scalar one");
    }
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void close() {
    compute.close();
  }

  /** C = A · B. */
  @Benchmark
  @OperationsPerInvocation(PRODUCT_OPERATIONS)
  public float[] product() {
    multiply(compute);
    return c;
  }

  private void multiply(Compute compute) {
    Gemm.multiply(
        compute,
        N,
        N,
        N,
        new Gemm.Left(a, 0, N),
        (k0, kCount, column0, columns, width, panels, worker) -> {
          for (int k = 0; k < kCount; k++) {
            for (int j = 0; j < columns; j += width) {
              System.arraycopy(
                  b, (k0 + k) * N + column0 + j, panels, j * kCount + k * width, width);
            }
          }
        },
        (row0, rows, column0, columns, block, stride) -> {
          for (int i = 0; i < rows; i++) {
            System.arraycopy(block, i * stride, c, (row0 + i) * N + column0, columns);
          }
        });
  }

  /** Nothing but fused multiply-adds in registers. */
  @Benchmark
  public float peak(PeakOperations operations) {
    operations.flops += PeakLoop.OPERATIONS * PEAK_STEPS;
    return PeakLoop.run(PEAK_STEPS);
  }
}
