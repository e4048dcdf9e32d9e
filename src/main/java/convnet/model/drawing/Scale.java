package convnet.model.drawing;

import convnet.tensor.Shape;
import java.util.List;

/**
 * Converts sizes to lengths in the picture, in pixels. Networks go from hundreds of pixels to one
 * and from three channels to thousands: square and cube roots keep both ends visible.
 *
 * @param largestSide the height or width of the largest image
 * @param mostChannels the largest number of channels of a volume
 * @param mostFeatures the largest number of features of a vector
 */
record Scale(int largestSide, int mostChannels, int mostFeatures) {
  private static final double TALLEST = 168;
  private static final double LEAST = 5;
  private static final double LARGEST_CELL = 12;

  /**
   * The oblique projection: how far to the right, and upwards, each unit of an image's scaled width
   * is drawn.
   */
  private static final double DEPTH_X = 0.40;

  private static final double DEPTH_Y = 0.26;

  static Scale of(List<Stage> stages) {
    int side = 1;
    int channels = 1;
    int features = 1;
    for (Stage stage : stages) {
      Shape shape = stage.output();
      if (stage.isVolume()) {
        side = Math.max(side, Math.max(shape.height(), shape.width()));
        channels = Math.max(channels, shape.channels());
      } else {
        features = Math.max(features, shape.dim(0));
      }
    }
    return new Scale(side, channels, features);
  }

  double height(Shape volume) {
    return side(volume.height());
  }

  /** How far the image's width extends to the right in the oblique projection. */
  double slopeX(Shape volume) {
    return DEPTH_X * side(volume.width());
  }

  /** How far the image's width extends upwards. */
  double slopeY(Shape volume) {
    return DEPTH_Y * side(volume.width());
  }

  private double side(int pixels) {
    return Math.max(LEAST, TALLEST * Math.sqrt((double) pixels / largestSide));
  }

  /** The thickness of all channels together, laid side by side like sheets of paper. */
  double thickness(Shape volume) {
    double most = Math.clamp(3 * Math.sqrt(mostChannels), 34, 64);
    return Math.max(LEAST, most * Math.sqrt((double) volume.channels() / mostChannels));
  }

  double bar(Shape vector) {
    int features = vector.dim(0);
    return Math.min(LARGEST_CELL * features, TALLEST * Math.cbrt((double) features / mostFeatures));
  }
}
