package convnet.data;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hides a random square of an image, so that a network does not come to rely on a single part of it
 * (T. DeVries, G. Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout",
 * 2017, section 3.2). The square is filled with the mean colour; its centre is drawn from all
 * pixels, so it may reach over the edge.
 *
 * @param side of the square in pixels
 */
public record Cutout(int side) {

  /**
   * @param image (C, H, W), normalised, so that its mean is 0; changed
   * @param places the permuted position of each pixel within a plane; null if pixels are not
   *     permuted
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
