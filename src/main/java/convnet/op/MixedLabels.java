package convnet.op;

import org.jspecify.annotations.Nullable;

/**
 * The labels of a batch in which an image may be made of two: each has a label of its own, a
 * partner's, and the share of it that is its own.
 *
 * @param own the right class of each image, as far as it is its own
 * @param partners the right class of the rest; {@code own} itself where there is none
 * @param shares which part of each image is its own, 0 to 1; null where all of all is
 */
public record MixedLabels(int[] own, int[] partners, double @Nullable [] shares) {

  /** Those of images that are nobody else's. */
  public static MixedLabels unmixed(int[] labels) {
    return new MixedLabels(labels, labels, null);
  }

  /** Room for the labels of this many images. */
  public static MixedLabels forBatch(int images) {
    return new MixedLabels(new int[images], new int[images], new double[images]);
  }

  /** The part of an image that is its own. */
  public double share(int image) {
    return shares == null ? 1 : shares[image];
  }

  /** The class of the larger part of an image. */
  public int label(int image) {
    return share(image) >= 0.5 ? own[image] : partners[image];
  }
}
