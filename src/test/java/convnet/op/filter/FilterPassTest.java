package convnet.op.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.kernel.ScalarKernels;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.VectorKernels;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are several bands high. */
final class FilterPassTest {
  private static final FilterParameters SAME =
      new FilterParameters(Size.of(1), null, Size.of(1), 1, PaddingMode.SYMMETRIC, null);

  private final Tensor image = uniform(3, 203, 130);
  private final Kernel dense = new Kernel("dense", uniform(21, 19));

  @ParameterizedTest
  @ValueSource(strings = {"sharpen", "gaussian:3", "dog:2,3", "dense"})
  void theSameBitsOnAnyNumberOfThreads(String name) {
    Kernel kernel = name.equals("dense") ? dense : NamedKernel.of(name);
    Tensor one = filtered(List.of(kernel), image, new VectorKernels(), 1);
    assertThat(filtered(List.of(kernel), image, new VectorKernels(), 2).toArray())
        .isEqualTo(one.toArray());
    assertThat(filtered(List.of(kernel), image, new VectorKernels(), 3).toArray())
        .isEqualTo(one.toArray());
    assertThat(filtered(List.of(kernel), image, new ScalarKernels(), 2).toArray())
        .isEqualTo(one.toArray());
  }

  /** No seam between bands: any rows of the image alone give the same in their middle. */
  @ParameterizedTest
  @ValueSource(strings = {"sharpen", "gaussian:3", "dense"})
  void bandsDoNotShow(String name) {
    Kernel kernel = name.equals("dense") ? dense : NamedKernel.of(name);
    Tensor whole = filtered(List.of(kernel), image, new VectorKernels(), 2);
    // Tap by tap there are the same sums; tiles lie elsewhere, and round otherwise.
    float rounding = name.equals("dense") ? 1e-4f : 0;
    for (int top : new int[] {1, 37, 90}) {
      Tensor part = Tensor.zeros(3, 67, 130);
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 67; y++) {
          PlaneSource.of(image).read(c, top + y, part.data(), (c * 67 + y) * 130);
        }
      }
      Tensor alone = filtered(List.of(kernel), part, new VectorKernels(), 2);
      for (int c = 0; c < 3; c++) {
        for (int y = 10; y < 57; y++) {
          for (int x = 0; x < 130; x++) {
            float expected = whole.get(c, top + y, x);
            assertThat(alone.get(c, y, x)).isCloseTo(expected, within(rounding));
          }
        }
      }
    }
  }

  /** Kernels of several sizes and ways in one pass, each with its own padding. */
  @Test
  void severalKernelsAreAsEachByItself() {
    List<Kernel> kernels =
        List.of(NamedKernel.of("sobel-x"), NamedKernel.of("gaussian:3"), dense, dense);
    Tensor all = filtered(kernels, image, new VectorKernels(), 2);
    for (int k = 0; k < kernels.size(); k++) {
      Tensor alone = filtered(List.of(kernels.get(k)), image, new VectorKernels(), 2);
      assertThat(all.narrow(3 * k, 3 * k + 3).toArray())
          .containsExactly(alone.toArray(), within(1e-4f));
    }
  }

  /** A tensor is written into; other sinks are handed the rows. */
  @Test
  void everySinkGetsTheSame() {
    List<Kernel> kernels = List.of(NamedKernel.of("sobel-x"), NamedKernel.of("gaussian:3"), dense);
    Tensor inTensor = filtered(kernels, image, new VectorKernels(), 2);
    Tensor handed = Tensor.zeros(9, 203, 130);
    PlaneSink copying = PlaneSink.of(handed)::write;
    try (Compute compute = Compute.create(2)) {
      Filter.of(kernels, false, SAME).forward(PlaneSource.of(image), null, copying, compute);
    }
    assertThat(handed.toArray()).isEqualTo(inTensor.toArray());
  }

  /** A long signal is an image of one row. */
  @Test
  void aRowTakesTheMemoryOfARow() {
    Tensor signal = uniform(1, 1, 10_000);
    try (Compute compute = Compute.create(1)) {
      Filter.of(List.of(NamedKernel.of("box:3")), false, SAME)
          .forward(PlaneSource.of(signal), null, (_, _, _, _, _) -> {}, compute);
      assertThat(compute.scratch().floats(Purpose.MAPS, 0, 0)).hasSize(10_000);
    }
  }

  @Test
  void channelsAddedUpAreTheSumOfTheirMaps() {
    Tensor maps = filtered(List.of(dense), image, new VectorKernels(), 2);
    Tensor sum = Tensor.zeros(1, 203, 130);
    try (Compute compute = Compute.create(2)) {
      Filter.of(List.of(dense), true, SAME)
          .forward(PlaneSource.of(image), null, PlaneSink.of(sum), compute);
    }
    for (int i = 0; i < sum.size(); i++) {
      double expected =
          (double) maps.data()[i] + maps.data()[i + sum.size()] + maps.data()[i + 2 * sum.size()];
      assertThat((double) sum.data()[i]).isCloseTo(expected, within(1e-3));
    }
  }

  /** One NaN spoils the pixels that look at it and no other, whatever the way. */
  @ParameterizedTest
  @ValueSource(strings = {"gaussian:3", "dog:2,3", "dense"})
  void infinitiesAndNaNStayWhereTheyAre(String name) {
    Kernel kernel = name.equals("dense") ? dense : NamedKernel.of(name);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Tensor spoilt = image.copy();
      spoilt.set(bad, 1, 100, 60);
      Tensor result = filtered(List.of(kernel), spoilt, new VectorKernels(), 2);
      int down = kernel.size().height() / 2;
      int across = kernel.size().width() / 2;
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 203; y++) {
          for (int x = 0; x < 130; x++) {
            boolean near = c == 1 && Math.abs(y - 100) <= down && Math.abs(x - 60) <= across;
            assertThat(Float.isFinite(result.get(c, y, x))).isEqualTo(!near);
          }
        }
      }
      assertThat(Float.isNaN(result.get(1, 100, 60))).isEqualTo(Float.isNaN(bad));
    }
  }

  /** A lamp in the dark: a transform would round the dark away. */
  @ParameterizedTest
  @ValueSource(strings = {"dense", "gabor:12,30", "motion:41,30"})
  void aBrightPixelIsSeenByItsWindowsOnly(String name) {
    Kernel kernel = name.equals("dense") ? dense : NamedKernel.of(name);
    Tensor dark = image.copy();
    for (int i = 0; i < dark.size(); i++) {
      dark.data()[i] *= 0.01f;
    }
    Tensor lamp = dark.copy();
    lamp.set(1e5f, 1, 100, 60);
    Tensor without = filtered(List.of(kernel), dark, new VectorKernels(), 2);
    Tensor with = filtered(List.of(kernel), lamp, new VectorKernels(), 2);
    int down = kernel.size().height() / 2;
    int across = kernel.size().width() / 2;
    double magnitude = 0;
    for (float weight : kernel.values().toArray()) {
      magnitude += Math.abs(weight);
    }
    // Without the lamp it may be a transform: 2⁻²⁴ a pass of the largest sum, of which some are.
    double error = 0x1p-20 * 0.01 * magnitude;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 203; y++) {
        for (int x = 0; x < 130; x++) {
          if (c != 1 || Math.abs(y - 100) > down || Math.abs(x - 60) > across) {
            assertThat((double) with.get(c, y, x)).isCloseTo(without.get(c, y, x), within(error));
          }
        }
      }
    }
  }

  /**
   * Columns of a number that stands for none, in every row; and nothing but zeros on their left.
   */
  @ParameterizedTest
  @ValueSource(strings = {"dense", "gabor:8,45", "log:4"})
  void brightColumnsAreSeenByTheirWindowsOnly(String name) {
    Kernel kernel = name.equals("dense") ? dense : NamedKernel.of(name);
    for (float bright : new float[] {1e9f, -9999, 1e-9f}) {
      Tensor columns = image.copy();
      for (int row = 0; row < 3 * 203; row++) {
        Arrays.fill(columns.data(), row * 130 + 100, row * 130 + 130, bright);
      }
      Tensor with = filtered(List.of(kernel), columns, new VectorKernels(), 2);
      Tensor without = filtered(List.of(kernel), image, new VectorKernels(), 2);
      int across = kernel.size().width() / 2;
      double magnitude = 0;
      for (float weight : kernel.values().toArray()) {
        magnitude += Math.abs(weight);
      }
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < 203; y++) {
          for (int x = 0; x < 100 - across; x++) {
            assertThat((double) with.get(c, y, x))
                .isCloseTo(without.get(c, y, x), within(0x1p-20 * magnitude));
          }
          // The palest are right to their own size.
          for (int x = 100 + across; x < 130 - across && bright == 1e-9f; x++) {
            assertThat((double) Math.abs(with.get(c, y, x))).isLessThan(1.1e-9 * magnitude);
          }
        }
      }
    }
  }

  /** Pale rows before a band of nothing: all that some windows see, though not whole windows. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsPaleBesideNothingIsNotRoundedAway(boolean turned) {
    Tensor alone = Tensor.zeros(3, 203, 130);
    Tensor all = image.copy();
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 203; y++) {
        for (int x = 0; x < 130; x++) {
          int at = turned ? x : y;
          float pale = image.get(c, y, x) * 1e-6f;
          float value = at < 45 || at > 100 ? image.get(c, y, x) : at < 50 ? pale : 0;
          all.set(value, c, y, x);
          alone.set(at >= 45 && at < 50 ? pale : 0, c, y, x);
        }
      }
    }
    int reach = (turned ? dense.size().width() : dense.size().height()) / 2;
    Tensor with = filtered(List.of(dense), all, new VectorKernels(), 2);
    Tensor right = filtered(List.of(dense), alone, new VectorKernels(), 2);
    double sum = 0;
    for (float weight : dense.values().toArray()) {
      sum += Math.abs(weight);
    }
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 130; i++) {
        int at = 45 + reach;
        float expected = turned ? right.get(c, i, at) : right.get(c, at, i);
        float actual = turned ? with.get(c, i, at) : with.get(c, at, i);
        assertThat((double) actual).isCloseTo(expected, within(1e-6 * sum * 0x1p-18));
      }
    }
  }

  /**
   * Between the taps of a spread kernel, and at taps of 0, other rows may be as bright as can be.
   */
  @Test
  void brightRowsThatNoTapSeesSpoilNothing() {
    Tensor rows = image.copy();
    Tensor pale = image.copy();
    for (int i = 0; i < rows.size(); i++) {
      boolean bright = i / 130 % 203 % 2 == 1;
      rows.data()[i] *= bright ? 1 : 1e-6f;
      pale.data()[i] *= bright ? 0 : 1e-6f;
    }
    Tensor holed = Tensor.zeros(41, 41);
    for (int i = 0; i < 41 * 41; i++) {
      holed.data()[i] = i / 41 % 2 == 0 ? image.data()[i] : 0;
    }
    List<Kernel> kernels = List.of(new Kernel("every second row", holed));
    Tensor with = filtered(kernels, rows, new VectorKernels(), 2);
    Tensor right = filtered(kernels, pale, new VectorKernels(), 2);
    for (int y = 20; y < 183; y += 2) {
      for (int x = 20; x < 110; x++) {
        float expected = right.get(0, y, x);
        assertThat(with.get(0, y, x)).isCloseTo(expected, within(1e-4f * expected));
      }
    }
  }

  @Test
  void aReductionMakesOneMapOfABand() {
    List<Kernel> kernels = List.of(NamedKernel.of("sobel-x"), NamedKernel.of("sobel-y"));
    Tensor maps = filtered(kernels, image, new VectorKernels(), 2);
    Tensor magnitude = Tensor.zeros(1, 203, 130);
    try (Compute compute = Compute.create(2)) {
      PlaneSink sink = Reduction.MAGNITUDE.into(PlaneSink.of(magnitude), 6, 130);
      Filter.of(kernels, false, SAME).forward(PlaneSource.of(image), null, sink, compute);
    }
    for (int i = 0; i < magnitude.size(); i++) {
      double sum = 0;
      for (int map = 0; map < 6; map++) {
        sum += Math.pow(maps.data()[map * magnitude.size() + i], 2);
      }
      assertThat(magnitude.data()[i]).isEqualTo((float) Math.sqrt(sum));
    }
  }

  private static Tensor filtered(List<Kernel> filters, Tensor src, Kernels kernels, int threads) {
    Filter filter = Filter.of(filters, false, SAME);
    Shape shape = filter.outputShape(src.shape().batched(1)).inner();
    Tensor dst = Tensor.zeros(shape);
    try (Compute compute = Compute.create(kernels, threads)) {
      // So much work that vectors pay, where there are any.
      compute.kernels().filters(Double.MAX_VALUE);
      filter.forward(PlaneSource.of(src), null, PlaneSink.of(dst), compute);
    }
    return dst;
  }

  private static Tensor uniform(int... dims) {
    Random random = new Random(dims.length);
    Tensor tensor = Tensor.zeros(dims);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = random.nextFloat();
    }
    return tensor;
  }
}
