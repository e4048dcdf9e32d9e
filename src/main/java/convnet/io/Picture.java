package convnet.io;

import convnet.tensor.PlaneSource;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An image as numbers, made row by row of its samples.
 *
 * @param planes {@code (C, H, W)}, 0..1; C is 1 for grey and 3 for RGB
 * @param opacity {@code (1, H, W)}, 0 transparent to 1 opaque; null where the file has none
 * @param frames how many the file has; this is the first of them
 */
public record Picture(PlaneSource planes, @Nullable PlaneSource opacity, int frames) {
  /** The only frame. */
  Picture(PlaneSource planes, @Nullable PlaneSource opacity) {
    this(planes, opacity, 1);
  }

  /** The same as one of so many frames. */
  Picture withFrames(int count) {
    return new Picture(planes, opacity, count);
  }

  /** All planes at once. */
  public Tensor pixels() {
    return planes.toTensor();
  }

  /** The opacity at once. */
  public @Nullable Tensor alpha() {
    return opacity == null ? null : opacity.toTensor();
  }
}
