package convnet.io;

import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An image as numbers.
 *
 * @param pixels {@code (C, H, W)}, 0..1; C is 1 for grey and 3 for RGB
 * @param alpha {@code (1, H, W)}, 0 transparent to 1 opaque; null where the file has none
 * @param frames how many the file has; this is the first of them
 */
public record Picture(Tensor pixels, @Nullable Tensor alpha, int frames) {
  /** The only frame. */
  Picture(Tensor pixels, @Nullable Tensor alpha) {
    this(pixels, alpha, 1);
  }

  /** The same as one of so many frames. */
  Picture withFrames(int count) {
    return new Picture(pixels, alpha, count);
  }
}
