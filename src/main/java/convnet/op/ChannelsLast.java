package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * Padded images in channels-last layout: a row of a window, with all its channels, is one
 * contiguous run.
 *
 * @param data (N, rows, columns, channels)
 * @param rows the height with padding
 * @param columns the width with padding
 */
record ChannelsLast(float[] data, int channels, int rows, int columns) {

  /**
   * Pads images and copies them into this layout.
   *
   * @param src (N, C, H, W)
   */
  static ChannelsLast of(Padding padding, PaddingMode mode, Tensor src, Compute compute) {
    int channels = src.shape().channels();
    int height = src.shape().height();
    int width = src.shape().width();
    int rows = padding.top() + height + padding.bottom();
    int columns = padding.left() + width + padding.right();
    int images = src.shape().dim(0);
    int rowSize = columns * channels;
    float[] data = compute.scratch().floats(Purpose.PADDED, (long) images * rows * rowSize);
    int[] sources = compute.scratch().ints(Purpose.ROW, columns);
    for (int column = 0; column < columns; column++) {
      sources[column] = mode.source(column - padding.left(), width);
    }
    compute
        .parallel()
        .run(
            images * rows,
            (row, worker) -> {
              int y = mode.source(row % rows - padding.top(), height);
              int at = row * rowSize;
              if (y < 0) {
                Arrays.fill(data, at, at + rowSize, 0);
                return;
              }
              // Channel by channel: reads are contiguous, and writes stay within one row.
              for (int c = 0; c < channels; c++) {
                int from = src.offset() + ((row / rows * channels + c) * height + y) * width;
                for (int column = 0; column < columns; column++) {
                  int x = sources[column];
                  data[at + column * channels + c] = x < 0 ? 0 : src.data()[from + x];
                }
              }
            });
    return new ChannelsLast(data, channels, rows, columns);
  }

  /** The distance from a row of an image to the next. */
  int rowSize() {
    return columns * channels;
  }

  /** The distance from an image to the next. */
  int imageSize() {
    return rows * rowSize();
  }
}
