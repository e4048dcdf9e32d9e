package convnet.train;

import convnet.data.DataLoader;
import convnet.data.PatchCovariance;
import convnet.data.PrincipalAxes;
import convnet.model.Initializer;
import convnet.nn.Network;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;

/**
 * Computes the filters of a first layer from images, as described in {@link Initializer.Whitening}.
 */
final class Whitening {
  /** Added to each variance, so that axes with hardly any do not amplify noise; Jordan's value. */
  static final double EPS = 5e-4;

  /** Enough to estimate the covariance: about as many as 5,000 images of CIFAR-10 have. */
  private static final int MOST_PATCHES = 5_000 * 32 * 32;

  private Whitening() {}

  /**
   * Sets the first layer's weights; does nothing if they are not to be initialised from images.
   *
   * @throws IOException if an image cannot be read
   */
  static void apply(Network network, RunImages images) throws IOException {
    if (!network.spec().whitens()) {
      return;
    }
    Tensor filters = network.parameters().getFirst().value();
    Shape image = network.spec().input();
    Shape patch = filters.shape().inner();
    int patches = (image.height() - patch.height() + 1) * (image.width() - patch.width() + 1);
    PatchCovariance covariance = new PatchCovariance(patch);
    Tensor one = Tensor.zeros(image.batched(1));
    try (DataLoader loader = images.sample(Math.max(1, MOST_PATCHES / patches))) {
      loader.start(0, 0);
      while (loader.next(one, new int[1]) > 0) {
        covariance.add(one.slice(0));
      }
    }
    write(covariance.axes(), filters);
  }

  /** Writes the scaled axes, those of largest variance first, then their negatives. */
  private static void write(PrincipalAxes axes, Tensor filters) {
    int count = axes.values().length;
    for (int axis = 0; axis < count; axis++) {
      double scale = 1 / Math.sqrt(Math.max(axes.values()[axis], 0) + EPS);
      Tensor filter = filters.slice(axis);
      Tensor opposite = filters.slice(count + axis);
      for (int k = 0; k < count; k++) {
        float weight = (float) (axes.vectors()[axis][k] * scale);
        filter.data()[filter.offset() + k] = weight;
        opposite.data()[opposite.offset() + k] = -weight;
      }
    }
  }
}
