package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * Pads images. The backward pass adds the gradients of the padding to the pixels that it was copied
 * from.
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
    int height = padding.top() + src.shape().height() + padding.bottom();
    int width = padding.left() + src.shape().width() + padding.right();
    split(padding, mode, src, Size.of(1), Size.of(1), height, width, dst, compute);
  }

  /**
   * Pads images and splits each plane into phases, so that pixels that are a stride apart become
   * neighbours: the first phase has the pixels of rows {@code 0, step, 2·step …} of the padded
   * plane and of the same columns. So in neighbouring windows, a tap meets neighbouring elements.
   *
   * @param src (N, C, H, W)
   * @param step the stride
   * @param phases the number of phases wanted along each axis, at most {@code step}
   * @param rows rows wanted of each phase, including the border; beyond it they are zeros
   * @param columns columns wanted, likewise
   * @param dst room for (N, C, row phases, column phases, rows, columns)
   */
  static void split(
      Padding padding,
      PaddingMode mode,
      Tensor src,
      Size step,
      Size phases,
      int rows,
      int columns,
      float[] dst,
      Compute compute) {
    int height = src.shape().height();
    int width = src.shape().width();
    int bottom = height + padding.bottom();
    compute
        .parallel()
        .run(
            src.size() / (height * width) * phases.height(),
            (part, worker) -> {
              int srcPlane = src.offset() + part / phases.height() * height * width;
              for (int y = 0; y < rows; y++) {
                int position = part % phases.height() + y * step.height() - padding.top();
                int srcY = position < bottom ? mode.source(position, height) : -1;
                int at = (part * phases.width() * rows + y) * columns;
                for (int j = 0; j < phases.width(); j++, at += rows * columns) {
                  if (srcY < 0) {
                    Arrays.fill(dst, at, at + columns, 0);
                  } else {
                    int row = srcPlane + srcY * width;
                    phase(padding, mode, src, row, step.width(), j, columns, dst, at);
                  }
                }
              }
            });
  }

  /** Copies the pixels {@code phase, phase + step …} of a row with its border. */
  private static void phase(
      Padding padding,
      PaddingMode mode,
      Tensor src,
      int row,
      int step,
      int phase,
      int columns,
      float[] dst,
      int at) {
    float[] from = src.data();
    int width = src.shape().width();
    int before = padding.left() - phase;
    int first = Math.clamp(Math.ceilDiv(before, step), 0, columns);
    int end = Math.clamp(Math.ceilDiv(before + width, step), first, columns);
    int start = row + first * step - before;
    if (step == 1) {
      System.arraycopy(from, start, dst, at + first, end - first);
    } else {
      for (int x = first; x < end; x++) {
        dst[at + x] = from[start + (x - first) * step];
      }
    }
    for (int i = 0; i < first + columns - end; i++) {
      int x = i < first ? i : i - first + end;
      int position = x * step - before;
      int srcX = position < width + padding.right() ? mode.source(position, width) : -1;
      dst[at + x] = srcX < 0 ? 0 : from[row + srcX];
    }
  }

  /**
   * Computes the gradient with respect to the images without padding.
   *
   * @param diffDst (N, C, top + H + bottom, left + W + right)
   * @param diffSrc (N, C, H, W), overwritten
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
}
