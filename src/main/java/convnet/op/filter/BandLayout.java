package convnet.op.filter;

import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.op.ConvolutionParameters;
import convnet.op.Size;
import convnet.op.WindowArithmetic;
import convnet.tensor.PlaneSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory layout of the image rows that a band of output reads: padded, and with the columns
 * sorted by their phase, {@code x % stride}, so that neighbouring output pixels read neighbouring
 * elements. Row {@code y} begins at {@code y·rowPitch}; in it, padded column {@code x} is at {@code
 * x % stride · phasePitch + x / stride}.
 *
 * @param parameters the filter's parameters
 * @param height the height of the image without padding
 * @param width the width of the image without padding
 */
record BandLayout(ConvolutionParameters parameters, int height, int width) {

  /** The width of the image with padding. */
  private int paddedWidth() {
    return parameters.padding().left() + width + parameters.padding().right();
  }

  /** The distance from the columns of one phase to those of the next. */
  int phasePitch() {
    return Math.ceilDiv(paddedWidth(), parameters.stride().width());
  }

  /** The distance from one row to the next. */
  int rowPitch() {
    return phasePitch() * parameters.stride().width();
  }

  /** The distance from what a row of output reads to what the next one reads. */
  int step() {
    return parameters.stride().height() * rowPitch();
  }

  /** The phase of the columns that a tap reads. */
  int phase(int tapColumn) {
    return tapColumn * parameters.dilation().width() % parameters.stride().width();
  }

  /** The place within its phase that a tap reads for the first output pixel of a row. */
  int column(int tapColumn) {
    return tapColumn * parameters.dilation().width() / parameters.stride().width();
  }

  /** The offset of what a tap reads from what tap (0, 0) reads. */
  int offset(int tapRow, int tapColumn) {
    return tapRow * parameters.dilation().height() * rowPitch()
        + phase(tapColumn) * phasePitch()
        + column(tapColumn);
  }

  /** The number of padded image rows that {@code outputRows} rows of output read. */
  int rows(int outputRows) {
    return (outputRows - 1) * parameters.stride().height()
        + Math.toIntExact(
            WindowArithmetic.extent(parameters.kernel().height(), parameters.dilation().height()));
  }

  /** The extent of an output pixel's window, the gaps of dilation included. */
  Size window() {
    ConvolutionParameters p = parameters;
    return Size.of(
        (p.kernel().height() - 1) * p.dilation().height() + 1,
        (p.kernel().width() - 1) * p.dilation().width() + 1);
  }

  /** A worker's buffer for the image rows that {@code outputRows} rows of output read. */
  float[] room(int outputRows, Scratch scratch, int worker) {
    return scratch.floats(Purpose.BAND, worker, (long) rows(outputRows) * rowPitch());
  }

  /**
   * Reads the image rows that the {@code outputRows} rows of output from {@code row0} on need.
   *
   * @param plane the first channel
   * @param channels the number of channels from {@code plane} on, which are summed
   * @param dst room for {@code rows(outputRows)} rows
   * @param row scratch memory for two padded rows
   * @param peaks receives all rows, if there is one
   */
  void read(
      PlaneSource src,
      int plane,
      int channels,
      int row0,
      int outputRows,
      float[] dst,
      float[] row,
      @Nullable BandPeaks peaks) {
    boolean direct = parameters.stride().width() == 1;
    for (int y = 0; y < rows(outputRows); y++) {
      int position = row0 * parameters.stride().height() + y - parameters.padding().top();
      int from = parameters.paddingMode().source(position, height);
      int to = y * rowPitch();
      if (from < 0) {
        Arrays.fill(dst, to, to + rowPitch(), 0);
      } else if (direct) {
        readRow(src, plane, channels, from, dst, to, row);
      } else {
        readRow(src, plane, channels, from, row, 0, row);
        sortByPhase(row, dst, to);
      }
      if (peaks != null) {
        peaks.add(rowPitch(), dst, to);
      }
    }
  }

  /**
   * Reads one row and pads it. Channels after the first are read into the end of {@code row}, then
   * added.
   */
  private void readRow(
      PlaneSource src, int plane, int channels, int y, float[] dst, int to, float[] row) {
    int first = to + parameters.padding().left();
    src.read(plane, y, dst, first);
    for (int c = 1; c < channels; c++) {
      int other = row.length - width;
      src.read(plane + c, y, row, other);
      for (int x = 0; x < width; x++) {
        dst[first + x] += row[other + x];
      }
    }
    for (int x = -parameters.padding().left(); x < 0; x++) {
      dst[first + x] = padding(dst, first, x);
    }
    for (int x = width; x < width + parameters.padding().right(); x++) {
      dst[first + x] = padding(dst, first, x);
    }
  }

  /**
   * Copies a piece of the padded image, whose position is counted without the padding; for a stride
   * of 1.
   *
   * @param src the image, row {@code y} at {@code offset + y·width}
   * @param dst receives {@code rows} rows of {@code columns} pixels
   */
  void copy(float[] src, int offset, int row0, int rows, int column0, int columns, float[] dst) {
    int first = Math.clamp(-column0, 0, columns);
    int last = Math.clamp(width - column0, first, columns);
    for (int y = 0; y < rows; y++) {
      int from = parameters.paddingMode().source(row0 + y, height);
      int to = y * columns;
      if (from < 0) {
        Arrays.fill(dst, to, to + columns, 0);
        continue;
      }
      int start = offset + from * width;
      if (first < last) {
        System.arraycopy(src, start + column0 + first, dst, to + first, last - first);
      }
      for (int x = 0; x < first; x++) {
        dst[to + x] = padding(src, start, column0 + x);
      }
      for (int x = last; x < columns; x++) {
        dst[to + x] = padding(src, start, column0 + x);
      }
    }
  }

  private float padding(float[] row, int first, int x) {
    int from = parameters.paddingMode().source(x, width);
    return from < 0 ? 0 : row[first + from];
  }

  /** Sorts the columns by their phase; a phase with one column less ends with a zero. */
  private void sortByPhase(float[] row, float[] dst, int to) {
    int stride = parameters.stride().width();
    for (int i = 0; i < rowPitch(); i++) {
      int x = i % phasePitch() * stride + i / phasePitch();
      dst[to + i] = x < paddedWidth() ? row[x] : 0;
    }
  }
}
