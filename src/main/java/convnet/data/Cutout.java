package convnet.data;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hides a square of an image, so that a network does not come to rely on a single part of what it
 * sees (T. DeVries, G. Taylor, "Improved Regularization of Convolutional Neural Networks with
 * Cutout", 2017, section 3.2): around a pixel drawn from all, so that squares may reach over the
 * edge, and with the mean colour.
 *
 * @param side of the square in pixels
 */
public record Cutout(int side) {

  /**
   * @param image (C, H, W), normalised, so that its mean is 0; changed
   * @param places where each pixel of a plane lies; null for where it is
   */
  void apply(Tensor image, int @Nullable [] places, RandomGenerator random) {
    Shape shape = image.shape();
    int height = shape.height();
    int width = shape.width();
    int top = random.nextInt(height) - side / 2;
    int left = random.nextInt(width) - side / 2;
    for (int channel = 0; channel < shape.channels(); channel++) {
      int plane = image.offset() + channel * height * width;
      for (int y = Math.max(top, 0); y < Math.min(top + side, height); y++) {
        for (int x = Math.max(left, 0); x < Math.min(left + side, width); x++) {
          int pixel = y * width + x;
          image.data()[plane + (places == null ? pixel : places[pixel])] = 0;
        }
      }
    }
  }
}
