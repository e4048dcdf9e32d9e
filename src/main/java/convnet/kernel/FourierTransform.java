package convnet.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The discrete Fourier transform of many sequences that lie side by side, in place: {@code Z[f] =
 * Σ_p z[p] · exp(−2πi·p·f/N)}. The frequencies come out in digit-reversed order, which {@link
 * #inverse} expects; for products of spectra the order does not matter.
 *
 * <p>Radix 4, with decimation in frequency forward and decimation in time backward, so that no
 * reordering is needed (Gentleman and Sande, "Fast Fourier transforms: for fun and profit", 1966);
 * if N is not a power of 4, the last pass forward and the first one backward have radix 2.
 */
public final class FourierTransform {
  private final int points;
  private final List<float[]> twiddles = new ArrayList<>();

  /**
   * @param points N, a power of 2
   */
  public FourierTransform(int points) {
    if (Integer.bitCount(points) != 1) {
      throw new IllegalArgumentException(points + " points are no power of 2");
    }
    this.points = points;
    for (int span = points / 4; span >= 1; span /= 4) {
      twiddles.add(twiddles(span));
    }
  }

  /** {@code exp(−2πi·j·k/(4·span))} for j below {@code span} and k = 1, 2, 3. */
  private static float[] twiddles(int span) {
    float[] factors = new float[6 * span];
    for (int i = 0; i < 3 * span; i++) {
      double angle = -2 * Math.PI * (i / 3) * (i % 3 + 1) / (4.0 * span);
      factors[2 * i] = (float) Math.cos(angle);
      factors[2 * i + 1] = (float) Math.sin(angle);
    }
    return factors;
  }

  public int points() {
    return points;
  }

  /**
   * Transforms {@code n} sequences.
   *
   * @param n the number of sequences; up to {@link FilterKernels#lanes} past the last may be
   *     overwritten
   * @param data the real part of point {@code p} of sequence {@code i} at {@code p·pitch + i}, its
   *     imaginary part {@code imaginary} elements after that
   */
  public void forward(FilterKernels kernels, int n, float[] data, int imaginary, int pitch) {
    for (int pass = 0; pass < twiddles.size(); pass++) {
      kernels.butterflies(
          points, points >> (2 * pass + 2), twiddles.get(pass), n, data, imaginary, pitch);
    }
    if (hasPairs()) {
      kernels.pairButterflies(points, n, data, imaginary, pitch);
    }
  }

  /** Inverts {@link #forward}, up to a factor of N: the results are N times the original data. */
  public void inverse(FilterKernels kernels, int n, float[] data, int imaginary, int pitch) {
    if (hasPairs()) {
      kernels.pairButterflies(points, n, data, imaginary, pitch);
    }
    for (int pass = twiddles.size() - 1; pass >= 0; pass--) {
      kernels.inverseButterflies(
          points, points >> (2 * pass + 2), twiddles.get(pass), n, data, imaginary, pitch);
    }
  }

  private boolean hasPairs() {
    return Integer.numberOfTrailingZeros(points) % 2 == 1;
  }
}
