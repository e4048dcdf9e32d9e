package convnet.io;

import convnet.tensor.PlaneSource;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An image as float32 numbers, converted from its samples row by row when they are read.
 *
 * @param planes {@code (C, H, W)}, 0..1; C is 1 for grey and 3 for RGB
 * @param opacity {@code (1, H, W)}, 0 transparent to 1 opaque; null if the file has no alpha
 * @param frames the number of frames in the file, of which this is the first
 */
public record Picture(PlaneSource planes, @Nullable PlaneSource opacity, int frames) {
  /** A picture that is the only frame of its file. */
  Picture(PlaneSource planes, @Nullable PlaneSource opacity) {
    this(planes, opacity, 1);
  }

  /** The same picture as the first of {@code count} frames. */
  Picture withFrames(int count) {
    return new Picture(planes, opacity, count);
  }

  /** All planes as a tensor, {@code (C, H, W)}. */
  public Tensor pixels() {
    return planes.toTensor();
  }

  /** The opacity as a tensor, {@code (1, H, W)}, or null. */
  public @Nullable Tensor alpha() {
    return opacity == null ? null : opacity.toTensor();
  }
}
