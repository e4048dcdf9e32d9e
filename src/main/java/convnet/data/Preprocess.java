package convnet.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an image becomes the input of a network: its size, and {@code (x − mean) / std} for each
 * channel with x in 0..1. One channel is luma (ITU-R 601), three are red, green and blue.
 *
 * @param resize the length that the shorter side is scaled to before the centre is cropped, in
 *     pixels; 0 for the least that covers the input
 * @param height of the input, in pixels
 * @param width of the input, in pixels
 * @param mean a number for each channel
 * @param std a number for each channel, above 0
 * @param permutation the seed of a random permutation of the pixels, applied last; null for none
 */
public record Preprocess(
    int resize,
    int height,
    int width,
    List<Float> mean,
    List<Float> std,
    @Nullable Long permutation) {

  /** Preprocessing without a permutation of the pixels. */
  public Preprocess(int resize, int height, int width, List<Float> mean, List<Float> std) {
    this(resize, height, width, mean, std, null);
  }

  /**
   * @throws IllegalArgumentException if a height, width or standard deviation is not positive,
   *     {@code resize} is negative, or there are not one or three channels
   */
  public Preprocess {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (height < 1 || width < 1 || resize < 0) {
      throw new IllegalArgumentException(
          "images cannot be scaled to %d and cut to %dx%d".formatted(resize, height, width));
    }
    if (mean.size() != std.size() || (mean.size() != 1 && mean.size() != 3)) {
      throw new IllegalArgumentException(
          "images have 1 channel or 3, not %d means and %d deviations"
              .formatted(mean.size(), std.size()));
    }
    if (!std.stream().allMatch(value -> value > 0)) {
      throw new IllegalArgumentException("a standard deviation must be above 0: " + std);
    }
  }

  /** The number of channels, 1 or 3. */
  public int channels() {
    return mean.size();
  }
}
