package convnet.op.filter;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.kernel.FilterKernels;
import convnet.kernel.ScalarFilterKernels;
import convnet.kernel.VectorFilterKernels;
import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.PlaneSource;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way to filter a plane against the definition in double, whether the chooser would take it
 * or not; with vectors and without, which must give the same bits.
 */
final class PlaneFilterTest {
  private final Random random = new Random(30);

  /** What a filter is tried on. */
  private record Trial(Tensor kernel, BandLayout layout, int height, int width) {
    static Trial of(
        Tensor kernel, Size stride, Size dilation, Padding padding, PaddingMode mode, Tensor src) {
      Size size = Size.of(kernel.shape().height(), kernel.shape().width());
      ConvolutionParameters parameters =
          new ConvolutionParameters(size, stride, padding, dilation, 1, mode);
      return new Trial(
          kernel,
          new BandLayout(parameters, src.shape().height(), src.shape().width()),
          parameters.outputHeight(src.shape().height()),
          parameters.outputWidth(src.shape().width()));
    }
  }

  /** The widths leave every kind of remainder by every vector length. */
  static Stream<Arguments> shapes() {
    List<Arguments> shapes = new ArrayList<>();
    for (int width : new int[] {1, 2, 7, 15, 16, 17, 31, 63, 64, 65, 97, 131, 257, 521}) {
      shapes.add(Arguments.of(width % 5 + 1, width, "3x3", "1x1", "1x1"));
      shapes.add(Arguments.of(width % 4 + 1, width, "1x5", "1x1", "1x1"));
      shapes.add(Arguments.of(width % 3 + 5, width, "4x1", "1x1", "1x1"));
      shapes.add(Arguments.of(17, width, "7x6", "1x1", "2x1"));
      shapes.add(Arguments.of(17, width, "7x5", "1x1", "1x2"));
      shapes.add(Arguments.of(9, width, "5x3", "2x2", "1x1"));
      shapes.add(Arguments.of(8, width, "2x4", "1x3", "2x3"));
      shapes.add(Arguments.of(11, width, "3x2", "3x4", "1x2"));
      shapes.add(Arguments.of(37, width, "19x23", "1x1", "1x1"));
    }
    return shapes.stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everyWayComputesTheSum(int height, int width, String k, String s, String d) {
    Size size = size(k);
    Size stride = size(s);
    Size dilation = size(d);
    Tensor src = uniform(1, height, width);
    Padding padding =
        new Padding(
            Math.min(height - 1, size.height()) + 20,
            size.height() * dilation.height(),
            size.width() * dilation.width(),
            1);
    for (Tensor kernel :
        List.of(
            uniform(size.height(), size.width()),
            sparse(size.height(), size.width()),
            lowRank(1, size.height(), size.width()),
            lowRank(2, size.height(), size.width()))) {
      Trial trial = Trial.of(kernel, stride, dilation, padding, PaddingMode.REPLICATE, src);
      double[] expected = naive(trial, src);
      for (PlaneFilter way : ways(trial)) {
        check(trial, way, src, expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ZEROS", "REFLECT", "REPLICATE", "CIRCULAR", "SYMMETRIC"})
  void allPaddings(PaddingMode mode) {
    for (int width : new int[] {4, 19, 40}) {
      Tensor src = uniform(1, 6, width);
      for (Size stride : List.of(Size.of(1), Size.of(2, 3))) {
        Trial trial =
            Trial.of(uniform(5, 4), stride, Size.of(1), new Padding(5, 2, 1, 3), mode, src);
        double[] expected = naive(trial, src);
        for (PlaneFilter way : ways(trial)) {
          check(trial, way, src, expected);
        }
      }
    }
  }

  /** All that can do it, and what the chooser takes. */
  private static List<PlaneFilter> ways(Trial trial) {
    List<PlaneFilter> ways = new ArrayList<>();
    ways.add(DirectFilter.of(trial.kernel(), trial.layout()));
    ways.add(PlaneFilter.of(trial.kernel(), trial.layout(), trial.width(), 16));
    SeparableTerms terms = SeparableTerms.of(trial.kernel(), 30);
    if (terms != null) {
      ways.add(SeparableFilter.of(terms, trial.layout()));
    }
    FourierFilter fourier =
        FourierFilter.of(
            trial.kernel(), trial.layout(), trial.width(), 16, Double.POSITIVE_INFINITY);
    if (fourier != null) {
      ways.add(fourier);
    }
    return ways;
  }

  /** In bands of 16 rows, the last one smaller. */
  private static void check(Trial trial, PlaneFilter way, Tensor src, double[] expected) {
    float[] byVector = run(trial, way, src, new VectorFilterKernels());
    float[] byScalar = run(trial, way, src, new ScalarFilterKernels());
    assertThat(byVector).as(way.getClass().getSimpleName()).isEqualTo(byScalar);
    // A sum of n products, in any order, through a transform of at most 14 passes: a rounding for
    // each product and pass, relative to the magnitudes of the kernel; |pixel| ≤ 1.
    double magnitude = 0;
    for (float weight : trial.kernel().toArray()) {
      magnitude += Math.abs(weight);
    }
    double bound = (trial.kernel().size() + 40) * 0x1p-24 * magnitude;
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(byVector[i] - expected[i]))
          .as("%s, pixel %d", way.getClass().getSimpleName(), i)
          .isLessThanOrEqualTo(bound);
    }
  }

  private static float[] run(Trial trial, PlaneFilter way, Tensor src, FilterKernels kernels) {
    float[] result = new float[trial.height() * trial.width()];
    try (Compute compute = Compute.create(1)) {
      for (int row0 = 0; row0 < trial.height(); row0 += 16) {
        int rows = Math.min(16, trial.height() - row0);
        BandLayout layout = trial.layout();
        float[] band = layout.room(rows, compute.scratch(), 0);
        Arrays.fill(band, Float.NaN);
        BandPeaks peaks = new BandPeaks(0, new float[layout.rowPitch()], kernels);
        layout.read(
            PlaneSource.of(src), 0, 1, row0, rows, band, new float[2 * layout.rowPitch()], peaks);
        way.forward(
            rows, trial.width(), band, result, row0 * trial.width(), kernels, compute.scratch(), 0);
      }
    }
    return result;
  }

  private static double[] naive(Trial trial, Tensor src) {
    ConvolutionParameters p = trial.layout().parameters();
    int height = src.shape().height();
    int width = src.shape().width();
    double[] result = new double[trial.height() * trial.width()];
    for (int i = 0; i < result.length; i++) {
      for (int tap = 0; tap < trial.kernel().size(); tap++) {
        int row = tap / p.kernel().width();
        int column = tap % p.kernel().width();
        int y =
            i / trial.width() * p.stride().height()
                + row * p.dilation().height()
                - p.padding().top();
        int x =
            i % trial.width() * p.stride().width()
                + column * p.dilation().width()
                - p.padding().left();
        int sy = p.paddingMode().source(y, height);
        int sx = p.paddingMode().source(x, width);
        if (sy >= 0 && sx >= 0) {
          result[i] += (double) trial.kernel().get(row, column) * src.get(0, sy, sx);
        }
      }
    }
    return result;
  }

  private Tensor uniform(int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = random.nextFloat() * 2 - 1;
    }
    return tensor;
  }

  /** Every third number is 0, and the whole first row. */
  private Tensor sparse(int rows, int columns) {
    Tensor kernel = uniform(rows, columns);
    for (int i = 0; i < kernel.size() - 1; i++) {
      kernel.data()[i] = i < columns || i % 3 == 0 ? 0 : kernel.data()[i];
    }
    return kernel;
  }

  /** Computed in double, rounded once: as a kernel that was written down. */
  private Tensor lowRank(int rank, int rows, int columns) {
    double[] sums = new double[rows * columns];
    for (int r = 0; r < rank; r++) {
      double[] column = random.doubles(rows, -1, 1).toArray();
      double[] row = random.doubles(columns, -1, 1).toArray();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += column[i / columns] * row[i % columns];
      }
    }
    Tensor kernel = Tensor.zeros(rows, columns);
    for (int i = 0; i < sums.length; i++) {
      kernel.data()[i] = (float) sums[i];
    }
    return kernel;
  }

  private static Size size(String text) {
    String[] sides = text.split("x");
    return Size.of(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
  }
}
