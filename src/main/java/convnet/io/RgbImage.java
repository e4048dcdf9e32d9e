package convnet.io;

/**
 * An image as training and classification read it, in 8-bit RGB.
 *
 * @param samples {@code height · width · 3} bytes, row by row, R G B for each pixel; not copied
 */
public record RgbImage(int width, int height, byte[] samples) {
  /**
   * @throws IllegalArgumentException if the size and the number of samples disagree
   */
  public RgbImage {
    if (width < 1 || height < 1 || samples.length != 3L * width * height) {
      throw new IllegalArgumentException(
          samples.length + " samples are not an RGB image of " + width + "x" + height);
    }
  }
}
