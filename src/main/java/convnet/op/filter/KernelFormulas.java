package convnet.op.filter;

import convnet.tensor.Tensor;

/** The kernels that are computed: x points to the right, y down, and 0 is the kernel's centre. */
final class KernelFormulas {
  private KernelFormulas() {}

  /** The value at a place of a kernel. */
  @FunctionalInterface
  interface Formula {
    double at(double x, double y);
  }

  /** {@code 1/(rows·columns)} everywhere. */
  static Tensor box(int rows, int columns) {
    return sampled(rows, columns, (x, y) -> 1.0 / ((double) rows * columns));
  }

  /** {@code exp(−(x² + y²) / 2σ²)}, divided by its sum. */
  static Tensor gaussian(double sigma, int size) {
    return Kernel.normalized(sampled(size, size, bell(sigma)));
  }

  /** A size that covers a Gaussian up to three standard deviations. */
  static int gaussianSize(double sigma) {
    return 2 * (int) Math.ceil(3 * sigma) + 1;
  }

  /** {@code identity − amount · Laplacian}, the Laplacian of 4 neighbours. */
  static Tensor sharpen(double amount) {
    return sampled(
        3,
        3,
        (x, y) -> x == 0 && y == 0 ? 1 + 4 * amount : Math.abs(x) + Math.abs(y) == 1 ? -amount : 0);
  }

  /** {@code identity + amount · (identity − Gaussian)}. */
  static Tensor unsharp(double sigma, double amount) {
    Tensor blur = gaussian(sigma, gaussianSize(sigma));
    int middle = blur.size() / 2;
    for (int i = 0; i < blur.size(); i++) {
      double identity = i == middle ? 1 : 0;
      blur.data()[i] = (float) (identity + amount * (identity - blur.data()[i]));
    }
    return blur;
  }

  /**
   * The Laplacian of a Gaussian (Marr and Hildreth, "Theory of edge detection", 1980), {@code (x² +
   * y² − 2σ²) / σ⁴} times {@link #gaussian}, minus its mean: the numbers add up to 0, so that a
   * plain area gives 0.
   */
  static Tensor laplacianOfGaussian(double sigma) {
    int size = 2 * (int) Math.ceil(4 * sigma) + 1;
    Tensor gaussian = gaussian(sigma, size);
    double variance = sigma * sigma;
    return withoutMean(
        sampled(
            size,
            size,
            (x, y) -> (x * x + y * y - 2 * variance) / (variance * variance) * at(gaussian, x, y)));
  }

  /** {@code Gaussian(sigma1) − Gaussian(sigma2)}, both of the size of the larger one. */
  static Tensor differenceOfGaussians(double sigma1, double sigma2) {
    int size = gaussianSize(Math.max(sigma1, sigma2));
    Tensor first = gaussian(sigma1, size);
    Tensor second = gaussian(sigma2, size);
    return sampled(size, size, (x, y) -> at(first, x, y) - at(second, x, y));
  }

  /**
   * Motion blur: the mean along a line of {@code length} pixels. A pixel's weight falls linearly
   * with its distance from the line, to 0 at a distance of 1.
   *
   * @param degrees 0 is horizontal, 90 vertical, 45 rises to the right
   */
  static Tensor motion(double length, double degrees) {
    double dx = Math.cos(Math.toRadians(degrees));
    double dy = -Math.sin(Math.toRadians(degrees));
    double half = (length - 1) / 2;
    Formula nearness =
        (x, y) -> {
          double along = Math.clamp(x * dx + y * dy, -half, half);
          return Math.max(0, 1 - Math.hypot(x - along * dx, y - along * dy));
        };
    return Kernel.normalized(
        sampled(span(half * Math.abs(dy)), span(half * Math.abs(dx)), nearness));
  }

  /** The odd number of pixels that covers {@code −half} to {@code half}, up to rounding errors. */
  private static int span(double half) {
    return 2 * (int) Math.ceil(half - 1e-9) + 1;
  }

  /**
   * A Gabor filter, {@code cos(2π·t/λ) · exp(−(x² + y²) / 2σ²)} with t along the angle and σ = 0.56
   * λ, for a bandwidth of one octave (Petkov and Kruizinga, "Computational models of visual neurons
   * specialised in the detection of periodic and aperiodic oriented visual stimuli", 1997); minus
   * its mean, and scaled so that the magnitudes add up to 1.
   *
   * @param wavelength λ in pixels
   * @param degrees the direction in which the wave travels: 0 finds vertical stripes
   */
  static Tensor gabor(double wavelength, double degrees) {
    double sigma = 0.56 * wavelength;
    double dx = Math.cos(Math.toRadians(degrees));
    double dy = -Math.sin(Math.toRadians(degrees));
    int size = gaussianSize(sigma);
    Formula bell = bell(sigma);
    Tensor wave =
        withoutMean(
            sampled(
                size,
                size,
                (x, y) -> Math.cos(2 * Math.PI * (x * dx + y * dy) / wavelength) * bell.at(x, y)));
    double magnitude = 0;
    for (float number : wave.data()) {
      magnitude += Math.abs(number);
    }
    double scale = 1 / magnitude;
    return sampled(size, size, (x, y) -> at(wave, x, y) * scale);
  }

  private static Formula bell(double sigma) {
    return (x, y) -> Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
  }

  private static Tensor withoutMean(Tensor kernel) {
    double sum = 0;
    for (float number : kernel.data()) {
      sum += number;
    }
    double mean = sum / kernel.size();
    return sampled(
        kernel.shape().height(), kernel.shape().width(), (x, y) -> at(kernel, x, y) - mean);
  }

  private static float at(Tensor kernel, double x, double y) {
    int row = (int) Math.round(y + (kernel.shape().height() - 1) / 2.0);
    int column = (int) Math.round(x + (kernel.shape().width() - 1) / 2.0);
    return kernel.get(row, column);
  }

  private static Tensor sampled(int rows, int columns, Formula formula) {
    Tensor kernel = Tensor.zeros(rows, columns);
    for (int i = 0; i < kernel.size(); i++) {
      double x = i % columns - (columns - 1) / 2.0;
      double y = i / columns - (rows - 1) / 2.0;
      kernel.data()[i] = (float) formula.at(x, y);
    }
    return kernel;
  }
}
