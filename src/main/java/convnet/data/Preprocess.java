package convnet.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an image becomes the input of a network: its size, and {@code (x − mean) / std} for each
 * channel with x in 0..1. One channel is luma (ITU-R 601), three are red, green and blue.
 *
 * @param resize what the shorter side is scaled to before the middle is cut out, in pixels; 0 for
 *     what just covers the input
 * @param height of the input, in pixels
 * @param width of the input, in pixels
 * @param mean a number for each channel
 * @param std a number for each channel, above 0
 * @param permutation the seed of the order that the pixels are put into in the end; null where they
 *     stay in their places
 */
public record Preprocess(
    int resize,
    int height,
    int width,
    List<Float> mean,
    List<Float> std,
    @Nullable Long permutation) {

  /** The same with the pixels in their places. */
  public Preprocess(int resize, int height, int width, List<Float> mean, List<Float> std) {
    this(resize, height, width, mean, std, null);
  }

  /**
   * @throws IllegalArgumentException if a size or a deviation is not positive, or the channels are
   *     not one or three
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

  /** 1 or 3. */
  public int channels() {
    return mean.size();
  }
}
