package convnet.op;

import org.jspecify.annotations.Nullable;

/**
 * The labels of a batch of images, each of which may be mixed from two: its own label, that of its
 * partner, and the share of the image that is its own.
 *
 * @param own the class of each image's own part
 * @param partners the class of the other part; {@code own} itself for an image that is not mixed
 * @param shares the share of each image that is its own, 0 to 1; null if all are 1
 */
public record MixedLabels(int[] own, int[] partners, double @Nullable [] shares) {

  /** The labels of images that are not mixed. */
  public static MixedLabels unmixed(int[] labels) {
    return new MixedLabels(labels, labels, null);
  }

  /** Room for the labels of this many images. */
  public static MixedLabels forBatch(int images) {
    return new MixedLabels(new int[images], new int[images], new double[images]);
  }

  /** The share of an image that is its own, 0 to 1. */
  public double share(int image) {
    return shares == null ? 1 : shares[image];
  }

  /** The class of the larger part of an image. */
  public int label(int image) {
    return share(image) >= 0.5 ? own[image] : partners[image];
  }
}
