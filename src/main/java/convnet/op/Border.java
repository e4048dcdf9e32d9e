package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * Puts padding round images, and back again: the backward pass adds what the padding received to
 * the pixels that it was copied from.
 */
public final class Border {
  private Border() {}

  /**
   * Copies images into the middle of larger ones and fills the border.
   *
   * @param src (N, C, H, W)
   * @param dst room for (N, C, top + H + bottom, left + W + right)
   */
  static void forward(Padding padding, PaddingMode mode, Tensor src, float[] dst, Compute compute) {
    int height = src.shape().height();
    int width = src.shape().width();
    int outHeight = padding.top() + height + padding.bottom();
    int outWidth = padding.left() + width + padding.right();
    float[] from = src.data();
    compute
        .parallel()
        .run(
            src.size() / (height * width),
            (plane, worker) -> {
              int srcPlane = src.offset() + plane * height * width;
              int dstPlane = plane * outHeight * outWidth;
              for (int y = 0; y < outHeight; y++) {
                int srcY = mode.source(y - padding.top(), height);
                int row = dstPlane + y * outWidth;
                if (srcY < 0) {
                  Arrays.fill(dst, row, row + outWidth, 0);
                  continue;
                }
                int srcRow = srcPlane + srcY * width;
                System.arraycopy(from, srcRow, dst, row + padding.left(), width);
                for (int x = 0; x < padding.left(); x++) {
                  int srcX = mode.source(x - padding.left(), width);
                  dst[row + x] = srcX < 0 ? 0 : from[srcRow + srcX];
                }
                for (int x = padding.left() + width; x < outWidth; x++) {
                  int srcX = mode.source(x - padding.left(), width);
                  dst[row + x] = srcX < 0 ? 0 : from[srcRow + srcX];
                }
              }
            });
  }

  /**
   * The gradient with respect to the images without padding.
   *
   * @param diffDst (N, C, top + H + bottom, left + W + right), not kept
   * @param diffSrc (N, C, H, W)
   */
  static void backward(
      Padding padding, PaddingMode mode, float[] diffDst, Tensor diffSrc, Compute compute) {
    int height = diffSrc.shape().height();
    int width = diffSrc.shape().width();
    int outHeight = padding.top() + height + padding.bottom();
    int outWidth = padding.left() + width + padding.right();
    float[] to = diffSrc.data();
    compute
        .parallel()
        .run(
            diffSrc.size() / (height * width),
            (plane, worker) -> {
              int srcPlane = diffSrc.offset() + plane * height * width;
              Arrays.fill(to, srcPlane, srcPlane + height * width, 0);
              for (int y = 0; y < outHeight; y++) {
                int srcY = mode.source(y - padding.top(), height);
                int row = (plane * outHeight + y) * outWidth;
                for (int x = 0; srcY >= 0 && x < outWidth; x++) {
                  int srcX = mode.source(x - padding.left(), width);
                  if (srcX >= 0) {
                    to[srcPlane + srcY * width + srcX] += diffDst[row + x];
                  }
                }
              }
            });
  }

  /**
   * Which of {@code size} elements stands at {@code position}, or −1 for a zero.
   *
   * @param position from {@code −p} to below {@code size + p}, with p a padding that {@link
   *     ConvolutionParameters#outputShape} allows
   */
  public static int source(int position, int size, PaddingMode mode) {
    if (position >= 0 && position < size) {
      return position;
    }
    return switch (mode) {
      case ZEROS -> -1;
      case REFLECT -> position < 0 ? -position : 2 * (size - 1) - position;
      case SYMMETRIC -> position < 0 ? -position - 1 : 2 * size - 1 - position;
      case REPLICATE -> position < 0 ? 0 : size - 1;
      case CIRCULAR -> position < 0 ? position + size : position - size;
    };
  }
}
