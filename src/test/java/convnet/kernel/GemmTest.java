package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The blocked product against three plain loops of fused multiply-adds, bit by bit: blocking must
 * not change the order of a sum. Sizes go to both sides of every block's edge.
 */
class GemmTest {

  /** C of m × n, of sums over k. */
  record Product(int m, int n, int k) {}

  static Stream<Product> products() {
    return Stream.of(
        new Product(1, 1, 1),
        new Product(1, 1, 1000),
        new Product(3, 5, 7),
        new Product(4, 16, 8),
        new Product(8, 32, 256),
        new Product(9, 33, 257),
        new Product(7, 31, 255),
        new Product(5, 3, 0),
        new Product(0, 3, 4),
        new Product(3, 0, 4),
        new Product(1, 300, 13),
        new Product(300, 1, 13),
        new Product(511, 127, 3),
        new Product(512, 128, 2),
        new Product(513, 129, 3),
        new Product(1025, 2, 17),
        new Product(2, 1025, 17),
        new Product(513, 600, 200),
        new Product(37, 259, 513),
        new Product(16, 64, 769));
  }

  @ParameterizedTest
  @MethodSource("products")
  void isTheProductWhateverTheBlocksThreadsAndKernels(Product size) {
    Random random = new Random(size.hashCode());
    int offset = 5;
    int rowStride = size.k + 3;
    float[] a = uniform(random, offset + size.m * rowStride);
    float[] b = uniform(random, size.k * size.n);
    int[] expected = new int[size.m * size.n];
    for (int i = 0; i < size.m; i++) {
      for (int j = 0; j < size.n; j++) {
        float sum = 0;
        for (int p = 0; p < size.k; p++) {
          sum = Math.fma(a[offset + i * rowStride + p], b[p * size.n + j], sum);
        }
        expected[i * size.n + j] = Float.floatToIntBits(sum);
      }
    }
    Gemm.Left left = new Gemm.Left(a, offset, rowStride);
    for (Kernels kernels :
        new Kernels[] {new VectorKernels(), new LoopKernels(), new ScalarKernels()}) {
      for (int threads = 1; threads <= 3; threads++) {
        try (Compute compute = Compute.create(kernels, threads)) {
          spoil(compute, kernels);
          assertThat(multiply(compute, size, left, b))
              .as("%s, %d threads", kernels.getClass().getSimpleName(), threads)
              .isEqualTo(expected);
          if (size.k > 0 && size.k <= Gemm.K_BLOCK) {
            spoil(compute, kernels);
            assertThat(multiplyInto(compute, size, left, b))
                .as("straight, %s, %d threads", kernels.getClass().getSimpleName(), threads)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  /** Leaves NaN in all scratch memory: a product that reads what it has not written shows it. */
  private static void spoil(Compute compute, Kernels kernels) {
    for (int worker = 0; worker < compute.parallel().threads(); worker++) {
      int panels = Gemm.K_BLOCK * 1200;
      int block = 1200 * (128 + kernels.tileColumns());
      Arrays.fill(compute.scratch().floats(Scratch.Purpose.PANELS, worker, panels), Float.NaN);
      Arrays.fill(compute.scratch().floats(Scratch.Purpose.BLOCK, worker, block), Float.NaN);
    }
  }

  /** The product as bits; fails if an element is handed over twice or never. */
  private static int[] multiply(Compute compute, Product size, Gemm.Left left, float[] b) {
    int[] c = new int[size.m * size.n];
    int[] times = new int[c.length];
    Gemm.multiply(
        compute,
        size.m,
        size.n,
        size.k,
        left,
        panels(size, b),
        (row0, rows, column0, columns, block, stride) -> {
          for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
              int at = (row0 + i) * size.n + column0 + j;
              c[at] = Float.floatToIntBits(block[i * stride + j]);
              times[at]++;
            }
          }
        });
    assertThat(Arrays.stream(times))
        .as("how often an element was handed over")
        .allMatch(n -> n == 1);
    return c;
  }

  /** The same straight into a larger matrix; fails if anything beside C is touched. */
  private static int[] multiplyInto(Compute compute, Product size, Gemm.Left left, float[] b) {
    int offset = 7;
    int stride = size.n + 3;
    float[] larger = new float[offset + size.m * stride];
    Arrays.fill(larger, 4);
    Gemm.multiplyInto(
        compute, size.m, size.n, size.k, left, panels(size, b), larger, offset, stride);
    int[] c = new int[size.m * size.n];
    for (int i = 0; i < size.m; i++) {
      for (int j = 0; j < size.n; j++) {
        int at = offset + i * stride + j;
        c[i * size.n + j] = Float.floatToIntBits(larger[at]);
        larger[at] = 4;
      }
    }
    for (float beside : larger) {
      assertThat(beside).isEqualTo(4);
    }
    return c;
  }

  private static Gemm.PanelSource panels(Product size, float[] b) {
    return (k0, kCount, column0, columns, width, panels, worker) -> {
      for (int j = 0; j < Math.ceilDiv(columns, width) * width; j++) {
        for (int p = 0; p < kCount; p++) {
          panels[(j / width * kCount + p) * width + j % width] =
              j < columns ? b[(k0 + p) * size.n + column0 + j] : 0;
        }
      }
    };
  }

  private static float[] uniform(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }
}
