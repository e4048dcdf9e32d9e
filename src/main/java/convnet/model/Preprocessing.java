package convnet.model;

import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done to an image before the network sees it, in evaluation and prediction alike: the
 * shorter side is scaled, the centre is cropped, and each channel, in 0..1, becomes {@code (x −
 * mean) / std}.
 *
 * @param resize the length that the shorter side is scaled to, in pixels; 0 for the least that
 *     covers the crop
 * @param crop the size of the crop, which is that of the network's input
 * @param mean a number for each channel
 * @param std a number for each channel, above 0
 * @param permutation the seed of a random permutation of the pixels, applied last and the same for
 *     every image and channel; null for none
 */
public record Preprocessing(
    int resize, Size crop, List<Float> mean, List<Float> std, @Nullable Long permutation) {

  /** Preprocessing without a permutation of the pixels. */
  public Preprocessing(int resize, Size crop, List<Float> mean, List<Float> std) {
    this(resize, crop, mean, std, null);
  }

  /** Whether another has the same means and standard deviations. */
  public boolean normalizesAs(Preprocessing other) {
    return mean.equals(other.mean) && std.equals(other.std);
  }

  /** Whether another scales and crops images in the same way. */
  public boolean framesAs(Preprocessing other) {
    return resize == other.resize && crop.equals(other.crop);
  }

  /**
   * @throws IllegalArgumentException if the scaled image would be smaller than the crop, there are
   *     not as many means as standard deviations, one of them is not finite, or a standard
   *     deviation is not above 0
   */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    int least = Math.min(crop.height(), crop.width());
    if (resize != 0 && resize < least) {
      throw new IllegalArgumentException(
          "resize %d is less than the crop of %s: at least %d, or 0 for what just covers it"
              .formatted(resize, crop, least));
    }
    if (mean.size() != std.size()) {
      throw new IllegalArgumentException(
          "mean has %d and std %d numbers: each has one for a channel"
              .formatted(mean.size(), std.size()));
    }
    for (float each : mean) {
      if (!Float.isFinite(each)) {
        throw new IllegalArgumentException("a mean must be finite, not " + each);
      }
    }
    for (float each : std) {
      if (!(each > 0 && Float.isFinite(each))) {
        throw new IllegalArgumentException("a std must be above 0, not " + each);
      }
    }
  }

  /** The default: the shorter side is scaled to that of the crop, and 0..1 mapped to −1..1. */
  public static Preprocessing standard(int channels, Size crop) {
    List<Float> half = java.util.Collections.nCopies(channels, 0.5f);
    return new Preprocessing(Math.min(crop.height(), crop.width()), crop, half, half);
  }

  /** The default for a network with this input, (C, H, W). */
  public static Preprocessing standard(Shape input) {
    return standard(input.channels(), Size.of(input.height(), input.width()));
  }

  /** The same for a crop of another size; {@code resize} changes in proportion. */
  public Preprocessing withCrop(Size other) {
    long before = Math.min(crop.height(), crop.width());
    long after = Math.min(other.height(), other.width());
    return new Preprocessing(
        Math.toIntExact(Math.round((double) resize * after / before)),
        other,
        mean,
        std,
        permutation);
  }

  /** The same with a random permutation of the pixels. */
  public Preprocessing withPermutation(long seed) {
    return new Preprocessing(resize, crop, mean, std, seed);
  }
}
