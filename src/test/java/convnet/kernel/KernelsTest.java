package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The vector kernels against the scalar ones, and both against what their interface says, at sizes
 * that leave every kind of remainder and from offsets that no vector is aligned to.
 */
class KernelsTest {
  /** Half a unit in the last place of 1: the relative error of one float operation. */
  private static final double U = 0x1p-24;

  private static final int LANES = FloatVector.SPECIES_PREFERRED.length();
  private static final float ALPHA = 0.7f;

  private final Kernels vector = new VectorKernels();
  private final Kernels scalar = new ScalarKernels();
  private final Random random = new Random(20);

  static IntStream sizes() {
    return IntStream.concat(
            IntStream.of(0, 1, 2, 3, 5, 7, 8, 13, 31, 97, 257),
            IntStream.of(LANES, 2 * LANES, 3 * LANES).flatMap(n -> IntStream.of(n - 1, n, n + 1)))
        .sorted()
        .distinct();
  }

  static Stream<Kernels> implementations() {
    return Stream.of(new VectorKernels(), new LoopKernels(), new ScalarKernels());
  }

  /** A kernel that reads {@code arrays[0]}, {@code arrays[1]} … at {@code offsets}. */
  private interface Call {
    void run(Kernels kernels, int n, float[][] arrays, int[] offsets);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void axpyGivesTheSameBits(int n) {
    assertSameBits(n, 2, 1, (k, size, a, o) -> k.axpy(size, ALPHA, a[0], o[0], a[1], o[1]));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void addScalarGivesTheSameBits(int n) {
    assertSameBits(n, 2, 1, (k, size, a, o) -> k.addScalar(size, a[0], o[0], ALPHA, a[1], o[1]));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void reluGivesTheSameBits(int n) {
    assertSameBits(n, 2, 1, (k, size, a, o) -> k.relu(size, a[0], o[0], a[1], o[1]));
    assertSameBits(n, 1, 0, (k, size, a, o) -> k.relu(size, a[0], o[0], a[0], o[0]));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void reluBackwardGivesTheSameBits(int n) {
    assertSameBits(
        n, 3, 2, (k, size, a, o) -> k.reluBackward(size, a[0], o[0], a[1], o[1], a[2], o[2]));
    assertSameBits(
        n, 2, 1, (k, size, a, o) -> k.reluBackward(size, a[0], o[0], a[1], o[1], a[1], o[1]));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void sgdStepGivesTheSameBits(int n) {
    for (boolean nesterov : new boolean[] {false, true}) {
      Call step =
          (k, size, a, o) ->
              k.sgdStep(size, a[0], o[0], a[1], o[1], a[2], o[2], 0.1f, 0.9f, 0.05f, nesterov);
      assertSameBits(n, 3, 2, step);
      assertSameBits(n, 3, 0, step);
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void adamwStepGivesTheSameBits(int n) {
    Kernels.AdamW numbers = new Kernels.AdamW(0.99f, 0.1f, 0.9f, 0.1f, 0.05f, 0.3f, 1e-3f);
    for (int written : new int[] {0, 2}) {
      assertSameBits(
          n,
          4,
          written,
          (k, size, a, o) ->
              k.adamwStep(size, a[0], o[0], a[1], o[1], a[2], o[2], a[3], o[3], numbers));
    }
  }

  /**
   * Runs a call on both kernels and compares whole arrays, so that what stands before and after the
   * written range counts too; and checks that the written range did change and the rest did not.
   */
  private void assertSameBits(int n, int arrays, int written, Call call) {
    for (int[] offsets : new int[][] {{0, 0, 0, 0}, {1, 3, 5, 2}, {LANES + 1, 2, LANES - 1, 1}}) {
      float[][] before = new float[arrays][];
      for (int i = 0; i < arrays; i++) {
        before[i] = awkward(offsets[i] + n + 2 * LANES);
      }
      float[][] byVector = copy(before);
      float[][] byScalar = copy(before);
      call.run(vector, n, byVector, offsets);
      call.run(scalar, n, byScalar, offsets);
      for (int i = 0; i < arrays; i++) {
        assertThat(bits(byVector[i])).isEqualTo(bits(byScalar[i]));
        for (int j = 0; j < byVector[i].length; j++) {
          if (j < offsets[i] || j >= offsets[i] + n) {
            assertThat(Float.floatToIntBits(byVector[i][j]))
                .as("element %d outside [%d, +%d)", j, offsets[i], n)
                .isEqualTo(Float.floatToIntBits(before[i][j]));
          }
        }
      }
      if (n > 20) {
        assertThat(bits(byVector[written])).isNotEqualTo(bits(before[written]));
      }
    }
  }

  /** Numbers of all sizes, with a zero of each sign, infinities, NaN and subnormals among them. */
  private float[] awkward(int n) {
    float[] special = {
      0f,
      -0f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL / 3,
      Float.MAX_VALUE
    };
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          random.nextInt(6) == 0
              ? special[random.nextInt(special.length)]
              : (random.nextFloat() * 2 - 1) * (float) Math.pow(10, random.nextInt(7) - 3);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void sumsAreAsExactAsTheirLengthAllows(int n) {
    for (Kernels kernels : implementations().toList()) {
      for (int offset : new int[] {0, 1, LANES + 3}) {
        float[] x = uniform(offset + n + LANES);
        float[] y = uniform(offset + 2 + n + LANES);
        double sum = 0;
        double sumOfSizes = 0;
        double dot = 0;
        double dotOfSizes = 0;
        for (int i = 0; i < n; i++) {
          double product = (double) x[offset + i] * y[offset + 2 + i];
          sum += x[offset + i];
          sumOfSizes += Math.abs(x[offset + i]);
          dot += product;
          dotOfSizes += Math.abs(product);
        }
        // Any order of n additions of at most one rounding each: Higham, "Accuracy and Stability
        // of Numerical Algorithms", section 4.2.
        assertThat((double) kernels.sum(n, x, offset)).isCloseTo(sum, within(n * U * sumOfSizes));
        assertThat((double) kernels.dot(n, x, offset, y, offset + 2))
            .isCloseTo(dot, within(n * U * dotOfSizes));
      }
    }
  }

  /**
   * Interpreted, half compiled and compiled code must not differ, or no run could be repeated. The
   * kernels are loaded anew, because other tests have had those here compiled already.
   */
  @ParameterizedTest
  @ValueSource(classes = {VectorKernels.class, LoopKernels.class, ScalarKernels.class})
  void sumsAreTheSameBeforeAndAfterTheCompiler(Class<?> type) throws Exception {
    Kernels kernels =
        (Kernels) new Anew(type).loadClass(type.getName()).getConstructor().newInstance();
    assertThat(kernels.getClass()).isNotSameAs(type);
    float[] x = uniform(101);
    float[] y = uniform(101);
    int sum = Float.floatToIntBits(kernels.sum(101, x, 0));
    int dot = Float.floatToIntBits(kernels.dot(101, x, 0, y, 0));
    for (int i = 0; i < 100_000; i++) {
      if (Float.floatToIntBits(kernels.sum(101, x, 0)) != sum
          || Float.floatToIntBits(kernels.dot(101, x, 0, y, 0)) != dot) {
        throw new AssertionError("a sum changed in round " + i);
      }
    }
  }

  /** Loads one class again, uncompiled. */
  private static final class Anew extends ClassLoader {
    private final Class<?> type;

    Anew(Class<?> type) {
      super(type.getClassLoader());
      this.type = type;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(type.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void reluKeepsNaNAndItsGradient(Kernels kernels) {
    float[] x = {1, -1, 0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    float[] y = new float[7];
    kernels.relu(7, x, 0, y, 0);
    assertThat(bits(y)).isEqualTo(bits(1, 0, 0, 0, Float.NaN, Float.POSITIVE_INFINITY, 0));
    float[] gradient = {2, 3, 4, 5, 6, 7, 8};
    kernels.reluBackward(7, y, 0, gradient, 0, gradient, 0);
    // torch.relu at NaN lets the gradient through, too.
    assertThat(gradient).containsExactly(2, 0, 0, 0, 6, 7, 0);
  }

  /** By hand, in numbers that float holds exactly. */
  @ParameterizedTest
  @MethodSource("implementations")
  void sgdStepIsPyTorchs(Kernels kernels) {
    float[] w = {2};
    float[] g = {3};
    float[] v = {4};
    kernels.sgdStep(1, w, 0, g, 0, v, 0, 0.25f, 0.5f, 0.125f, false);
    // g' = 3 + 2/8 = 3.25; v = 4/2 + 3.25 = 5.25; w = 2 − 5.25/4
    assertThat(v[0]).isEqualTo(5.25f);
    assertThat(w[0]).isEqualTo(0.6875f);
    w[0] = 2;
    v[0] = 4;
    kernels.sgdStep(1, w, 0, g, 0, v, 0, 0.25f, 0.5f, 0.125f, true);
    // w = 2 − (3.25 + 5.25/2)/4
    assertThat(v[0]).isEqualTo(5.25f);
    assertThat(w[0]).isEqualTo(0.53125f);
    assertThat(g[0]).isEqualTo(3);
  }

  /** By hand, in numbers that float holds exactly. */
  @ParameterizedTest
  @MethodSource("implementations")
  void adamwStepIsPyTorchs(Kernels kernels) {
    float[] w = {2};
    float[] g = {4};
    float[] m = {8};
    float[] s = {32};
    Kernels.AdamW numbers = new Kernels.AdamW(0.5f, 0.25f, 0.625f, 0.3125f, 0.25f, 0.5f, 2.75f);
    kernels.adamwStep(1, w, 0, g, 0, m, 0, s, 0, numbers);
    // m = 8 − 4/4 = 7; s = 20 + 5 = 25; w = 2/2 − 7/4 / (5/0.5 + 2.75)
    assertThat(m[0]).isEqualTo(7);
    assertThat(s[0]).isEqualTo(25);
    assertThat(w[0]).isEqualTo((float) (1 - 0.25 * (float) (7 / 12.75)));
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void simpleLoopsByHand(Kernels kernels) {
    float[] x = {1, 2, 3};
    float[] y = {10, 20, 30};
    kernels.axpy(3, 2, x, 0, y, 0);
    assertThat(y).containsExactly(12, 24, 36);
    kernels.addScalar(2, x, 1, 0.5f, y, 0);
    assertThat(y).containsExactly(2.5f, 3.5f, 36);
    assertThat(kernels.sum(3, x, 0)).isEqualTo(6);
    assertThat(kernels.dot(2, x, 1, y, 0)).isEqualTo(15.5f);
  }

  /**
   * Bit by bit, with arrays that end where the last element is read, so that reading on would fail.
   */
  @ParameterizedTest
  @MethodSource("implementations")
  void gemmTileIsAChainOfFusedMultiplyAdds(Kernels kernels) {
    for (int rows = 1; rows <= kernels.tileRows(); rows++) {
      for (int k : new int[] {0, 1, 2, 7, 64, 257}) {
        int width = kernels.tileColumns();
        int aOffset = rows % 3;
        int aStride = k + rows % 2;
        int bOffset = k % 5;
        int cOffset = 3;
        int cStride = width + rows % 4;
        float[] a = uniform(aOffset + (rows - 1) * aStride + k);
        float[] b = uniform(bOffset + k * width);
        float[] before = uniform(cOffset + (kernels.tileRows() - 1) * cStride + width + 5);
        float[] c = before.clone();

        kernels.gemmTile(rows, k, a, aOffset, aStride, b, bOffset, c, cOffset, cStride);

        float[] expected = before.clone();
        for (int i = 0; i < kernels.tileRows(); i++) {
          for (int j = 0; j < width; j++) {
            int at = cOffset + i * cStride + j;
            for (int p = 0; p < k && i < rows; p++) {
              expected[at] =
                  Math.fma(a[aOffset + i * aStride + p], b[bOffset + p * width + j], expected[at]);
            }
            if (i >= rows) {
              expected[at] = c[at];
            }
          }
        }
        assertThat(bits(c)).as("%d rows, k = %d", rows, k).isEqualTo(bits(expected));
      }
    }
  }

  /** Runs of all lengths, from the very start to the very end of the source. */
  @ParameterizedTest
  @MethodSource("implementations")
  void copyRunsPutsThemOneBehindTheOther(Kernels kernels) {
    float[] src = uniform(3 * LANES + 7);
    int shift = 4;
    int[] lengths = {1, 2, LANES - 1, LANES, 1, LANES + 1, 2 * LANES + 3, 0, 5};
    for (int seed = 0; seed < 50; seed++) {
      int[] runs = new int[2 * lengths.length + 2];
      float[] expected = new float[0];
      for (int i = 0; i < lengths.length; i++) {
        int start =
            seed == 0 ? src.length - lengths[i] : random.nextInt(src.length - lengths[i] + 1);
        runs[2 * i] = start - shift;
        runs[2 * i + 1] = lengths[i];
        int at = expected.length;
        expected = Arrays.copyOf(expected, at + lengths[i]);
        System.arraycopy(src, start, expected, at, lengths[i]);
      }
      float[] before = uniform(3 + expected.length + kernels.tileColumns() + 2);
      float[] dst = before.clone();
      int end = kernels.copyRuns(lengths.length, runs, shift, src, dst, 3);
      assertThat(end).isEqualTo(3 + expected.length);
      assertThat(Arrays.copyOfRange(dst, 3, end)).isEqualTo(expected);
      assertThat(Arrays.copyOf(dst, 3)).isEqualTo(Arrays.copyOf(before, 3));
      int behind = end + kernels.tileColumns();
      assertThat(Arrays.copyOfRange(dst, behind, dst.length))
          .isEqualTo(Arrays.copyOfRange(before, behind, dst.length));
    }
  }

  /** Equals stay, NaN takes all; from offsets up to where the last element is the source's last. */
  @ParameterizedTest
  @MethodSource("sizes")
  void largestIsTheFirstOfEqualsAndTheLastNan(int n) {
    for (int stride = 1; stride <= 3; stride++) {
      int row = n * stride + 4;
      float[] src = new float[5 + 3 * row];
      for (int i = 0; i < src.length; i++) {
        src[i] = random.nextInt(20) == 0 ? Float.NaN : random.nextInt(4) - 2;
      }
      float[] expected = new float[n];
      int[] places = new int[n];
      for (int i = 0; i < n; i++) {
        places[i] = -1;
        for (int tap = 0; tap < 6; tap++) {
          int at = tap / 2 * row + i * stride + tap % 2;
          if (places[i] < 0
              || !(src[5 + at] <= expected[i]) && !isKeptNan(expected[i], src[5 + at])) {
            expected[i] = src[5 + at];
            places[i] = at;
          }
        }
        places[i] += 100;
      }
      for (Kernels kernels : new Kernels[] {vector, scalar}) {
        float[] dst = new float[n + 4];
        int[] indices = new int[n + 2];
        kernels.pooling().largest(n, 3, 2, src, 5, row, stride, 100, dst, 3, indices, 1);
        assertThat(Arrays.copyOfRange(dst, 3, 3 + n)).isEqualTo(expected);
        assertThat(Arrays.copyOfRange(indices, 1, 1 + n)).isEqualTo(places);
        assertThat(dst[3 + n]).isZero();
        assertThat(indices[1 + n]).isZero();
      }
    }
  }

  /** Every width up to several vectors, so that rows are a part of one, half of one and more. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void largestOfFourIsTheLargestOfEach(int rows) {
    for (int width = 1; width <= 4 * LANES; width++) {
      float[] src = coarse(5 + 4 * rows * width);
      float[] expected = new float[3 + rows * width + 4];
      int[] places = new int[1 + rows * width + 2];
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < width; x++) {
          int at = 4 * y * width + 2 * x;
          float[] dst = new float[1];
          int[] place = new int[1];
          scalar.pooling().largest(1, 2, 2, src, 5 + at, 2 * width, 2, 100 + at, dst, 0, place, 0);
          expected[3 + y * width + x] = dst[0];
          places[1 + y * width + x] = place[0];
        }
      }
      for (Kernels kernels : new Kernels[] {vector, scalar}) {
        float[] dst = new float[expected.length];
        int[] indices = new int[places.length];
        kernels.pooling().largestOfFour(rows, width, src, 5, 100, dst, 3, indices, 1);
        assertThat(bits(dst)).isEqualTo(bits(expected));
        assertThat(indices).isEqualTo(places);
      }
    }
  }

  private static boolean isKeptNan(float most, float value) {
    return Float.isNaN(most) && !Float.isNaN(value);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void takeLargerGoesElementByElement(int n) {
    for (Kernels kernels : new Kernels[] {vector, scalar}) {
      for (int stride = 1; stride <= 4; stride++) {
        for (int behind : new int[] {0, 1, 3 * LANES}) {
          int srcOffset = 3;
          float[] src = coarse(srcOffset + Math.max(0, (n - 1) * stride + 1) + behind);
          float[] most = coarse(2 + n + LANES);
          int[] indices = random.ints(1 + n + LANES).toArray();
          float[] expectedMost = most.clone();
          int[] expectedIndices = indices.clone();
          for (int i = 0; i < n; i++) {
            float value = src[srcOffset + i * stride];
            if (value > most[2 + i] || Float.isNaN(value)) {
              expectedMost[2 + i] = value;
              expectedIndices[1 + i] = 1000 + i * stride;
            }
          }
          kernels.pooling().takeLarger(n, src, srcOffset, stride, 1000, most, 2, indices, 1);
          assertThat(bits(most)).isEqualTo(bits(expectedMost));
          assertThat(indices).isEqualTo(expectedIndices);
        }
      }
    }
  }

  /** Sums, too: their parts do not hang on the length of vectors. */
  @ParameterizedTest
  @MethodSource("sizes")
  void batchNormalisationGivesTheSameBits(int n) {
    float[] x = uniform(3 + n);
    float[] g = uniform(2 + n);
    double[][] sums = new double[2][6];
    for (int i = 0; i < 2; i++) {
      BatchNormKernels kernels = (i == 0 ? vector : scalar).batchNorm();
      Arrays.fill(sums[i], 0.1);
      kernels.addMoments(n, x, 3, ALPHA, sums[i], 1);
      kernels.addProducts(n, g, 2, x, 3, ALPHA, 3f, sums[i], 3);
    }
    assertThat(sums[0]).isEqualTo(sums[1]);
    assertThat(sums[0][0]).isEqualTo(0.1);
    assertThat(sums[0][5]).isEqualTo(0.1);
    assertSameBits(
        n, 2, 1, (k, m, a, o) -> k.batchNorm().affine(m, a[0], o[0], 2, 3, ALPHA, a[1], o[1]));
    assertSameBits(
        n,
        3,
        2,
        (k, m, a, o) ->
            k.batchNorm().gradient(m, a[0], o[0], 0.1f, 3, a[1], o[1], 0.2f, 2, a[2], o[2]));
  }

  /** The doubles of a sum are near those added one by one. */
  @Test
  void batchNormalisationSums() {
    int n = 1003;
    float[] x = uniform(n);
    float[] g = uniform(n);
    double sum = 0;
    double squares = 0;
    double gradients = 0;
    double product = 0;
    for (int i = 0; i < n; i++) {
      sum += x[i] - 0.25;
      gradients += g[i];
      squares += (x[i] - 0.25) * (x[i] - 0.25);
      product += (double) g[i] * ((x[i] - 0.25f) * 3f);
    }
    for (Kernels kernels : new Kernels[] {vector, scalar}) {
      double[] sums = {1, 2, 3, 4};
      kernels.batchNorm().addMoments(n, x, 0, 0.25, sums, 0);
      kernels.batchNorm().addProducts(n, g, 0, x, 0, 0.25f, 3f, sums, 2);
      assertThat(sums[0]).isCloseTo(1 + sum, within(1e-12 * n));
      assertThat(sums[1]).isCloseTo(2 + squares, within(1e-12 * n));
      assertThat(sums[2]).isCloseTo(3 + gradients, within(1e-12 * n));
      assertThat(sums[3]).isCloseTo(4 + product, within(1e-12 * n));
    }
  }

  /** Few values, so that many are equal, with infinities and NaN. */
  private float[] coarse(int n) {
    float[] values = {
      -2, -1, -0f, 0, 1, 2, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN
    };
    float[] result = new float[n];
    for (int i = 0; i < n; i++) {
      result[i] = values[random.nextInt(values.length)];
    }
    return result;
  }

  @Test
  void aTileIsWholeVectors() {
    assertThat(vector.tileColumns() % LANES).isZero();
  }

  @Test
  void ofLittleWorkTheKernelsAreThoseThatAreReadyAtOnce() {
    try (Compute few = Compute.forWork(700_000_000L, 2);
        Compute many = Compute.forWork(100 * 700_000_000L, 3)) {
      assertThat(few.kernels()).isInstanceOf(LoopKernels.class);
      assertThat(few.parallel().threads()).isEqualTo(2);
      assertThat(many.kernels()).isInstanceOf(VectorKernels.class);
      assertThat(many.parallel().threads()).isEqualTo(3);
    }
  }

  @Test
  void theFastestKernelsAreChosen() {
    try (Compute compute = Compute.create(2)) {
      assertThat(compute.kernels()).isInstanceOf(VectorKernels.class);
      assertThat(compute.parallel().threads()).isEqualTo(2);
    }
  }

  private float[] uniform(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }

  private static float[][] copy(float[][] arrays) {
    return Stream.of(arrays).map(float[]::clone).toArray(float[][]::new);
  }

  /** Bits, so that zeros of both signs differ; any NaN equals any other. */
  private static int[] bits(float... values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }
}
