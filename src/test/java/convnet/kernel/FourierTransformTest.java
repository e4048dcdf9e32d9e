package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transform against its definition in double, with vectors and without. */
final class FourierTransformTest {
  private static final int SEQUENCES = 21;

  private final FilterKernels vector = new VectorFilterKernels();
  private final FilterKernels scalar = new ScalarFilterKernels();
  private final int pitch = SEQUENCES + vector.lanes() + 2;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64, 128, 256})
  void holdsEveryFrequencyOnce(int points) {
    float[] data = uniform(2 * points * pitch);
    float[] byScalar = data.clone();
    FourierTransform transform = new FourierTransform(points);
    double[][] expected = new double[points][];
    for (int f = 0; f < points; f++) {
      expected[f] = frequency(data, points, f);
    }
    transform.forward(vector, SEQUENCES, data, points * pitch, pitch);
    transform.forward(scalar, SEQUENCES, byScalar, points * pitch, pitch);
    requireSame(data, byScalar, 2 * points);
    // Radix 4 and 2: a few roundings a pass, of numbers of up to √points in the mean.
    double bound = 8 * (1 + Math.log(points)) * Math.sqrt(points) * 0x1p-23;
    boolean[] found = new boolean[points];
    for (int p = 0; p < points; p++) {
      for (int f = 0; f < points; f++) {
        double distance =
            Math.hypot(
                data[p * pitch] - expected[f][0], data[(points + p) * pitch] - expected[f][1]);
        found[f] |= distance <= bound;
      }
    }
    assertThat(found).doesNotContain(false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 64, 512, 1024})
  void comesBack(int points) {
    float[] before = uniform(2 * points * pitch);
    float[] data = before.clone();
    FourierTransform transform = new FourierTransform(points);
    transform.forward(vector, SEQUENCES, data, points * pitch, pitch);
    float[] byScalar = data.clone();
    transform.inverse(vector, SEQUENCES, data, points * pitch, pitch);
    transform.inverse(scalar, SEQUENCES, byScalar, points * pitch, pitch);
    requireSame(data, byScalar, 2 * points);
    for (int p = 0; p < 2 * points; p++) {
      for (int i = 0; i < SEQUENCES; i++) {
        assertThat(data[p * pitch + i] / points)
            .isCloseTo(before[p * pitch + i], within(1e-6f * (1 + (float) Math.log(points))));
      }
    }
  }

  @Test
  void wantsAPowerOfTwo() {
    assertThatThrownBy(() -> new FourierTransform(12)).hasMessage("12 points are no power of 2");
  }

  @Test
  void thePeakIsTheLargestMagnitude() {
    for (FilterKernels kernels : new FilterKernels[] {vector, scalar}) {
      for (int n : new int[] {0, 1, vector.lanes(), 5 * vector.lanes() + 3}) {
        float[] x = uniform(n + 2);
        float peak = 0;
        for (int i = 1; i <= n; i++) {
          peak = Math.max(peak, Math.abs(x[i]));
        }
        assertThat(kernels.peak(n, x, 1)).isEqualTo(peak);
        for (float high : new float[] {2, -3, 1e38f, Float.NaN, Float.NEGATIVE_INFINITY}) {
          for (int at = 1; at <= n; at++) {
            float before = x[at];
            x[at] = high;
            assertThat(kernels.peak(n, x, 1)).isEqualTo(Float.valueOf(Math.abs(high)));
            x[at] = before;
          }
          x[0] = high;
          x[n + 1] = high;
          assertThat(kernels.peak(n, x, 1)).isEqualTo(peak);
        }
      }
    }
  }

  @Test
  void peaksAreRaisedToTheMagnitudes() {
    for (FilterKernels kernels : new FilterKernels[] {vector, scalar}) {
      int n = 3 * vector.lanes() + 3;
      float[] x = uniform(n + 1);
      x[2] = -7;
      x[5] = Float.NaN;
      x[n - 2] = Float.NEGATIVE_INFINITY;
      float[] peaks = new float[n + 1];
      for (int i = 0; i < n; i++) {
        peaks[i] = i % 2 == 0 ? 0.5f : 0;
      }
      float[] expected = peaks.clone();
      for (int i = 0; i < n; i++) {
        expected[i] = Math.max(expected[i], Math.abs(x[i + 1]));
      }
      assertThat(kernels.raisePeaks(n, x, 1, peaks)).isNaN();
      assertThat(peaks).isEqualTo(expected);
      assertThat(kernels.raisePeaks(4, x, 1, peaks)).isEqualTo(7);
    }
  }

  private void requireSame(float[] data, float[] other, int rows) {
    for (int p = 0; p < rows; p++) {
      for (int i = 0; i < SEQUENCES; i++) {
        assertThat(Float.floatToRawIntBits(data[p * pitch + i]))
            .isEqualTo(Float.floatToRawIntBits(other[p * pitch + i]));
      }
    }
  }

  /** Of the first sequence. */
  private double[] frequency(float[] data, int points, int f) {
    double real = 0;
    double imaginary = 0;
    for (int p = 0; p < points; p++) {
      double angle = -2 * Math.PI * ((long) p * f % points) / points;
      float xr = data[p * pitch];
      float xi = data[(points + p) * pitch];
      real += xr * Math.cos(angle) - xi * Math.sin(angle);
      imaginary += xr * Math.sin(angle) + xi * Math.cos(angle);
    }
    return new double[] {real, imaginary};
  }

  private static float[] uniform(int n) {
    Random random = new Random(n);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }
}
