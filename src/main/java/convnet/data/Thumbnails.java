package convnet.data;

import convnet.data.Framing.Box;
import convnet.data.Resampler.View;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** Images scaled down for people to look at. */
public final class Thumbnails {
  private Thumbnails() {}

  /**
   * An image scaled down so that its longer side has at most {@code side} pixels; a smaller one
   * stays as it is.
   *
   * @param store the store that reads the image
   * @return {@code (C, H, W)}, 0..1
   * @throws IOException with a message that names the file, if it cannot be read
   */
  public static Tensor of(ImageStore store, Path file, int side) throws IOException {
    Pixels pixels = store.read(file);
    int longer = Math.max(pixels.height(), pixels.width());
    int height = longer <= side ? pixels.height() : scaled(pixels.height(), side, longer);
    int width = longer <= side ? pixels.width() : scaled(pixels.width(), side, longer);
    Box all = new Box(0, 0, pixels.height(), pixels.width());
    View view = new Resampler().scale(pixels, all, height, width, new Box(0, 0, height, width));
    Tensor small = Tensor.zeros(pixels.channels(), height, width);
    int at = 0;
    for (int channel = 0; channel < pixels.channels(); channel++) {
      for (int y = 0; y < height; y++) {
        int from = view.first() + channel * view.plane() + y * view.stride();
        for (int x = 0; x < width; x++) {
          small.data()[at++] = (view.samples()[from + x] & 0xFF) / 255f;
        }
      }
    }
    return small;
  }

  private static int scaled(int length, int side, int longer) {
    return Math.max(1, (int) Math.round((double) length * side / longer));
  }
}
