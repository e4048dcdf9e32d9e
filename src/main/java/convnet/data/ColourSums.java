package convnet.data;

/**
 * Sums over pixels that give the mean and the covariance of their colours. They are exact integers,
 * so they depend neither on the order of the images nor on the threads that add them. Any number of
 * threads may use one.
 */
final class ColourSums {
  /** An int can hold the sum of this many products of two levels of up to 255. */
  private static final int CHUNK = 1 << 15;

  private final int channels;
  private final long[] sums;
  private final long[] products;
  private long pixels;

  /**
   * @param channels 1 or 3
   */
  ColourSums(int channels) {
    this.channels = channels;
    this.sums = new long[channels];
    this.products = new long[channels * channels];
  }

  /** Adds all pixels of an image. */
  void add(Pixels image) {
    int plane = image.height() * image.width();
    long[] ownSums = new long[channels];
    long[] ownProducts = new long[channels * channels];
    for (int from = 0; from < plane; from += CHUNK) {
      int count = Math.min(CHUNK, plane - from);
      for (int a = 0; a < channels; a++) {
        ownSums[a] += sum(image.samples(), a * plane + from, count);
        for (int b = a; b < channels; b++) {
          ownProducts[a * channels + b] +=
              sumOfProducts(image.samples(), a * plane + from, b * plane + from, count);
        }
      }
    }
    synchronized (this) {
      pixels += plane;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += ownSums[i];
      }
      for (int i = 0; i < products.length; i++) {
        products[i] += ownProducts[i];
      }
    }
  }

  private static int sum(byte[] samples, int from, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += samples[from + i] & 0xFF;
    }
    return sum;
  }

  private static int sumOfProducts(byte[] samples, int a, int b, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (samples[a + i] & 0xFF) * (samples[b + i] & 0xFF);
    }
    return sum;
  }

  /**
   * The covariance of the channels over all pixels, with levels in 0..1: {@code E[ab] − E[a]·E[b]},
   * (channels, channels). Zeros if there are no pixels.
   */
  synchronized double[][] covariance() {
    double[][] covariance = new double[channels][channels];
    for (int a = 0; a < channels && pixels > 0; a++) {
      for (int b = a; b < channels; b++) {
        double mean = (double) products[a * channels + b] / pixels;
        double product = (double) sums[a] / pixels * ((double) sums[b] / pixels);
        covariance[a][b] = (mean - product) / (255.0 * 255.0);
        covariance[b][a] = covariance[a][b];
      }
    }
    return covariance;
  }
}
