package convnet.train;

import convnet.data.PixelPermutation;
import convnet.model.Architecture;
import convnet.model.Preprocessing;
import convnet.op.MixedLabels;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets pairs of images of a batch exchange a box, and mixes their labels by the box's share of the
 * pixels (S. Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with
 * Localizable Features", 2019, section 3.1): a network then has to see more of an image than its
 * most telling part. The share to keep is drawn uniformly from 0 to 1, and the centre of the box
 * from all pixels; the part of the box beyond the edge is cut off.
 */
final class CutMix {
  private final double probability;

  /** The permuted position of each pixel within a plane; null if pixels are not permuted. */
  private final int @Nullable [] places;

  /** The CutMix that an architecture's recipe asks for. */
  CutMix(Architecture architecture) {
    this.probability = architecture.recipe().cutmix();
    Preprocessing preprocessing = architecture.preprocessing();
    Long permutation = preprocessing.permutation();
    int pixels = preprocessing.crop().height() * preprocessing.crop().width();
    this.places = permutation == null ? null : PixelPermutation.of(pixels, permutation);
  }

  /**
   * Mixes a batch that was just loaded.
   *
   * @param images (N, C, H, W), changed
   * @param n the number of images in the batch
   * @param labels the labels, of which {@code own} is set; partners and shares are overwritten
   * @param seed the seed of the random numbers; a different one for each step
   */
  void apply(Tensor images, int n, MixedLabels labels, long seed) {
    System.arraycopy(labels.own(), 0, labels.partners(), 0, n);
    double[] shares = Objects.requireNonNull(labels.shares());
    Arrays.fill(shares, 0, n, 1);
    if (probability == 0) {
      return;
    }
    RandomGenerator random = new SplittableRandom(seed);
    for (int first = 0; first + 1 < n; first += 2) {
      if (random.nextDouble() < probability) {
        int second = first + 1;
        double kept = 1 - exchange(images.slice(first), images.slice(second), random);
        shares[first] = kept;
        shares[second] = kept;
        labels.partners()[first] = labels.own()[second];
        labels.partners()[second] = labels.own()[first];
      }
    }
  }

  /** Exchanges a random box; returns its share of an image's pixels. */
  private double exchange(Tensor first, Tensor second, RandomGenerator random) {
    Shape shape = first.shape();
    int height = shape.height();
    int width = shape.width();
    double side = Math.sqrt(1 - random.nextDouble());
    int boxHeight = (int) (height * side);
    int boxWidth = (int) (width * side);
    int top = random.nextInt(height) - boxHeight / 2;
    int left = random.nextInt(width) - boxWidth / 2;
    int bottom = Math.min(top + boxHeight, height);
    int right = Math.min(left + boxWidth, width);
    top = Math.max(top, 0);
    left = Math.max(left, 0);
    for (int channel = 0; channel < shape.channels(); channel++) {
      int plane = channel * height * width;
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          int pixel = y * width + x;
          swap(first, second, plane + (places == null ? pixel : places[pixel]));
        }
      }
    }
    return (double) (bottom - top) * (right - left) / (height * width);
  }

  private static void swap(Tensor first, Tensor second, int at) {
    float[] a = first.data();
    float[] b = second.data();
    float kept = a[first.offset() + at];
    a[first.offset() + at] = b[second.offset() + at];
    b[second.offset() + at] = kept;
  }
}
